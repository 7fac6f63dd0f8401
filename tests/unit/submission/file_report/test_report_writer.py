"""Lists of files on disk: whole, and not too many."""

from __future__ import annotations

import json
import os
from pathlib import Path

from flamenco_client.core.user_files import Kind, UserFiles
from flamenco_client.submission.file_report import report_writer
from flamenco_client.submission.file_report.file_report import report_on
from flamenco_client.tests.support.snapshots import job_snapshot
from flamenco_client.tests.unit.submission.file_report.test_pack_remarks import pack


def test_the_last_ten_are_kept(tmp_path: Path) -> None:
    """Both forms of a list are kept or deleted together; other files are not touched."""
    user_files = UserFiles(str(tmp_path))
    user_files.write_json(Kind.HELD, "id", {})
    report = report_on(job_snapshot(), pack("shot.blend"))

    for number in range(12):
        saved = report_writer.save(user_files, f"../{number}", report)
        assert json.loads(Path(saved["json"]).read_bytes())["files"] == 1
        for path in saved.values():
            os.utime(path, (number, number))  # all of them may be written within one tick of the disk's clock

    left = list(user_files.directory(Kind.FILE_LISTS).iterdir())
    assert {path.stat().st_mtime for path in left} == set(range(2, 12))
    assert len(left) == 20
    assert user_files.read_json(Kind.HELD, "id") == {}


def test_a_disk_that_refuses(tmp_path: Path) -> None:
    """A list that can't be written is no error."""
    (tmp_path / Kind.FILE_LISTS).write_text("in the way")

    assert report_writer.save(UserFiles(str(tmp_path)), "id", report_on(job_snapshot(), pack("shot.blend"))) == {}
