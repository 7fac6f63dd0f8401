"""The log of a submission: enough for a bug report, without secrets."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from flamenco_client.core.user_files import UserFiles
from flamenco_client.farm import credentials
from flamenco_client.ipc.session import Session
from flamenco_client.tests.support.manager import ManagerServer
from flamenco_client.tests.support.runs import project


@pytest.mark.slow
def test_log_and_report(tmp_path: Path) -> None:
    """Versions, phases with their times, calls that changed something, what failed and was tried again."""
    state = tmp_path / "state"
    files = project.make(tmp_path / "film", Random(3))
    secret = credentials.Credentials(user="ann", password="s3cr3t-pass", header="X-Farm", value="s3cr3t-value")
    session = Session()
    session.user_folder = str(state)
    with ManagerServer(tmp_path / "storage") as manager:
        credentials.write(UserFiles(str(state)), manager.url, secret)
        manager.faults.collision()
        manager.faults.reset("shamanCheckoutRequirements")
        snapshot = project.snapshot(tmp_path / "film", files, url=manager.url, state=state, submission_id="0" * 32)
        try:
            session.run("submit", {"snapshot": snapshot.as_message()})
            told = session.run("report", {"facts": {"Blender": "4.2"}, "error": None, "hosts": ["farm"]})
        finally:
            session.stop()
        sent = manager.requests_of("submitJob")[0].headers
    text = (state / "helper.log").read_text(encoding="utf-8")
    for words in (
        *("Flamenco Client ", "submit (1): begins", "sending after", "submit (1): done after"),
        *("POST /api/v3/jobs: 200", "an upload of", "file exists"),
    ):
        assert words in text, text
    assert "Blender: 4.2" in told["text"]
    assert "submit (1): done after" in told["text"]
    assert sent["x-farm"] == "s3cr3t-value"
    for where in (text, told["text"]):
        assert "s3cr3t" not in where
        assert sent["authorization"].split()[1] not in where
    assert str(Path.home()) not in told["text"] or str(Path.home()) == "/"
