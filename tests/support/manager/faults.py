"""Faults: each changes one stage of an exchange."""

from __future__ import annotations

import gzip
import itertools
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from . import checkout
from .exchange import DropConnectionError, Exchange
from .wire import Answer, Request


class Fault:
    """Base of faults, which override the stages that they change."""

    def on_head(self, exchange: Exchange) -> Answer | None:
        """Act after the head was read and before the body; an answer returned here is early."""
        return None

    def on_request(self, exchange: Exchange) -> Answer | None:
        """Act when the request is complete; an answer returned here replaces the handler's."""
        return None

    def on_answer(self, exchange: Exchange, answer: Answer) -> Answer:
        """Act after the handler has done its work and answered."""
        return answer

    def send(self, exchange: Exchange, answer: Answer) -> bool:
        """Send the answer in a special way; return whether it was sent."""
        return False


@dataclass
class Delay(Fault):
    """A delay of the answer by ``seconds``, before or after the work."""

    seconds: float
    after_work: bool = False

    def on_head(self, exchange: Exchange) -> Answer | None:
        if not self.after_work:
            exchange.wait(self.seconds)
        return None

    def on_answer(self, exchange: Exchange, answer: Answer) -> Answer:
        if self.after_work:
            exchange.wait(self.seconds)
        return answer


ResetMoment = Literal["head", "upload", "lost", "answer head", "answer body"]


