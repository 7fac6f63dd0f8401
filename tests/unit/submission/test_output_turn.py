"""Jobs with one output path are created one after the other, and the last one is known."""

from __future__ import annotations

import threading
import time
from collections.abc import Generator, Mapping
from pathlib import Path
from typing import Any

import pytest

from flamenco_client.core.cancel import CancelToken
from flamenco_client.core.errors import Cancelled
from flamenco_client.core.progress import Progress
from flamenco_client.core.user_files import Kind, UserFiles
from flamenco_client.manager_client.models import Job
from flamenco_client.submission import output_turn
from flamenco_client.submission.output_turn import APART, OutputTurn
from flamenco_client.submission.output_uses import OutputUse, keep_use, last_use

TIMED = "/farm/shot/{timestamp}/######"
STABLE = "/farm/shot/######"


@pytest.fixture
def user_files(tmp_path: Path) -> UserFiles:
    return UserFiles(str(tmp_path))


def finish(waiting: Generator[Progress, None, None]) -> None:
    """Wait until the turn has come."""
    for _ in waiting:
        pass


def job(path: str, name: str = "shot") -> Job:
    settings: Mapping[str, Any] = {"out": path}
    facts = {"type": "t", "priority": 50, "submitter_platform": "", "status": "queued", "activity": ""}
    times = dict.fromkeys(("created", "updated"), "2026-12-01T01:00:00Z")
    return Job.from_dict({"id": f"id of {name}", "name": name, "settings": settings, **facts, **times})


def create(user_files: UserFiles, template: str, path: str, name: str = "shot") -> list[str]:
    """Pass a turn for a job that gets ``path``; return the ids of the warnings."""
    with OutputTurn(user_files, {"out": template}) as turn:
        finish(turn.wait(CancelToken()))
        return [found.id for found in turn.record(job(path, name))]


def test_the_second_waits_for_the_next_second(user_files: UserFiles) -> None:
    """The answer about the first lies a second or more before the second is sent; other paths wait for nothing."""
    assert create(user_files, TIMED, "/farm/shot/1/######") == []
    first = last_use(user_files, TIMED)
    assert first is not None
    with OutputTurn(user_files, {"out": "/farm/other/{timestamp}/######", "stable": STABLE}) as turn:
        assert list(turn.wait(CancelToken())) == []
    with OutputTurn(user_files, {"out": TIMED}) as turn:
        finish(turn.wait(CancelToken()))
        assert time.time() - first.at >= APART


def test_two_at_once(user_files: UserFiles) -> None:
    """While one is being created, the other waits, in another thread or process: the file is locked."""
    sent: list[tuple[float, float]] = []

    def submit() -> None:
        with OutputTurn(user_files, {"out": TIMED}) as turn:
            finish(turn.wait(CancelToken()))
            begin = time.time()
            time.sleep(0.2)
            turn.record(job(f"/farm/shot/{begin}/######"))
            sent.append((begin, time.time()))

    threads = [threading.Thread(target=submit) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (_, end), (begin, _) = sorted(sent)
    assert begin - end >= APART - 0.05  # the record is written a moment before


def test_waiting_can_be_cancelled(user_files: UserFiles) -> None:
    """A lock that somebody holds keeps nobody from cancelling."""
    cancel = CancelToken()
    with OutputTurn(user_files, {"out": TIMED}) as first, OutputTurn(user_files, {"out": TIMED}) as second:
        finish(first.wait(CancelToken()))
        waiting = second.wait(cancel)
        assert next(waiting) == output_turn.WAITING
        cancel.cancel()
        with pytest.raises(Cancelled):
            finish(waiting)


def test_a_job_whose_answer_is_lost_counts(user_files: UserFiles) -> None:
    """It may exist, so that the next one waits all the same; the last known job stays known."""
    keep_use(user_files, TIMED, OutputUse(1.0, "1", "earlier", "/farm/shot/0/######"))
    with pytest.raises(TimeoutError), OutputTurn(user_files, {"out": TIMED}) as turn:
        finish(turn.wait(CancelToken()))
        raise TimeoutError
    use = last_use(user_files, TIMED)
    assert use is not None
    assert use.job_name == "earlier"
    assert abs(time.time() - use.at) < 60


def test_the_answer_is_compared(user_files: UserFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same path for two jobs, or a time that nobody replaced, is a warning; a stable path is not."""
    monkeypatch.setattr(output_turn, "APART", 0.0)
    assert create(user_files, TIMED, "/farm/shot/1/######") == []
    assert create(user_files, TIMED, "/farm/shot/1/######", "other") == ["same-output"]
    assert create(user_files, TIMED, "/farm/shot/2/######") == []
    assert create(user_files, TIMED, TIMED) == ["not-replaced"]
    assert create(user_files, STABLE, STABLE) == create(user_files, STABLE, STABLE, "other") == []
    use = last_use(user_files, STABLE)
    assert use is not None
    assert (use.job_name, use.job_id, use.path) == ("other", "id of other", STABLE)
    assert use.when[:2] == "20"


def test_a_time_that_the_manager_would_not_replace(user_files: UserFiles) -> None:
    """Braces before it hide it from the Manager's script: it is replaced here; all other settings stay."""
    odd = "/farm/a{b/{timestamp}/######"
    turn = OutputTurn(user_files, {"out": odd, "usual": TIMED})
    settings = turn.settings({"out": odd, "usual": TIMED, "message": odd})
    assert (settings["usual"], settings["message"]) == (TIMED, odd)
    assert settings["out"].startswith("/farm/a{b/20")
    assert "{timestamp}" not in settings["out"]


@pytest.mark.parametrize("record", [{}, {"at": "x"}, {"at": 1e300, "job_id": "", "job_name": "", "path": ""}])
def test_damaged_records(user_files: UserFiles, record: dict[str, Any]) -> None:
    """They count as none."""
    user_files.write_json(Kind.OUTPUTS, TIMED, record)
    assert last_use(user_files, TIMED) is None


def test_without_a_place_on_the_disk() -> None:
    """Nothing is remembered, and nothing fails."""
    assert create(UserFiles(), TIMED, "/farm/shot/1/######") == []
    assert last_use(UserFiles(), TIMED) is None
