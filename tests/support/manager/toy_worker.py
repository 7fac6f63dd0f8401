"""A toy worker: it takes tasks over the API, pretends to render them slowly, and sends an image for each step."""

from __future__ import annotations

import base64
import contextlib
import http.client
import json
import threading
from pathlib import Path
from typing import Any, Protocol

from . import playing

KINDS = ["blender", "ffmpeg", "file-management", "misc"]
POLL_SECONDS = 0.5


class Address(Protocol):
    """Address of the Manager; the port is known once it listens."""

    @property
    def host(self) -> str: ...
    @property
    def port(self) -> int: ...


class ToyWorker:
    """One worker in a thread of its own.

    Args:
        manager: The Manager of its tasks.
        number: Part of its name.
        step_seconds: Seconds for a frame or another step.
        lively: It writes frames and logs like Blender's, and fails as job names say; see ``playing``.
    """

    def __init__(self, manager: Address, number: int, step_seconds: float, *, lively: bool = False) -> None:
        self._manager = manager
        self._number = number
        self._step_seconds = step_seconds * (1 + (number - 1) % 3 / 2 if lively else 1)
        self._lively = lively
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"toy-worker-{number}", daemon=True)
        self._authorization = ""

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(5)

    def _call(self, method: str, path: str, body: Any = None, kind: str = "application/json") -> tuple[int, Any]:
        connection = http.client.HTTPConnection(self._manager.host, self._manager.port, timeout=10)
        with contextlib.closing(connection):
            headers = {"Authorization": self._authorization} if self._authorization else {}
            content = None
            if body is not None:
                headers["Content-Type"] = kind
                content = body if isinstance(body, bytes) else json.dumps(body).encode()
            connection.request(method, f"/api/v3/{path}", content, headers)
            answer = connection.getresponse()
            found = answer.read()
            return answer.status, json.loads(found) if found else None

    def _run(self) -> None:
        while not self._stop.is_set():
            # The worker survives a Manager that is down for a while.
            with contextlib.suppress(OSError, http.client.HTTPException, ValueError):
                if not self._authorization:
                    self._sign_on()
                status, found = self._call("POST", "worker/task")
                if status == 200:
                    self._render(found)
                    continue
                if status in {409, 423}:
                    self._follow(found)
            self._stop.wait(POLL_SECONDS)
        with contextlib.suppress(OSError, http.client.HTTPException, ValueError):
            if self._authorization:
                self._call("POST", "worker/sign-off")

    def _sign_on(self) -> None:
        name, secret = f"toy-worker-{self._number}", f"secret-{self._number}"
        about: dict[str, Any] = {"name": name, "secret": secret, "platform": "linux", "supported_task_types": KINDS}
        _, me = self._call("POST", "worker/register-worker", about)
        self._authorization = "Basic " + base64.b64encode(f"{me['uuid']}:{secret}".encode()).decode()
        about = {"name": name, "supported_task_types": KINDS, "software_version": "toy 1.0", "can_restart": False}
        _, wanted = self._call("POST", "worker/sign-on", about)
        self._follow(wanted)

    def _follow(self, wanted: dict[str, str] | None) -> None:
        """Take the status that the Manager requests; when asleep, wait for another request."""
        status = wanted["status_requested"] if wanted else "awake"
        self._call("POST", "worker/state-changed", {"status": status})
        while status == "asleep" and not self._stop.wait(POLL_SECONDS):
            code, wanted = self._call("GET", "worker/state")
            if code == 200 and wanted:
                status = wanted["status_requested"]
                self._call("POST", "worker/state-changed", {"status": status})

    def _render(self, task: dict[str, Any]) -> None:
        if self._lively:
            self._play(task)
            return
        path = f"worker/task/{task['uuid']}"
        total = max(1, task["steps_total"])
        for step in range(1, total + 1):
            _, verdict = self._call("GET", f"{path}/may-i-run")
            if not verdict["mayKeepRunning"] or self._stop.wait(self._step_seconds):
                return
            news = {"activity": f"step {step} of {total}", "log": f"step {step} of {total}\n", "steps_completed": step}
            self._call("POST", path, news)
            if task["task_type"] == "blender":
                image = f"{task['uuid']} {step}".encode()
                self._call("POST", f"{path}/output-produced", image, "image/png")
        self._call("POST", path, {"taskStatus": "completed", "activity": "Completed"})

    def _play(self, task: dict[str, Any]) -> None:
        """Do a task as its job's name says."""
        path, play = f"worker/task/{task['uuid']}", playing.of(task)
        if task["task_type"] == "ffmpeg" and "no-ffmpeg" in str(task["commands"]):
            reason = (
                'frames-to-video: parameter "exe" has invalid value ffmpeg: exec: "ffmpeg": executable file not found'
            )
            self._call("POST", path, {"taskStatus": "failed", "activity": reason, "log": f"Failed: {reason}\n"})
            return
        is_render = task["task_type"] == "blender"
        begin = "going to run:\n\n    /usr/bin/blender -b -y x.blend --render-frame 1\n\n" if is_render else ""
        if play.code >= 0 and is_render:
            begin += playing.log(f"Blender 4.5.2\n{play.begin}")
        self._call("POST", path, {"log": begin or "running\n"})
        frames = playing.frames(task) if is_render else [1]
        for step, frame in enumerate(frames, 1):
            _, verdict = self._call("GET", f"{path}/may-i-run")
            if not verdict["mayKeepRunning"] or self._stop.wait(self._step_seconds):
                return
            file = playing.output(task, frame)
            if is_render and file is not None:
                self._finish_frame(task, play, file, frame)
            if play.code:
                break
            self._call("POST", path, {"activity": f"frame {frame}", "steps_completed": step})
        self._end(path, play if is_render else playing.GOOD)

    def _finish_frame(self, task: dict[str, Any], play: playing.Play, file: Path, frame: int) -> None:
        path = f"worker/task/{task['uuid']}"
        with contextlib.suppress(OSError):
            playing.write(play, file, frame)
        if not play.code:
            lines = f"Fra:{frame} Mem:10.13M (Peak 10.23M) | Time:00:01.02 | Finished\n{play.frame.format(path=file)}"
            self._call("POST", path, {"log": playing.log(lines)})
            image = f"{task['uuid']} {frame}".encode()
            self._call("POST", f"{path}/output-produced", image, "image/png")
        elif play.end:
            self._call("POST", path, {"log": playing.log(play.end.format(path=file))})

    def _end(self, path: str, play: playing.Play) -> None:
        if not play.code:
            self._call("POST", path, {"taskStatus": "completed", "activity": "Completed"})
            return
        if play.code > 0:
            self._call("POST", path, {"log": playing.log("Blender quit")})
        reason = f"command exited abnormally with code {play.code}"
        self._call("POST", path, {"log": f"Failed: {reason}\n"})
        self._call("POST", path, {"taskStatus": "failed", "activity": reason})
