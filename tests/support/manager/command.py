"""The test Manager as a program, which runs until it is stopped."""

from __future__ import annotations

import argparse
import json
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from . import playing, showcase
from .manager import ManagerServer
from .older import CURRENT
from .ssdp import Responder


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python tests/support/manager",
        description="Run a Flamenco Manager for tests with any client. Nothing is rendered.",
        epilog="Ctrl-C stops it. Without --storage all submitted files are deleted then.",
    )
    parser.add_argument("--port", type=int, default=8080, help="port to listen on, 0 for any free one (%(default)s)")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    parser.add_argument("--storage", type=Path, metavar="DIR", help="shared storage (a temporary folder)")
    parser.add_argument("--no-shaman", action="store_true", help="clients copy their files to the storage themselves")
    parser.add_argument("--first-run", action="store_true", help="start in set-up mode")
    parser.add_argument("--name", default="Test Manager", help="name of the Manager (%(default)s)")
    parser.add_argument("--version", default=CURRENT, metavar="X.Y", help="version to imitate (%(default)s)")
    parser.add_argument("--tag", action="append", default=[], metavar="NAME", help="name of a worker tag; repeatable")
    parser.add_argument(
        "--workers", type=int, default=0, metavar="N", help="number of toy workers, which pretend to render (none)"
    )
    parser.add_argument("--step-seconds", type=float, default=1.0, metavar="S", help="time per frame (%(default)s)")
    parser.add_argument(
        "--lively",
        action="store_true",
        help="toy workers write frames and logs like Blender's, and fail if a job's name has one of these words: "
        + ", ".join([*playing.PLAYS, "no-ffmpeg"]),
    )
    parser.add_argument("--show", action="store_true", help="begin with a job in each state, to look at them")
    parser.add_argument("--jobs", type=int, default=0, metavar="N", help="begin with N further jobs (none)")
    parser.add_argument("--discovery-port", type=int, metavar="PORT", help="answer discovery on this UDP port, too")
    parser.add_argument("--json", action="store_true", help="print one line of JSON with url and storage instead")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; return 1 if the port is not available, or the Manager broke its own definition."""
    options = _parser().parse_args(arguments)
    stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop.set())
    manager = ManagerServer(
        options.storage,
        shaman=not options.no_shaman,
        host=options.host,
        port=options.port,
        first_run=options.first_run,
        name=options.name,
        version=options.version,
        workers=options.workers,
        step_seconds=options.step_seconds,
        lively=options.lively,
    )
    for tag in options.tag:
        manager.add_tag(tag)
    if options.show:
        showcase.one_of_each(manager.farm)
    showcase.many(manager.farm, options.jobs)
    try:
        manager.start()
    except OSError as error:
        print(f"cannot listen on {options.host} port {options.port}: {error.strerror}", file=sys.stderr)
        manager.stop()
        return 1
    responder = Responder([manager.url], port=options.discovery_port) if options.discovery_port is not None else None
    try:
        if responder:
            responder.start()
        _say_hello(manager, as_json=options.json)
        while not stop.wait(1.0):
            pass
    finally:
        if responder:
            responder.stop()
        manager.stop()
    for violation in manager.violations:
        print(violation, file=sys.stderr)
    return 1 if manager.violations else 0


def _say_hello(manager: ManagerServer, *, as_json: bool) -> None:
    if as_json:
        line = json.dumps({"url": manager.url, "storage": str(manager.storage)})
    else:
        line = f"{manager.farm.name} {manager.farm.version.text} listens at {manager.url}, storage {manager.storage}"
    print(line, flush=True)
