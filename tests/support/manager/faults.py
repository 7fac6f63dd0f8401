"""What can go wrong on the way: each fault changes one stage of an exchange."""

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
    """Does nothing; faults override the stages that they change."""

    def on_head(self, exchange: Exchange) -> Answer | None:
        """Act when the head has been read and nothing of the body; an answer returned here is early."""
        return None

    def on_request(self, exchange: Exchange) -> Answer | None:
        """Act when the request is complete; an answer returned here replaces the handler's."""
        return None

    def on_answer(self, exchange: Exchange, answer: Answer) -> Answer:
        """Act when the handler has answered, and its work is done."""
        return answer

    def send(self, exchange: Exchange, answer: Answer) -> bool:
        """Send the answer in an own way; True when that was done."""
        return False


@dataclass
class Delay(Fault):
    """Answer late, by ``seconds``; the work is done before or after the wait."""

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
    """Break the connection.

    ``head``: nothing but the head has been read; ``upload``: after so many bytes of the body; ``lost``: all is done,
    and the answer never leaves; ``answer head`` and ``answer body``: in the middle of that.
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
        # Without a pause the reset overtakes what was sent, and nothing arrives at all.
        exchange.wait(0.05)
        raise DropConnectionError(reset=self.reset)


@dataclass
class Answered(Fault):
    """Give a canned answer instead of the Manager's; ``early``: without reading the request's body."""

    answer: Answer
    early: bool = False
    work: bool = False
    """Whether the Manager does its work all the same."""

    def on_head(self, exchange: Exchange) -> Answer | None:
        return replace(self.answer) if self.early else None

    def on_request(self, exchange: Exchange) -> Answer | None:
        return None if self.early or self.work else replace(self.answer)

    def on_answer(self, exchange: Exchange, answer: Answer) -> Answer:
        return replace(self.answer) if self.work else answer


@dataclass
class Rewritten(Fault):
    """Change the JSON of the Manager's answer, if that is no error."""

    change: Callable[[Any], Any]

    def on_answer(self, exchange: Exchange, answer: Answer) -> Answer:
        if answer.status >= 300 or not isinstance(answer.json, dict):
            return answer
        return Answer.of_json(self.change(answer.json), answer.status)


@dataclass
class Truncated(Fault):
    """Announce the whole body, send only its first ``keep`` bytes, and end the connection."""

    keep: int = 1

    def send(self, exchange: Exchange, answer: Answer) -> bool:
        exchange.sock.sendall(answer.head(length=len(answer.body)) + answer.body[: self.keep])
        raise DropConnectionError(reset=False)


@dataclass
class Drip(Fault):
    """Send the head, the body or both one byte at a time, ``seconds`` apart."""

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
    """Send a body that never ends, or a head that never does."""

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
    """Send a small body that unpacks to ``size`` bytes of blanks within JSON."""

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
    """Never answer; ``silent`` also means: never read the body, never say 100 Continue."""

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
    """Never send 100 Continue, but take the body when it comes."""

    def on_head(self, exchange: Exchange) -> Answer | None:
        exchange.request.stream.must_send_continue = False
        return None


@dataclass
class EndlessContinue(Fault):
    """Send 1xx answers for ever, and never a final one."""

    status: int = 100
    seconds: float = 0.01

    def on_head(self, exchange: Exchange) -> Answer | None:
        while True:
            exchange.sock.sendall(b"HTTP/1.1 %d Continue\r\n\r\n" % self.status)
            exchange.wait(self.seconds)


@dataclass
class SlowUpload(Fault):
    """Read the request's body at a limited rate."""

    bytes_per_second: float
    block_size: int = 16 * 1024

    def on_head(self, exchange: Exchange) -> Answer | None:
        stream = exchange.request.stream
        stream.block_size = self.block_size
        stream.on_block = lambda received: exchange.wait(self.block_size / self.bytes_per_second if received else 0)
        return None


@dataclass
class Fall(Fault):
    """Let the Manager die in the middle of an exchange, before or after its work."""

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
        # Beside, since the Manager waits for the end of its connections, this one included.
        threading.Thread(target=self.die, name="fall", daemon=True).start()
        exchange.wait(10)
        raise DropConnectionError(reset=True)


class FailingCheckout(Fault):
    """Fail a checkout after its folder was made, which deletes the folder of the path that was asked for."""

    def on_request(self, exchange: Exchange) -> Answer | None:
        with exchange.farm.lock:
            checkout.delete_asked(exchange.farm.shaman, exchange.request.json["checkoutPath"])
        return Answer.error(500, "unexpected error: unknown files requested in checkout")


@dataclass
class Entry:
    """A fault and when it applies."""

    target: str
    fault: Fault
    times: int | None
    """How often it applies yet, None for ever."""
    skip: int = 0
    """How many fitting requests are left alone before."""
    when: Callable[[Request], bool] | None = None
    used: int = field(default=0)
    """How often it was applied."""
