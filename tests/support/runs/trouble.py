"""Faults of runs: every switch of the test Manager, with random arguments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any, Final

from flamenco_client.tests.support.manager import ManagerServer

WALK: Final = (
    "getConfiguration",
    "getVersion",
    "getJobTypes",
    "getSharedStorage",
    "submitJobCheck",
    "shamanCheckoutRequirements",
    "shamanFileStore",
    "shamanCheckout",
    "submitJob",
    "fetchJob",
    "fetchJobs",
    "deleteJob",
)
"""Operations that a submission may call."""
ANSWERED: Final = tuple(name for name in WALK if name not in {"shamanFileStore", "deleteJob"})
"""Operations that are answered with JSON."""
SHAMAN: Final = ("shamanCheckoutRequirements", "shamanFileStore", "shamanCheckout")

PARTS: Final = ("head", "body", "all")

Contents = Mapping[str, int]
"""Sizes by checksum."""
Draw = Callable[[ManagerServer, Random, Contents], str]
"""Switches a fault on and returns its description."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """One kind of fault."""

    switch: str
    """The switchboard's method."""
    draw: Draw


def _often(random: Random) -> dict[str, Any]:
    return {"times": random.choice([1, 1, 1, 2, 3, 8, None]), "skip": random.choice([0, 0, 0, 1, 2])}


def _at(switch: str, arguments: Callable[[Random], dict[str, Any]] = lambda _: {}, targets: Any = WALK) -> Trouble:
    """Return a switch that takes a target."""

    def draw(server: ManagerServer, random: Random, _contents: Contents) -> str:
        # Half of the time at one of the calls that change something.
        target = random.choice(random.choice([targets, [*SHAMAN, "submitJob"]]) if targets is WALK else targets)
        options = arguments(random) | _often(random)
        getattr(server.faults, switch)(target, **options)
        return f"{switch}({target!r}, {options})"

    return Trouble(switch, draw)


def _of_uploads(switch: str, arguments: Callable[[Random], dict[str, Any]] = lambda _: {}) -> Trouble:
    """Return a switch with a fixed target."""

    def draw(server: ManagerServer, random: Random, _contents: Contents) -> str:
        options = arguments(random) | _often(random)
        getattr(server.faults, switch)(**options)
        return f"{switch}({options})"

    return Trouble(switch, draw)


def _stale(server: ManagerServer, random: Random, contents: Contents) -> str:
    sha = random.choice(sorted(contents))
    server.faults.stale_upload(sha, contents[sha])
    return f"stale_upload({sha!r}, {contents[sha]})"


def _colliding(server: ManagerServer, _random: Random, _contents: Contents) -> str:
    server.faults.colliding_uploads()
    return "colliding_uploads()"


def _answer(random: Random) -> dict[str, Any]:
    status = random.choice([200, 204, 400, 403, 404, 408, 409, 412, 413, 424, 425, 429, 500, 502, 503, 504])
    # A Manager, or a proxy that answers in its place, rejects only calls that were not carried out.
    work = random.random() < 0.3 and (status < 300 or status >= 500)
    body: dict[str, Any] = random.choice(
        [
            {"body": b""},
            {"body": b"gone fishing", "content_type": "text/plain"},
            {"body": b"<html><body>Bad Gateway</body></html>", "content_type": "text/html"},
            {"json": {"code": status, "message": "no"}},
            {"json": {"message": "no"}},
            {"json": []},
        ]
    )
    return {"status": status, "work": work, **({} if status == 204 else body)}


def _garbled(found: Any) -> Any:
    """Return an answer of the right form with wrong parts."""
    if isinstance(found, dict):
        return {name: 7 if isinstance(value, str) else [value] for name, value in found.items()}
    return {"unexpected": found}


CATALOGUE: Final = (
    _at("answer", _answer),
    _at("busy", lambda random: {"retry_after": random.choice(["0", "0.05", "1", "3600", "soon"])}),
    _at("html", lambda random: {"status": random.choice([200, 404, 502])}),
    _at("invalid_json"),
    _at("bad_utf8"),
    _at("redirect", lambda random: {"location": random.choice(["http://127.0.0.1:9/", "/api/v3/version", "::"])}),
    _at(
        "rewrite",
        lambda _: {"change": _garbled},
        ANSWERED,
    ),
    _at("huge", lambda _: {"size": 3_000_000}),
    _at("gzip_bomb", lambda _: {"size": 5_000_000}),
    _at("delay", lambda random: {"seconds": random.choice([0.05, 0.3, 1.0]), "after_work": random.random() < 0.5}),
    _at(
        "reset",
        lambda random: {
            "moment": random.choice(["head", "upload", "lost", "answer head", "answer body"]),
            "after": random.choice([1, 1000, 200_000]),
        },
    ),
    _at("lose_answer"),
    _at("truncate", lambda random: {"keep": random.choice([0, 1, 40])}),
    _at(
        "drip", lambda random: {"part": random.choice(["head", "body", "all"]), "seconds": random.choice([0.001, 0.1])}
    ),
    _at("endless", lambda random: {"part": random.choice(["head", "body"])}),
    _at("hang", lambda random: {"silent": random.random() < 0.5}),
    _at("no_continue", targets=("shamanFileStore",)),
    _at("endless_continue", lambda random: {"status": random.choice([100, 103])}, ("shamanFileStore", "submitJob")),
    _at("fall", lambda random: {"down_for": random.choice([0.05, 0.3]), "after_work": random.random() < 0.5}),
    _of_uploads("slow_upload", lambda random: {"bytes_per_second": random.choice([100_000, 1_000_000])}),
    _of_uploads("early_upload_answer", lambda random: {"status": random.choice([208, 413, 425, 500])}),
    _of_uploads("file_changed"),
    _of_uploads("collision"),
    _of_uploads("uninvited_file"),
    _of_uploads("failing_checkout"),
    Trouble("stale_upload", _stale),
    Trouble("colliding_uploads", _colliding),
)


def _lose(server: ManagerServer, random: Random, contents: Contents) -> str:
    how = random.choice(["lost", "before", "late", "away"])
    if how == "lost":
        server.faults.lose_answer("submitJob")
    elif how == "before":
        server.faults.reset("submitJob", "head")
    elif how == "late":
        server.faults.delay("submitJob", 1.2)
    else:
        server.faults.fall("submitJob", 0.4, after_work=random.random() < 0.5)
    times = random.choice([0, 2, None])
    server.faults.answer("fetchJobs", 500, times=times)
    return f"the answer to submitJob: {how}, then fetchJobs fails: {times}"


LOST: Final = Trouble("lose_answer", _lose)
"""The answer to the job is lost, and the Manager may be unreachable afterwards."""
