"""The switchboard of faults: which, where and how often."""

from __future__ import annotations

import fnmatch
import threading
from collections.abc import Callable, Mapping
from typing import Any, Literal

from . import faults
from .farm import Farm
from .faults import Entry, Fault
from .gates import Gate
from .wire import Answer, Request

_HTML = b"<!DOCTYPE html><html><head><title>Oops</title></head><body><h1>Something is wrong here</h1></body></html>"


class Switchboard:
    """Switchboard of faults.

    Each method takes a ``target``: an operation id (``"submitJob"``), a path with wildcards (``"/api/v3/jobs/*"``) or
    ``"*"``; ``times``: the number of requests (None: until cleared), ``skip``: the number of matching requests before;
    and returns an entry, which counts in ``used``. Several faults can apply to one request.
    """

    def __init__(self, farm: Farm, restart: Callable[[float], None]) -> None:
        self._farm = farm
        self._restart = restart
        self._lock = threading.Lock()
        self._entries: list[Entry] = []

    def add(
        self,
        target: str,
        fault: Fault,
        *,
        times: int | None = 1,
        skip: int = 0,
        when: Callable[[Request], bool] | None = None,
    ) -> Entry:
        """Add any fault; ``when`` decides by the request's head."""
        entry = Entry(target, fault, times, skip, when)
        with self._lock:
            self._entries.append(entry)
        return entry

    def clear(self) -> None:
        with self._lock:
            self._entries.clear()
        self._farm.shaman.collide = False

    def take(self, request: Request) -> list[Fault]:
        """Return the faults of a request, and count them."""
        with self._lock:
            return [entry.fault for entry in self._entries if self._applies(entry, request)]

    @staticmethod
    def _applies(entry: Entry, request: Request) -> bool:
        names = entry.target in {"*", request.operation} or fnmatch.fnmatchcase(request.path, entry.target)
        if not names or entry.times == 0 or (entry.when and not entry.when(request)):
            return False
        if entry.skip > 0:
            entry.skip -= 1
            return False
        if entry.times is not None:
            entry.times -= 1
        entry.used += 1
        return True

    # -- answers -------------------------------------------------------------------------------------------------

    def answer(
        self,
        target: str,
        status: int,
        body: bytes = b"",
        *,
        json: Any = None,
        headers: Mapping[str, str] | None = None,
        content_type: str = "",
        early: bool = False,
        work: bool = False,
        **how: Any,
    ) -> Entry:
        """Give a fixed answer; ``early``: before the body is read; ``work``: the Manager does its work, too."""
        answer = Answer(status, body, content_type=content_type) if json is None else Answer.of_json(json, status)
        answer.headers = list((headers or {}).items())
        return self.add(target, faults.Answered(answer, early=early, work=work), **how)

    def busy(self, target: str, *, retry_after: str = "1", **how: Any) -> Entry:
        """Answer 503 with Retry-After, as a Manager with a busy database does."""
        body = {"code": 503, "message": "the database is busy, try again"}
        return self.answer(target, 503, json=body, headers={"Retry-After": retry_after}, **how)

    def html(self, target: str, status: int = 200, **how: Any) -> Entry:
        """Answer with a web page, as proxies do."""
        return self.answer(target, status, _HTML, content_type="text/html; charset=utf-8", **how)

    def invalid_json(self, target: str, body: bytes = b'{"jobs": [', **how: Any) -> Entry:
        return self.answer(target, 200, body, content_type="application/json", **how)

    def bad_utf8(self, target: str, **how: Any) -> Entry:
        return self.answer(target, 200, b'{"name": "\xff\xfe\x80"}', content_type="application/json", **how)

    def redirect(self, target: str, location: str, status: int = 307, **how: Any) -> Entry:
        return self.answer(target, status, headers={"Location": location}, **how)

    def rewrite(self, target: str, change: Callable[[Any], Any], **how: Any) -> Entry:
        """Change the JSON of the Manager's own answer by a function."""
        return self.add(target, faults.Rewritten(change), **how)

    def huge(self, target: str, size: int = 100 * 1024 * 1024, **how: Any) -> Entry:
        """Answer with valid JSON of ``size`` bytes."""
        body = b'{"a":"' + b" " * max(0, size - 8) + b'"}'
        return self.answer(target, 200, body, content_type="application/json", **how)

    def gzip_bomb(self, target: str, size: int = 100 * 1024 * 1024, **how: Any) -> Entry:
        return self.add(target, faults.GzipBomb(size), **how)

    # -- the connection ------------------------------------------------------------------------------------------

    def delay(self, target: str, seconds: float, *, after_work: bool = False, **how: Any) -> Entry:
        return self.add(target, faults.Delay(seconds, after_work), **how)

    def hold(self, target: str, *, after_work: bool = False, **how: Any) -> Gate:
        """Hold requests until the returned gate is opened."""
        gate = Gate(after_work=after_work)
        self.add(target, gate, **{"times": None, **how})
        return gate

    def reset(self, target: str, moment: faults.ResetMoment = "head", *, after: int = 1, **how: Any) -> Entry:
        """Reset the connection at a moment, see ``faults.Reset``; ``after``: bytes of the upload read before."""
        return self.add(target, faults.Reset(moment, after), **how)

    def lose_answer(self, target: str, **how: Any) -> Entry:
        """Do the work, then reset the connection instead of answering."""
        return self.add(target, faults.Reset("lost"), **how)

    def truncate(self, target: str, keep: int = 1, **how: Any) -> Entry:
        return self.add(target, faults.Truncated(keep), **how)

    def drip(
        self, target: str, part: Literal["head", "body", "all"] = "body", seconds: float = 0.05, **how: Any
    ) -> Entry:
        return self.add(target, faults.Drip(part, seconds), **how)

    def endless(self, target: str, part: Literal["head", "body"] = "body", **how: Any) -> Entry:
        return self.add(target, faults.Endless(part), **how)

    def hang(self, target: str, *, silent: bool = True, **how: Any) -> Entry:
        return self.add(target, faults.Hang(silent), **how)

    def no_continue(self, target: str = "shamanFileStore", **how: Any) -> Entry:
        return self.add(target, faults.NoContinue(), **how)

    def endless_continue(self, target: str = "shamanFileStore", status: int = 100, **how: Any) -> Entry:
        return self.add(target, faults.EndlessContinue(status), **how)

    def fall(self, target: str, down_for: float = 1.0, *, after_work: bool = False, **how: Any) -> Entry:
        """Crash in the middle of an exchange, and come back after ``down_for`` seconds."""
        return self.add(target, faults.Fall(lambda: self._restart(down_for), after_work), **how)

    # -- Shaman --------------------------------------------------------------------------------------------------

    def slow_upload(self, bytes_per_second: float, **how: Any) -> Entry:
        return self.add("shamanFileStore", faults.SlowUpload(bytes_per_second), **how)

    def early_upload_answer(self, status: int, **how: Any) -> Entry:
        """Answer an upload without reading it: 208, 425, 413..."""
        return self.answer("shamanFileStore", status, early=True, **how)

    def file_changed(self, **how: Any) -> Entry:
        """Answer 417 to an upload, as if the file had changed during the upload."""
        body = {"code": 417, "message": "file SHA256 mismatched, declared one but received another"}
        return self.answer("shamanFileStore", 417, json=body, **how)

    def colliding_uploads(self) -> None:
        """Make concurrent uploads of different files with the same first two digits collide from now on."""
        self._farm.shaman.collide = True

    def collision(self, **how: Any) -> Entry:
        """Answer that an upload has collided, without another upload."""
        body = {"code": 500, "message": "unexpected error: mkdir uploading/ab/cd: file exists"}
        return self.answer("shamanFileStore", 500, json=body, **how)

    def stale_upload(self, sha: str, size: int) -> None:
        """Leave the rest of an interrupted upload: the file stays "uploading"."""
        self._farm.shaman.leave_stale(sha, size)

    def uninvited_file(self, sha: str = "0" * 64, size: int = 1, path: str = "/etc/passwd", **how: Any) -> Entry:
        """Request a file that is not in the requirements."""
        extra = {"sha": sha, "size": size, "path": path, "status": "unknown"}
        return self.rewrite(
            "shamanCheckoutRequirements", lambda found: {"files": [*found.get("files", []), extra]}, **how
        )

    def failing_checkout(self, **how: Any) -> Entry:
        return self.add("shamanCheckout", faults.FailingCheckout(), **how)
