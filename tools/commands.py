"""Commands of build.py, run inside the environment."""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Callable
from typing import NoReturn

from . import archive, environment
from .console import fail, step
from .validator import Invalid
from .wheels import WheelsUnfit

ROOT = environment.ROOT


def run(options: argparse.Namespace) -> int:
    """Run the chosen command; an expected error ends in one plain message and exit code 1."""
    table: dict[str, Callable[[argparse.Namespace], int]] = {
        "zip": _zip,
        "demo": _demo,
        "test": _test,
        "check": _check,
        "format": _format,
        "generate": _generate,
        "bench": _bench,
        "manager": _manager,
        "env": _env,
    }
    try:
        return table[options.command](options)
    except (Invalid, WheelsUnfit, environment.EnvironmentFailed) as error:
        fail(str(error))
        return 1


def _zip(options: argparse.Namespace) -> int:
    from . import checks

    if options.release and (gaps := checks.gaps_in_translation()):
        fail("\n".join(["a release needs German for every text:", *gaps]))
        return 1
    made = archive.build(ROOT, ROOT / "dist")
    step(f"made {made.relative_to(ROOT)}, {made.stat().st_size:,} bytes, sha256 {archive.checksum(made)}")
    return 0


def _demo(options: argparse.Namespace) -> int:
    from .demo import story

    return story.tell(options.manager, keep=options.keep)


def _test(options: argparse.Namespace) -> int:
    from . import testing

    extra = [*(testing.QUICK if options.quick else []), *options.extra]
    return testing.run(extra, window=options.window, coverage=options.coverage)


def _check(_options: argparse.Namespace) -> int:
    from . import checks

    return checks.run()


def _format(_options: argparse.Namespace) -> int:
    fixed = _python("-m", "ruff", "check", "--fix", ".")
    return _python("-m", "ruff", "format", ".") or fixed


def _generate(options: argparse.Namespace) -> int:
    return _python("-m", "tools.generate_client", *(["--check"] if options.check else []))


def _bench(options: argparse.Namespace) -> int:
    return _python("tests/bench", *options.extra)


def _manager(options: argparse.Namespace) -> NoReturn:
    environment.become([sys.executable, str(ROOT / "tests" / "support" / "manager"), *options.extra])


def _env(_options: argparse.Namespace) -> int:
    print(sys.executable)
    return 0


def _python(*arguments: str) -> int:
    return subprocess.run([sys.executable, *arguments], cwd=ROOT, check=False).returncode
