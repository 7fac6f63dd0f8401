"""Submissions by id: one is in the panel, others that run are kept."""

from __future__ import annotations

from flamenco_client.state import State
from flamenco_client.state.background import WorkStatus
from flamenco_client.state.submission import SubmissionView


def test_what_runs_is_kept_beside_what_is_shown() -> None:
    """One that has ended is forgotten as soon as another is shown; one that runs is not."""
    current = State()
    assert not current.submitting
    first, second = (SubmissionView(WorkStatus.RUNNING, submission_id=name) for name in ("one", "two"))
    for each in (first, second):
        current.show(each)
    assert (current.submission, current.submissions, current.submitting) == (
        second,
        {"one": first, "two": second},
        True,
    )

    first.status = WorkStatus.DONE
    current.show(SubmissionView())
    assert current.submission.status is WorkStatus.IDLE
    assert set(current.submissions) == {"", "two"}

    second.status = WorkStatus.FAILED
    assert not current.submitting
