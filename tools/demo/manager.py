"""The Manager of the demo: the test Manager as a process, or a real one; called without the extension's client.

It uses Python's own HTTP library, so that the demo does not check the client with the client.
"""

from __future__ import annotations

import contextlib
import json
import platform
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PROGRAM = Path(__file__).resolve().parents[2] / "tests" / "support" / "manager"
_START_SECONDS = 30
_HERE = {"Windows": "windows", "Darwin": "darwin"}.get(platform.system(), "linux")
"""This platform, in the Manager's words."""


class ManagerFailed(Exception):
    """The Manager did not start, or did not answer."""


@contextlib.contextmanager
def started(storage: Path) -> Iterator[str]:
    """Run the test Manager with ``storage`` as its shared storage, yield its address, and stop it at the end.

    Raises:
        ManagerFailed: it ended at once, or printed something else than its address.
    """
    command = [sys.executable, str(PROGRAM), "--port", "0", "--json", "--storage", str(storage)]
    log = storage.with_name("manager.log")
    with log.open("wb") as errors, subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            try:
                address = str(json.loads(line)["url"])
            except (ValueError, KeyError, TypeError) as error:
                process.kill()
                raise ManagerFailed(f"the test Manager did not start: {log.read_text(errors='replace')}") from error
            yield address
        finally:
            process.terminate()
            try:
                process.wait(_START_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()


def get(address: str, path: str) -> Any:
    """Return the JSON answer of ``GET /api/v3/<path>``; None for 204.

    Raises:
        ManagerFailed: there was no answer, or an error.
    """
    url = f"{address}/api/v3/{path}"
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # a Manager is in the local network
    try:
        with opener.open(url, timeout=30) as answer:
            body = answer.read()
    except OSError as error:
        raise ManagerFailed(f"GET {url}: {error}") from error
    return json.loads(body) if body else None


def jobs_folder(address: str) -> Path:
    """Return the folder of the Manager's jobs as this machine sees it (getSharedStorage for users)."""
    return Path(get(address, f"configuration/shared-storage/users/{_HERE}")["location"])


def expand(text: str, address: str) -> str:
    """Replace the Manager's variables, such as ``{jobs}``, by their values for users on this platform."""
    variables = get(address, f"configuration/variables/users/{_HERE}")
    return re.sub(r"\{(\w+)\}", lambda found: str(variables.get(found[1], {}).get("value", found[0])), text)