@dataclass
class Reset(Fault):
    """A reset of the connection.

    ``head``: after the head was read; ``upload``: after a number of bytes of the body; ``lost``: after the work, in
    place of the answer; ``answer head`` and ``answer body``: in the middle of these.
    """

    moment: ResetMoment = "head"
    after: int = 1
    reset: bool = True

    def on_head(self, exchange: Exchange) -> Answer | None:
        if self.moment == "head":
            raise DropConnectionError(reset=self.reset)
        if self.moment == "upload":
            exchange.request.stream.block_size = max(1, self.after)
            exchange.request.stream.on_block = self._count
        return None

    def _count(self, received: int) -> None:
        if received >= self.after:
            raise DropConnectionError(reset=self.reset)

    def on_answer(self, exchange: Exchange, answer: Answer) -> Answer:
        if self.moment == "lost":
            raise DropConnectionError(reset=self.reset)
        return answer

    def send(self, exchange: Exchange, answer: Answer) -> bool:
        if self.moment not in {"answer head", "answer body"}:
            return False
        head = answer.head(length=len(answer.body))
        exchange.sock.sendall(head[: len(head) // 2] if self.moment == "answer head" else head + answer.body[:1])
        # Without a pause the reset overtakes the sent bytes, and nothing arrives.
        exchange.wait(0.05)
        raise DropConnectionError(reset=self.reset)


@dataclass
class Answered(Fault):
    """A fixed answer instead of the Manager's; ``early``: without reading the request's body."""

    answer: Answer
    early: bool = False
    work: bool = False
    """Whether the Manager does its work nevertheless."""

    def on_head(self, exchange: Exchange) -> Answer | None:
        return replace(self.answer) if self.early else None

    def on_request(self, exchange: Exchange) -> Answer | None:
        return None if self.early or self.work else replace(self.answer)

    def on_answer(self, exchange: Exchange, answer: Answer) -> Answer:
        return replace(self.answer) if self.work else answer


@dataclass
class Rewritten(Fault):
    """A change of the JSON in the Manager's answer, unless that is an error."""

    change: Callable[[Any], Any]

    def on_answer(self, exchange: Exchange, answer: Answer) -> Answer:
        if answer.status >= 300 or not isinstance(answer.json, dict):
            return answer
        return Answer.of_json(self.change(answer.json), answer.status)


@dataclass
class Truncated(Fault):
    """A truncated body: its whole length is declared, but only its first ``keep`` bytes are sent."""

    keep: int = 1

    def send(self, exchange: Exchange, answer: Answer) -> bool:
        exchange.sock.sendall(answer.head(length=len(answer.body)) + answer.body[: self.keep])
        raise DropConnectionError(reset=False)


@dataclass
class Drip(Fault):
    """A head, body or both sent one byte at a time, ``seconds`` apart."""

    part: Literal["head", "body", "all"] = "body"
    seconds: float = 0.05

    def send(self, exchange: Exchange, answer: Answer) -> bool:
        head = answer.head(length=len(answer.body))
        at_once = {"head": b"", "body": head, "all": b""}[self.part]
        exchange.sock.sendall(at_once)
        slowly = head if self.part == "head" else answer.body if self.part == "body" else head + answer.body
        for byte in slowly:
            exchange.wait(self.seconds)
            exchange.sock.sendall(bytes([byte]))
        if self.part == "head":
            exchange.sock.sendall(answer.body)
        return True


@dataclass
class Endless(Fault):
    """An endless body or head."""

    part: Literal["head", "body"] = "body"
    block: bytes = b" " * 65536
    seconds: float = 0.0

    def send(self, exchange: Exchange, answer: Answer) -> bool:
        if self.part == "head":
            exchange.sock.sendall(b"HTTP/1.1 200 OK\r\n")
            pieces = (b"X-More-%d: and more\r\n" % number for number in itertools.count())
        else:
            answer.content_type = answer.content_type or "application/json"
            exchange.sock.sendall(answer.head(length=None))
            pieces = (b"%x\r\n" % len(self.block) + self.block + b"\r\n" for _ in itertools.count())
        for piece in pieces:
            exchange.wait(self.seconds)
            exchange.sock.sendall(piece)
        return True


@dataclass
class GzipBomb(Fault):
    """A small body that decompresses to ``size`` bytes of blanks within JSON."""

    size: int = 100 * 1024 * 1024

    def on_answer(self, exchange: Exchange, answer: Answer) -> Answer:
        body = gzip.compress(b'{"a":"' + b" " * self.size + b'"}', compresslevel=9, mtime=0)
        return Answer(200, body, [("Content-Encoding", "gzip")], content_type="application/octet-stream")

    def send(self, exchange: Exchange, answer: Answer) -> bool:
        answer.content_type = "application/json"
        exchange.sock.sendall(answer.head(length=len(answer.body)) + answer.body)
        return True


@dataclass
class Hang(Fault):
    """No answer; with ``silent`` also no reading of the body and no 100 Continue."""

    silent: bool = True

    def on_head(self, exchange: Exchange) -> Answer | None:
        if self.silent:
            self._hang(exchange)
        return None

    def on_answer(self, exchange: Exchange, answer: Answer) -> Answer:
        self._hang(exchange)
        return answer

    @staticmethod
    def _hang(exchange: Exchange) -> None:
        while True:
            exchange.wait(60)


@dataclass
class NoContinue(Fault):
    """No 100 Continue, but the body is accepted when it arrives."""

    def on_head(self, exchange: Exchange) -> Answer | None:
        exchange.request.stream.must_send_continue = False
        return None


@dataclass
class EndlessContinue(Fault):
    """Endless 1xx answers, and no final one."""

    status: int = 100
    seconds: float = 0.01

    def on_head(self, exchange: Exchange) -> Answer | None:
        while True:
            exchange.sock.sendall(b"HTTP/1.1 %d Continue\r\n\r\n" % self.status)
            exchange.wait(self.seconds)


@dataclass
class SlowUpload(Fault):
    """A limited rate of reading the request's body."""

    bytes_per_second: float
    block_size: int = 16 * 1024

    def on_head(self, exchange: Exchange) -> Answer | None:
        stream = exchange.request.stream
        stream.block_size = self.block_size
        stream.on_block = lambda received: exchange.wait(self.block_size / self.bytes_per_second if received else 0)
        return None


@dataclass
class Fall(Fault):
    """A crash of the Manager in the middle of an exchange, before or after its work."""

    die: Callable[[], object]
    after_work: bool = False

    def on_request(self, exchange: Exchange) -> Answer | None:
        if not self.after_work:
            self._die(exchange)
        return None

    def on_answer(self, exchange: Exchange, answer: Answer) -> Answer:
        if self.after_work:
            self._die(exchange)
        return answer

    def _die(self, exchange: Exchange) -> None:
        # In another thread, because the Manager waits for the end of its connections, including this one.
        threading.Thread(target=self.die, name="fall", daemon=True).start()
        exchange.wait(10)
        raise DropConnectionError(reset=True)


class FailingCheckout(Fault):
    """A checkout that fails after its folder was created, which deletes the requested folder."""

    def on_request(self, exchange: Exchange) -> Answer | None:
        with exchange.farm.lock:
            checkout.delete_asked(exchange.farm.shaman, exchange.request.json["checkoutPath"])
        return Answer.error(500, "unexpected error: unknown files requested in checkout")


@dataclass
class Entry:
    """A fault and its conditions."""

    target: str
    fault: Fault
    times: int | None
    """Number of requests that it still applies to, None for all."""
    skip: int = 0
    """Number of matching requests to skip before."""
    when: Callable[[Request], bool] | None = None
    used: int = field(default=0)
    """Number of requests that it was applied to."""
