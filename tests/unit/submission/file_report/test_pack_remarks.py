"""Findings about a job's files beside missing ones, reported before the upload."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from flamenco_client.core.finding import Finding, Severity, warning
from flamenco_client.core.user_files import UserFiles
from flamenco_client.farm import manager_cache
from flamenco_client.farm.manager_summary import ManagerInfo
from flamenco_client.submission.file_report.pack_remarks import platforms_of, remarks, suits_windows
from flamenco_client.submission.packing.pack import Pack, PackFile
from flamenco_client.submission.snapshot import FileChoices, JobSnapshot
from flamenco_client.tests.support.snapshots import job_snapshot
from flamenco_client.tests.unit.submission.helpers import asset, submit_asked, write

URL = "http://farm:8080"
ODD = "tex/what?.png"


def pack(*places: str, notices: tuple[Finding, ...] = ()) -> Pack:
    files = tuple(PackFile(f"/film/{place}", place, 1) for place in places)
    return Pack(files, "/film", places[0], notices=notices)


def told(what: Pack, *platforms: str) -> list[tuple[str, bool]]:
    return [(remark.text, remark.severity is Severity.WARNING) for remark in remarks(what, platforms)]


def know_workers(user_files: UserFiles, url: str, *platforms: str) -> None:
    """What the last check of a Manager has found."""
    workers = tuple({"id": str(at), "name": "w", "status": "", "platform": each} for at, each in enumerate(platforms))
    facts: dict[str, Any] = dict.fromkeys(
        ("checked_at", "name", "version", "storage_location", "farm_status"), ""
    ) | dict.fromkeys(("job_types", "tags", "warnings"), ())
    flags: Any = {"shaman_enabled": True, "is_first_run": False, "storage_reachable": False, "workers_known": True}
    manager_cache.write(user_files, ManagerInfo(url=url, workers=workers, **facts, **flags).as_message())


@pytest.mark.parametrize(
    "place",
    [
        *(ODD, "a:b/c.png", 'a"b', "a|b", "a*b", "<a>", "a\\b", "a\tb"),
        *("folder./a.png", "a.", "b /a.png", "b "),
        *("con", "tex/NUL.png", "aux/a.png", "Com1.tar.gz", "lpt¹"),
    ],
)
def test_names_that_windows_cannot_have(place: str) -> None:
    """Signs, dots and blanks at the end of any part, and names of devices."""
    assert not suits_windows(place)


@pytest.mark.parametrize("place", ["a b/ü,;=[]{}'#%&.png", "console/a.png", "a.con", "..a/.b", "com10", "nulla.nul"])
def test_names_that_windows_can_have(place: str) -> None:
    """With any other characters in the name."""
    assert suits_windows(place)


def test_only_farms_that_may_have_windows_are_told() -> None:
    """Known Windows workers: a warning. Unknown workers: a remark. No Windows workers: nothing."""
    odd = pack("shot.blend", ODD, "x" * 201)
    (names, certain), (length, _) = told(odd, "linux", "windows")
    assert ODD in names
    assert "xxx" in length
    assert certain
    assert told(odd) == [(names, False), (length, False)]
    assert told(odd, "linux", "darwin") == []


def test_twins() -> None:
    """Names that differ only in case matter on Windows and macOS."""
    twins = replace(pack("shot.blend"), case_collisions=(("a.png", "A.png"),))
    for platforms, certain in ((("windows",), [True]), (("darwin", "linux"), [True]), ((), [False]), (("linux",), [])):
        assert [each for _, each in told(twins, *platforms)] == certain


def test_what_the_plan_found_comes_first() -> None:
    """It is certain, for any workers."""
    broken = (warning("broken", "Broken."),)
    assert told(pack("a", ODD, notices=broken), "linux") == [("Broken.", True)]
    assert told(pack("a", ODD, notices=broken), "windows")[0] == ("Broken.", True)


def test_who_works_is_known_from_the_last_check(tmp_path: Path) -> None:
    """Without one, nothing is."""
    snapshot = job_snapshot(manager_url=URL, user_files=UserFiles(str(tmp_path)))
    assert platforms_of(snapshot) == frozenset()
    know_workers(snapshot.user_files, URL, "windows", "linux")
    assert platforms_of(snapshot) == {"windows", "linux"}


def test_told_before_sending_and_asked_about_once(snapshot: JobSnapshot, project: Path) -> None:
    """With workers on Windows an invalid name needs one confirmation; it is in each list, as text and as JSON."""
    odd = asset(write(project / "tex" / "what?.png"), "//../tex/what?.png")
    asking = replace(snapshot, again=True, files=FileChoices(trouble="ask"), assets=(*snapshot.assets, odd))
    _, unknown = submit_asked(asking, agree=False)
    know_workers(asking.user_files, asking.manager_url, "windows")
    _, first = submit_asked(replace(asking, submission_id="first"))
    _, second = submit_asked(replace(asking, submission_id="second"), agree=False)

    assert [reports[0]["asks"] for reports in (unknown, first, second)] == [[], ["remarks"], []]
    for reports in (unknown, first, second):
        (remark,) = reports[-1]["remarks"]
        assert ODD in remark["text"]
        saved = reports[-1]["saved"]
        assert json.loads(Path(saved["json"]).read_text(encoding="utf-8"))["remarks"] == [remark]
        assert f"Note: {remark['text']}" in Path(saved["text"]).read_text(encoding="utf-8")


def test_nobody_there_to_ask_goes_on(snapshot: JobSnapshot, project: Path) -> None:
    """A script gets the finding and continues."""
    odd = asset(write(project / "tex" / "what?.png"), "//../tex/what?.png")
    know_workers(snapshot.user_files, snapshot.manager_url, "windows")
    refusing = replace(snapshot, files=FileChoices(trouble="refuse"), assets=(odd,))
    result, reports = submit_asked(refusing, agree=False)
    assert result["files"] == 2
    assert (len(reports[0]["remarks"]), reports[0]["asks"]) == (1, [])
