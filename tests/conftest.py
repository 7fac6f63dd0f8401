"""Set-up of all tests: loads the checkout as ``flamenco_client`` and blocks connections to other machines."""

from __future__ import annotations

import importlib.util
import ipaddress
import os
import sys
from collections.abc import Generator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

ROOT = Path(__file__).resolve().parents[1]


def _load_standalone() -> None:
    spec = importlib.util.spec_from_file_location("standalone", ROOT / "standalone.py")
    assert spec is not None
    assert spec.loader is not None
    standalone = importlib.util.module_from_spec(spec)
    sys.modules["standalone"] = standalone
    spec.loader.exec_module(standalone)
    standalone.mount(ROOT)


def _refuse_other_machines(event: str, arguments: tuple[Any, ...]) -> None:
    """Block sockets to other machines, as an audit hook. The error is no OSError: no code under test may handle it."""
    if event in {"socket.connect", "socket.sendto"} and isinstance(arguments[1], tuple):  # else a Unix socket's path
        host = str(arguments[1][0])
    elif event == "socket.getaddrinfo":
        host = str(arguments[0] or "")
    else:
        return
    if not _is_here(host):
        raise RuntimeError(f"a test connects to {host}: sockets are for loopback only")


def _is_here(host: str) -> bool:
    """Return whether a name or address is this machine's, or never resolves."""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return host in {"", "localhost"} or host.endswith((".localhost", ".invalid"))
    return address.is_loopback or address.is_unspecified


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the number of runs of the fault suite, their first seed, and the duration of a Manager's restart."""
    parser.addoption("--runs", type=int, default=200, help="number of random runs of a submission with faults")
    parser.addoption("--seed", type=int, default=0, help="seed of the first run")
    parser.addoption("--away", type=float, default=1.5, help="seconds that a Manager takes to restart")


@pytest.hookimpl(wrapper=True, tryfirst=True)  # before the timeout of the test begins
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Run a test with this mark while no other test runs in any process."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return (yield)
    from flamenco_client.tests.support.alone import turn

    with turn(alone=item.get_closest_marker("alone") is not None):
        return (yield)


def _steady_examples() -> None:
    """Use the same examples in every run, so that a failure shows a change and not chance.

    For new examples: ``--hypothesis-profile=explore``.
    """
    slow = [hypothesis.HealthCheck.too_slow]
    steady = hypothesis.settings(deadline=None, suppress_health_check=slow, database=None, derandomize=True)
    hypothesis.settings.register_profile("steady", steady)
    hypothesis.settings.register_profile("explore", steady, derandomize=False, print_blob=True, max_examples=1000)
    hypothesis.settings.load_profile("steady")


_load_standalone()
_steady_examples()
sys.addaudithook(_refuse_other_machines)
