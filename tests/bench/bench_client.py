"""Benchmark of the client: import, decoding of long answers, and a call on an open connection."""

from __future__ import annotations

import contextlib
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from flamenco_client.manager_client import ApiClient, Configuration
from flamenco_client.manager_client.apis import MetaApi
from flamenco_client.manager_client.decoding import decode
from flamenco_client.manager_client.models import JobsQueryResult, JobTasksSummary

from .harness import Limit, Row, medians_ms

ROOT = Path(__file__).resolve().parents[2]
PROCESSES = 15
JOBS, TASKS = 1000, 10_000
CALLS = 300

IMPORT = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
from manager_client import ApiClient, ApiException, Configuration
from manager_client.apis import JobsApi, MetaApi, ShamanApi, WorkerApi, WorkerMgtApi
from manager_client.models import *
assert "urllib3" not in sys.modules and "dateutil" not in sys.modules
"""
EMPTY = f"import sys; sys.path.insert(0, {str(ROOT)!r})"


def run() -> list[Row]:
    """Run all measurements."""
    return [*_import(), _jobs(), _tasks(), _call()]


def _import() -> list[Row]:
    rows = []
    for name, flags in (("bare", ["-I", "-S"]), ("with site-packages", ["-I"])):
        empty, loaded = _process_ms(flags, EMPTY, IMPORT)
        rows.append(Row(f"import of client, models, APIs ({name})", loaded, empty, limit=10, kind=Limit.EXTRA))
    return rows


def _process_ms(flags: list[str], *programs: str) -> list[float]:
    """Return the median times of whole interpreters, run in turns."""
    times: list[list[float]] = [[] for _ in programs]
    for round_ in range(PROCESSES + 1):
        for program, own in zip(programs, times, strict=True):
            begin = time.perf_counter()
            subprocess.run([sys.executable, *flags, "-c", program], check=True)
            if round_:
                own.append(time.perf_counter() - begin)
    return [statistics.median(own) * 1000 for own in times]


def _jobs() -> Row:
    body = json.dumps({"jobs": [_job(number) for number in range(JOBS)]}).encode()
    decoded, parsed = medians_ms([lambda: _decode(JobsQueryResult, body), lambda: json.loads(body)], repeat=15)
    return Row(f"bytes to models, {JOBS} jobs", decoded, parsed, limit=2.0)


def _tasks() -> Row:
    body = json.dumps({"tasks": [_task(number) for number in range(TASKS)]}).encode()
    decoded, parsed = medians_ms([lambda: _decode(JobTasksSummary, body), lambda: json.loads(body)], repeat=9)
    return Row(f"bytes to models, {TASKS} tasks", decoded, parsed, limit=2.5)


def _decode(model: type, body: bytes) -> object:
    """Decode an answer as the client does."""
    return decode(model, json.loads(body.decode("utf-8-sig"))).value


def _job(number: int) -> dict[str, object]:
    return {
        "name": f"shot_{number:04}",
        "type": "simple-blender-render",
        "priority": 50,
        "submitter_platform": "",
        "id": f"{number:08x}-4a1c-4f0e-9e1d-0123456789ab",
        "created": "2026-11-23T19:03:21.123456789+01:00",
        "updated": "2026-11-23T19:05:42.987654321Z",
        "status": "active",
        "activity": 'Changed to status "active"',
        "steps_completed": number % 250,
        "steps_total": 250,
        "storage": {"shaman_checkout_id": f"project/shot_{number:04}"},
        "metadata": {"project": "Sprite Fright", "user.name": "artist", "submission": f"{number:032x}"},
        "settings": {
            "frames": "1-250",
            "chunk_size": 10,
            "render_output_root": "/render/sprites",
            "add_path_components": 1,
            "render_output_path": f"/render/sprites/shot_{number:04}/2026-11-23_190321/######",
            "blendfile": f"{{jobs}}/project/shot_{number:04}/shot.blend",
            "fps": 24,
            "format": "OPEN_EXR_MULTILAYER",
            "image_file_extension": ".exr",
            "has_previews": False,
            "scene": "Scene",
        },
    }


def _task(number: int) -> dict[str, object]:
    return {
        "id": f"{number:08x}-5b2d-4f0e-9e1d-0123456789ab",
        "name": f"render-{number}-{number + 9}",
        "status": ("queued", "active", "completed")[number % 3],
        "index_in_job": number,
        "priority": 50,
        "task_type": "blender",
        "updated": "2026-11-23T19:05:42.987654321Z",
        "worker": {"id": f"{number % 20:08x}-6c3e-4f0e-9e1d-0123456789ab", "name": "node", "address": "10.0.0.7"},
        "steps_completed": 5,
        "steps_total": 10,
    }


def _call() -> Row:
    import urllib3

    with _manager() as url, ApiClient(Configuration(host=url)) as client, urllib3.PoolManager() as pool:
        api = MetaApi(client)

        def ours() -> None:
            for _ in range(CALLS):
                api.get_version()

        def floor() -> None:
            for _ in range(CALLS):
                json.loads(pool.request("GET", f"{url}/api/v3/version").data)

        called, raw = medians_ms([ours, floor], repeat=9)
    return Row("get_version() on an open connection", called / CALLS, raw / CALLS, limit=1.5)


# A fast server in a process of its own: both figures contain its time, which should be short.
MANAGER = """
import socket, threading
body = b'{"version":"3.9 (0123abcd)","shortversion":"3.9","name":"Studio Farm","git":"0123abcd"}'
head = b"HTTP/1.1 200 OK\\r\\nContent-Type: application/json\\r\\nContent-Length: %d\\r\\n\\r\\n" % len(body)
def serve(connection):
    while connection.recv(65536):
        connection.sendall(head + body)
listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
while True:
    threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
"""


@contextlib.contextmanager
def _manager() -> Iterator[str]:
    process = subprocess.Popen([sys.executable, "-c", MANAGER], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"
    finally:
        process.kill()
        process.communicate()
