"""The files are reported before the upload, and the submission waits for the confirmation."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from flamenco_client.core.cancel import CancelToken
from flamenco_client.core.confirmation import UserConfirmation
from flamenco_client.core.errors import Cancelled, FarmError
from flamenco_client.core.progress import Progress
from flamenco_client.submission.checks.farm_preflight import MISSING_KEY
from flamenco_client.submission.snapshot import AssetReference, FileChoices, JobSnapshot
from flamenco_client.submission.submit import submit
from flamenco_client.tests.support.manager import ManagerServer
from flamenco_client.tests.support.waiting import PATIENCE
from flamenco_client.tests.unit.submission.helpers import asset, run, submit_asked, when

ASK = FileChoices(trouble="ask")
REFUSE = FileChoices(trouble="refuse")


@pytest.fixture
def gone(project: Path) -> AssetReference:
    """A reference to a texture that is not there."""
    return asset(project / "tex" / "gone.png", "//../tex/gone.png", owner='Image "Gone"')


def test_nothing_to_tell_goes_straight_on(snapshot: JobSnapshot) -> None:
    """No question is asked, and no answer is needed."""
    result, reports = submit_asked(replace(snapshot, files=ASK), agree=False)

    assert result["files"] == 2
    assert {tuple(report["asks"]) for report in reports} == {()}
    assert (reports[0]["files"], reports[0]["bytes"]) == (2, 10247 + 4000)


def test_what_is_missing_is_asked_about_before_anything_is_sent(
    snapshot: JobSnapshot, manager: ManagerServer, gone: AssetReference
) -> None:
    """Nothing is uploaded before the confirmation; afterwards the job lists its missing files."""
    snapshot = replace(snapshot, files=ASK, assets=(*snapshot.assets, gone))
    confirmation = UserConfirmation()
    reports: list[dict[str, Any]] = []
    waiting = threading.Event()

    def watch(progress: Progress) -> None:
        if progress.report is not None:
            reports.append(dict(progress.report))
            waiting.set()

    results: list[dict[str, Any]] = []
    steps = submit(snapshot, cancel=CancelToken(), confirmation=confirmation)
    thread = threading.Thread(target=lambda: results.append(run(steps, watch)))
    thread.start()
    assert waiting.wait(PATIENCE)
    thread.join(0.5)
    assert thread.is_alive(), "it did not wait"
    assert manager.requests_of("shamanFileStore") == []
    assert manager.jobs == []

    confirmation.answer({"go_on": True})
    thread.join(PATIENCE)

    (report,) = [entry for entry in reports[0]["entries"] if "missing" in entry["states"]]
    assert (report["path"], report["users"]) == (gone.path, ('Image "Gone" in shot.blend',))
    assert reports[0]["asks"] == ["missing"]
    assert results[0]["missing"] == [gone.path]
    (job,) = manager.jobs
    assert job.metadata[MISSING_KEY] == gone.path


def test_cancel_while_it_waits_leaves_nothing(
    snapshot: JobSnapshot, manager: ManagerServer, gone: AssetReference
) -> None:
    """It ends at once, without job or checkout."""
    cancel = CancelToken()
    asking = replace(snapshot, files=ASK, assets=(gone,))

    with pytest.raises(Cancelled) as caught:
        run(
            submit(asking, cancel=cancel, confirmation=UserConfirmation()),
            when(lambda progress: progress.report is not None, lambda: threading.Timer(0.3, cancel.cancel).start()),
        )

    assert caught.value.message == ""
    assert (manager.jobs, manager.requests_of("shamanCheckout")) == ([], [])


def test_nobody_there_to_ask_fails_with_the_whole_list(
    snapshot: JobSnapshot, manager: ManagerServer, gone: AssetReference
) -> None:
    """Scripts and the command line get the report as data, and nothing was sent."""
    with pytest.raises(FarmError, match=r"gone\.png") as caught:
        submit_asked(replace(snapshot, files=REFUSE, assets=(*snapshot.assets, gone)))

    assert caught.value.kind == "files"
    report = json.loads(json.dumps(caught.value.details["report"]))
    assert report["counts"]["missing"] == {"files": 1, "bytes": 0}
    assert report["entries"][0]["path"] == gone.path
    assert len(report["entries"]) == 3
    assert (manager.jobs, manager.requests_of("shamanFileStore")) == ([], [])


@pytest.mark.parametrize("count", [1, 3, 5, 101])
def test_the_error_counts_and_names(snapshot: JobSnapshot, project: Path, count: int) -> None:
    """All are named, unless there are very many."""
    lacking = [asset(project / f"gone_{number}.png") for number in range(count)]

    with pytest.raises(FarmError) as caught:
        submit_asked(replace(snapshot, files=REFUSE, assets=tuple(lacking)))

    message = caught.value.message
    assert message.count("gone_") == min(count, 100)
    assert ("..." in message) is (count > 100)
    assert caught.value.details["missing"] == [each.path for each in lacking]
    assert (str(count) in message.split()) is (count > 1)


def test_allowed_goes_on(snapshot: JobSnapshot, gone: AssetReference) -> None:
    """With missing files allowed no question is asked, and the missing files are reported."""
    allowed = replace(snapshot, files=FileChoices(trouble="allow"), assets=(gone,))

    result, reports = submit_asked(allowed, agree=False)

    assert result["missing"] == [gone.path]
    assert reports[0]["asks"] == []
    assert reports[0]["counts"]["missing"]["files"] == 1


def test_large_files_and_folders_outside_are_asked_about_once(
    snapshot: JobSnapshot, project: Path, tmp_path: Path, manager: ManagerServer
) -> None:
    """Who submits thirty times a day is asked the first time; a new folder asks again, a new file in it does not."""
    for name in ("library/sky.png", "library/deep/sea.png", "client/sun.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(name[-7:].encode() * 10)
    sky, sea, sun = (asset(tmp_path / name) for name in ("library/sky.png", "library/deep/sea.png", "client/sun.png"))
    choices = replace(ASK, large_bytes=3999)
    first = replace(snapshot, again=True, files=choices, assets=(*snapshot.assets, sky))

    _, reports = submit_asked(first)
    assert reports[0]["asks"] == ["large", "outside"]
    assert reports[0]["counts"]["large"] == {"files": 2, "bytes": 10247 + 4000}
    assert reports[0]["counts"]["outside"] == {"files": 1, "bytes": 70}

    _, reports = submit_asked(replace(first, submission_id="second"), agree=False)
    assert reports[0]["asks"] == []
    assert reports[0]["counts"]["outside"]["files"] == 1, "told all the same"

    more = replace(first, submission_id="third", assets=(*first.assets, sea))
    _, reports = submit_asked(more, agree=False)
    assert reports[0]["asks"] == []
    assert reports[0]["outside_folders"] == [str(tmp_path / "library")]

    _, reports = submit_asked(replace(more, submission_id="fourth", assets=(*more.assets, sun)))
    assert reports[0]["asks"] == ["outside"]
    assert reports[0]["outside_folders"] == [str(tmp_path / "client"), str(tmp_path / "library")]


def test_what_is_missing_is_asked_about_each_time(snapshot: JobSnapshot, gone: AssetReference) -> None:
    """A missing file is never a habit."""
    for submission in ("first", "second"):
        _, reports = submit_asked(replace(snapshot, submission_id=submission, again=True, files=ASK, assets=(gone,)))
        assert reports[0]["asks"] == ["missing"]


def test_what_is_new_to_the_farm_is_told_before_the_word(
    snapshot: JobSnapshot, manager: ManagerServer, gone: AssetReference
) -> None:
    """The list comes first, then what the farm lacks of it; nothing is sent meanwhile."""
    manager.farm.shaman.put(b"wood" * 1000)
    sent: list[int] = []
    confirmation = UserConfirmation()
    reports: list[dict[str, Any]] = []

    def watch(progress: Progress) -> None:
        if progress.report is not None:
            reports.append(dict(progress.report))
            sent.append(len(manager.requests_of("shamanFileStore")))
            if progress.report["new_is_known"]:
                confirmation.answer({"go_on": True})

    run(
        submit(
            replace(snapshot, files=ASK, assets=(*snapshot.assets, gone)),
            cancel=CancelToken(),
            confirmation=confirmation,
        ),
        watch,
    )

    assert [report["new_is_known"] for report in reports] == [False, True]
    assert reports[1]["counts"]["new"] == {"files": 1, "bytes": 10247}
    assert sent == [0, 0]


def test_a_file_that_changes_while_it_is_read_is_asked_about(
    snapshot: JobSnapshot, manager: ManagerServer, project: Path
) -> None:
    """A simulation that still bakes: a confirmation is needed before half of it is rendered."""
    wood = project / "tex" / "wood.png"
    confirmation = UserConfirmation()
    reports: list[dict[str, Any]] = []

    def watch(progress: Progress) -> None:
        if progress.report is not None:
            if not reports:  # planned, and not read yet
                wood.write_bytes(b"grown" * 2000)
            reports.append(dict(progress.report))
            if progress.report["asks"]:
                confirmation.answer({"go_on": True})

    result = run(submit(replace(snapshot, files=ASK), cancel=CancelToken(), confirmation=confirmation), watch)

    assert [report["asks"] for report in reports] == [[], ["changed"]]
    assert next(e["states"] for e in reports[1]["entries"] if e["path"] == str(wood)) == ("changed", "new")
    assert manager.resolve(f"{{jobs}}/{result['checkout']}/tex/wood.png").read_bytes() == b"grown" * 2000
