"""Modules that are loaded into Blender's process, found by following imports."""

from __future__ import annotations

import ast
from importlib.util import resolve_name

from flamenco_client.tests.support.source import FILES, Import, files_of, imports, layer, tree

WAITS = {"asyncio", "concurrent", "multiprocessing", "threading", "_thread", "select", "selectors", "subprocess"}
NETWORK = {"http", "requests", "socket", "socketserver", "ssl", "urllib.request", "urllib3", "dateutil"}
ALLOWED = {
    ("ipc/helper_process.py", "subprocess"),  # starts the helper
    ("ipc/pipes.py", "select"),  # checks for new data without waiting
}
OUTSIDE = {"helper", "submission", "jobs", "job_types", "farm", "core", "manager_client", "standalone"}
"""Layers that mostly run in the helper; only their module-level imports are loaded in Blender's process."""
_START = [name for name in FILES if layer(name) in {"__init__", "registration", "operators", "ui"}]
"""Modules that ``register`` imports; it finds the modules of operators and ui by itself."""
CLIENT = ["manager_client", "manager_client.apis", "manager_client.models", "manager_client.exceptions"]


def _reached(start: list[str], *, also_later: set[str]) -> dict[str, list[str]]:
    """Return all files that importing ``start`` runs, each with its chain of imports.

    Args:
        start: Files.
        also_later: Layers whose imports inside functions count, too, because the functions run in Blender's process.
    """
    ways = {name: [name] for name in start}
    waiting = list(start)
    while waiting:
        name = waiting.pop()
        for found in imports(name):
            if not found.own or found.typing_only or not (found.at_once or layer(name) in also_later):
                continue
            for other in files_of(found):
                if other not in ways:
                    ways[other] = [*ways[name], other]
                    waiting.append(other)
    return ways


def _offences(ways: dict[str, list[str]], modules: set[str], *, also_later: set[str]) -> list[str]:
    return [
        f"{' -> '.join(way)}:{found.line} imports {found.module}"
        for name, way in ways.items()
        for found in imports(name)
        if found.is_of(modules) and not found.typing_only and (found.at_once or layer(name) in also_later)
        if (name, found.top) not in ALLOWED
    ]


def test_blenders_process_has_no_thread_no_socket_and_starts_no_process() -> None:
    """Registration imports no modules for threads, sockets or processes, except to run the helper."""
    inside = {layer(name) for name in FILES} - OUTSIDE
    ways = _reached(_START, also_later=inside)
    assert {"ipc/session.py", "bridge/timer.py"} | {name for name, _module in ALLOWED} <= ways.keys()

    assert _offences(ways, WAITS | NETWORK, also_later=inside) == []


def test_blenders_start_does_not_wait_for_what_is_needed_later() -> None:
    """Registration imports nothing that the first turns of the timer import."""
    whole = tree("bridge/timer.py")
    later = next(
        node.value
        for node in whole.body
        if isinstance(node, ast.Assign) and any(ast.unparse(target) == "LATER" for target in node.targets)
    )
    modules = [resolve_name(name, "flamenco_client.bridge") for name in ast.literal_eval(later)]
    files = {
        files_of(Import(name.partition(".")[2], 0, own=True, typing_only=False, at_once=True))[-1] for name in modules
    }
    ways = _reached(_START, also_later=set())
    assert len(files) == len(modules) > 5

    assert {name: ways[name] for name in files & ways.keys()} == {}


def test_blenders_process_hashes_and_packs_no_file() -> None:
    """The modules that hash and pack files are not loaded in Blender's process."""
    inside = {layer(name) for name in FILES} - OUTSIDE
    ways = _reached(_START, also_later=inside)
    slow = {
        "submission/local_files/checksums.py",
        "submission/packing/plan.py",
        "submission/submit.py",
        "helper/tasks.py",
    }
    assert slow <= set(FILES)

    assert [way for name, way in ways.items() if name in slow] == []


def test_the_client_loads_its_libraries_with_the_first_call() -> None:
    """Importing the client with API classes and models loads no urllib3, dateutil, http.client or ssl."""
    start = [name for name in FILES if name.removesuffix(".py").removesuffix("/__init__").replace("/", ".") in CLIENT]
    assert len(start) == len(CLIENT)
    ways = _reached(start, also_later=set())
    assert len(ways) > len(CLIENT)

    assert _offences(ways, {"urllib3", "dateutil", "http", "ssl", "socket", "email"}, also_later=set()) == []
