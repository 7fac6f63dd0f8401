"""What gets loaded into Blender's process, followed from import to import."""

from __future__ import annotations

from flamenco_client.tests.support.source import FILES, files_of, imports, ring

WAITS = {"asyncio", "concurrent", "multiprocessing", "threading", "_thread", "select", "selectors", "subprocess"}
NETWORK = {"http", "requests", "socket", "socketserver", "ssl", "urllib.request", "urllib3", "dateutil"}
ALLOWED = {
    ("ipc/helper_process.py", "subprocess"),  # starts the worker
    ("ipc/pipes.py", "select"),  # looks whether something has arrived, without waiting
}
OUTSIDE = {"helper", "submission", "job_types", "farm", "core", "manager_client", "standalone"}
"""What mostly runs in the worker: of this, only what is imported at once comes into Blender's process."""
_START = [name for name in FILES if ring(name) in {"__init__", "registration", "operators", "ui"}]
"""What ``register`` runs: it imports all modules of operators and ui by itself."""
CLIENT = ["manager_client", "manager_client.apis", "manager_client.models", "manager_client.exceptions"]


def _reached(start: list[str], *, also_later: set[str]) -> dict[str, list[str]]:
    """Return all files that importing ``start`` runs, each with the way to it.

    Args:
        start: files.
        also_later: rings whose imports inside functions count too: their functions run in Blender's process.
    """
    ways = {name: [name] for name in start}
    waiting = list(start)
    while waiting:
        name = waiting.pop()
        for found in imports(name):
            if not found.own or found.typing_only or not (found.at_once or ring(name) in also_later):
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
        if found.is_of(modules) and not found.typing_only and (found.at_once or ring(name) in also_later)
        if (name, found.top) not in ALLOWED
    ]


def test_blenders_process_has_no_thread_no_socket_and_starts_no_process() -> None:
    """Nothing that registration reaches imports what waits or talks, but for the link to the worker."""
    inside = {ring(name) for name in FILES} - OUTSIDE
    ways = _reached(_START, also_later=inside)
    assert {"ipc/session.py", "bridge/timer.py"} | {name for name, _module in ALLOWED} <= ways.keys()

    assert _offences(ways, WAITS | NETWORK, also_later=inside) == []


def test_blenders_process_hashes_and_packs_no_file() -> None:
    """The use-case that does is not even loaded there."""
    inside = {ring(name) for name in FILES} - OUTSIDE
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
    """Importing it with API classes and models takes a few milliseconds: no urllib3, dateutil, http.client, ssl."""
    start = [name for name in FILES if name.removesuffix(".py").removesuffix("/__init__").replace("/", ".") in CLIENT]
    assert len(start) == len(CLIENT)
    ways = _reached(start, also_later=set())
    assert len(ways) > len(CLIENT)

    assert _offences(ways, {"urllib3", "dateutil", "http", "ssl", "socket", "email"}, also_later=set()) == []
