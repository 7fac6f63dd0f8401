"""Mounts the checkout as ``flamenco_client`` for every test, and keeps tests from talking to other machines."""

from __future__ import annotations

import importlib.util
import ipaddress
import sys
from pathlib import Path
from typing import Any

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
    """Audit hook: sockets stay within this machine. The error is no OSError: no code under test may handle it."""
    if event not in {"socket.connect", "socket.sendto"}:
        return
    address = arguments[1]
    if not isinstance(address, tuple):  # a Unix socket's path
        return
    host = str(address[0]).partition("%")[0]
    if host in {"", "localhost"}:
        return
    try:
        is_loopback = ipaddress.ip_address(host).is_loopback
    except ValueError:
        is_loopback = host.endswith(".invalid")  # never resolves
    if not is_loopback:
        raise RuntimeError(f"a test talks to {host}: sockets are for loopback only")


_load_standalone()
sys.addaudithook(_refuse_other_machines)
