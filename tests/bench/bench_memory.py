"""Benchmark of the helper's memory with the largest answers that it takes; floor: a helper that has just started."""

from __future__ import annotations

import http.server
import json
import subprocess
import sys
import threading
from pathlib import Path

from .harness import Limit, Row

ROOT = Path(__file__).resolve().parents[2]
LARGEST = 63 * 1024 * 1024
WANTED = 600.0
"""Megabytes."""
JOB = {
    "id": "00000000-0000-4000-8000-000000000000",
    "name": "shot",
    "type": "simple-blender-render",
    "priority": 50,
    "status": "queued",
    "activity": "",
    "created": "2026-11-01T10:00:00Z",
    "updated": "2026-11-01T10:00:00Z",
    "submitter_platform": "linux",
    "settings": {f"key_{number}": f"value {number}" for number in range(20)},
    "metadata": {"user.name": "anna", "project": "film"},
}
TASK = {
    "id": "00000000-0000-4000-8000-000000000000",
    "name": "render-1-10",
    "status": "queued",
    "priority": 50,
    "task_type": "blender",
    "updated": "2026-11-01T10:00:00Z",
    "worker": {"id": "", "name": "", "address": ""},
}
PROGRAM = """
import resource, sys
sys.path.insert(0, sys.argv[1])
import standalone
standalone.mount()
from flamenco_client.core.cancel import CancelToken
from flamenco_client.helper import client_call
from flamenco_client.ipc.messages import Finished, event_line
def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform == "linux" else 1024 * 1024)
before = peak()
arguments = {"url": sys.argv[2], "operation": sys.argv[3], "user_folder": ""}
arguments["arguments"] = {"job_id": "00000000-0000-4000-8000-000000000000"} if sys.argv[4] == "tasks" else {}
steps = client_call.call(arguments, CancelToken())
try:
    while True:
        next(steps)
except StopIteration as end:
    event_line(Finished(1, end.value))
print("MEGABYTES", before, peak())
"""


def run() -> list[Row]:
    """Let a helper read each large answer."""
    rows = []
    for name, operation, element in (
        ("jobs", "JobsApi.fetch_jobs", JOB),
        ("tasks", "JobsApi.fetch_job_tasks", TASK),
    ):
        one = json.dumps(element).encode()
        count = LARGEST // (len(one) + 1)
        before, peak = _measure(name, operation, b'{"%s":[%s]}' % (name.encode(), b",".join([one] * count)))
        rows.append(Row(f"63 MiB with {count} {name}: peak", peak, before, WANTED, Limit.VALUE, "MB"))
    return rows


def _measure(name: str, operation: str, body: bytes) -> tuple[float, float]:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: object) -> None:
            """Print nothing."""

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}"
        # By a shell, since a child's peak begins with that of its parent, which has made the answer.
        command = ["/bin/sh", "-c", 'exec "$@"', "sh", sys.executable, "-c", PROGRAM, str(ROOT), url, operation, name]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        server.shutdown()
    (line,) = (line for line in done.stdout.splitlines() if line.startswith("MEGABYTES"))
    before, peak = line.split()[1:]
    return float(before), float(peak)
