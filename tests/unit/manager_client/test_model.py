"""Models: they hold exactly the given properties; absent and null stay distinct."""

from __future__ import annotations

import copy
import pickle
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from flamenco_client.manager_client.model import encode
from flamenco_client.manager_client.models import (
    AvailableJobSetting,
    FlamencoVersion,
    JobMassDeletionSelection,
    JobStatus,
    ManagerConfiguration,
    ShamanCheckout,
    ShamanFileSpec,
    SubmittedJob,
    WorkerStatus,
    WorkerSummary,
)

JOB = {"name": "shot", "type": "render", "priority": 50, "submitter_platform": "linux"}


def test_only_given_properties_are_sent() -> None:
    """Fields left out are absent from the JSON, and read as None."""
    job = SubmittedJob(name="shot", type="render", priority=50, submitter_platform="linux")

    assert job.worker_tag is None
    assert job.to_dict() == JOB


@pytest.mark.parametrize("extra", [{}, {"worker_tag": None}, {"worker_tag": "t"}, {"settings": {"a": [1, 2.0, None]}}])
def test_absent_and_null_round_trip(extra: dict[str, Any]) -> None:
    """Decoding and encoding gives the same JSON."""
    assert SubmittedJob.from_dict({**JOB, **extra}).to_dict() == {**JOB, **extra}


def test_field_can_be_deleted() -> None:
    """Deleting an attribute makes the property absent again."""
    job = SubmittedJob.from_dict({**JOB, "worker_tag": "t"})
    job.name = "other"
    del job.worker_tag

    assert job.to_dict() == {**JOB, "name": "other"}


def test_defaults_of_the_definition_are_never_filled_in() -> None:
    """An absent `editable` means true despite the definition's default, so that it has to stay absent."""
    assert AvailableJobSetting.from_dict({"key": "frames", "type": "string"}).editable is None


def test_json_names_differ_from_python_names() -> None:
    """Camel case in JSON is snake case in Python, in both directions and inside lists."""
    spec = ShamanFileSpec(sha="00", size=1, path="a.blend")
    checkout = ShamanCheckout(files=[spec], checkout_path="shot/x")

    data = checkout.to_dict()

    assert data == {"files": [{"sha": "00", "size": 1, "path": "a.blend"}], "checkoutPath": "shot/x"}
    assert ShamanCheckout.from_dict(data) == checkout
    configuration = {"storageLocation": "/s", "shamanEnabled": True, "isFirstRun": False}
    for _ in range(3):
        assert ManagerConfiguration.from_dict(configuration).shaman_enabled


def test_wrong_arguments_are_type_errors() -> None:
    """A misspelt or missing field raises TypeError."""
    with pytest.raises(TypeError, match="SubmittedJob has no field nmae"):
        SubmittedJob(nmae="shot", type="t", priority=1, submitter_platform="linux")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="FlamencoVersion needs shortversion, name"):
        FlamencoVersion(version="3.9")  # type: ignore[call-arg]


def test_from_dict_does_not_share_its_argument() -> None:
    """Changing a decoded model does not change the data that it was made from."""
    change = {"status": "asleep", "is_lazy": False}
    data = {"id": "w", "name": "n", "status": "awake", "version": "3.9", "can_restart": True, "status_change": change}
    before = copy.deepcopy(data)
    for _ in range(3):  # the fast path is used after the first time
        worker = WorkerSummary.from_dict(data)
        assert worker.status_change is not None
        worker.status_change.status = WorkerStatus.RESTART
        worker.name = "other"

    assert data == before


def test_unknown_properties_are_kept_aside() -> None:
    """Properties of a newer Manager are kept, and cannot hide a method."""
    data = {"version": "4", "shortversion": "4", "name": "x", "to_dict": 1, "__class__": 2, "zeal": [3]}

    version = FlamencoVersion.from_dict(data)

    assert version.unknown_properties == {"to_dict": 1, "__class__": 2, "zeal": [3]}
    assert version.to_dict() == data
    assert version != FlamencoVersion(version="4", shortversion="4", name="x")


def test_models_can_be_copied_and_pickled() -> None:
    """Copies are equal and independent, unknown properties included."""
    version = FlamencoVersion.from_dict({"version": "4", "shortversion": "4", "name": "x", "new": 1})

    for other in (copy.copy(version), copy.deepcopy(version), pickle.loads(pickle.dumps(version))):
        assert other == version
        assert other.unknown_properties == {"new": 1}
        other.name = "y"
        assert version.name == "x"


def test_repr_shows_what_is_given() -> None:
    """Only given fields, in their order, under their Python names."""
    assert repr(ShamanFileSpec(sha="00", size=1, path="a")) == "ShamanFileSpec(sha='00', size=1, path='a')"


def test_enumerations_accept_unknown_texts() -> None:
    """A newer status becomes a member; a value that is not text is refused."""
    status = JobStatus("rendering-on-the-moon")

    assert isinstance(status, JobStatus)
    assert (status, status.value, str(status)) == ("rendering-on-the-moon",) * 3
    assert {JobStatus("x"): 1}[JobStatus("x")] == 1
    assert pickle.loads(pickle.dumps(status)) == status
    with pytest.raises(ValueError, match="7 is not a valid JobStatus"):
        JobStatus(7)  # type: ignore[arg-type]


def test_encoding_reaches_everything() -> None:
    """Enumerations, times and models inside lists and free dicts are encoded."""
    moment = datetime(2026, 11, 23, 19, 3, 21, 5, tzinfo=timezone(timedelta(hours=1)))
    value = {"a": [JobStatus.PAUSED, moment], "b": (ShamanFileSpec(sha="0", size=0, path="p"),)}

    encoded = encode(value)

    assert encoded == {
        "a": ["paused", "2026-11-23T19:03:21.000005+01:00"],
        "b": [{"sha": "0", "size": 0, "path": "p"}],
    }
    assert type(encoded["a"][0]) is str


def test_a_time_without_zone_is_refused() -> None:
    """A Manager could only guess the zone, and this time decides which jobs are deleted."""
    with pytest.raises(ValueError, match="no time zone"):
        JobMassDeletionSelection(last_updated_max=datetime(2026, 1, 1)).to_dict()  # noqa: DTZ001
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    assert JobMassDeletionSelection(last_updated_max=moment).to_dict() == {
        "last_updated_max": "2026-01-01T00:00:00+00:00"
    }


def test_deep_values() -> None:
    """Values nested deeper than Python may call are converted as others are."""
    deep: Any = "end"
    for number in range(5000):
        deep = {"in": deep} if number % 2 else [deep]
    plain = encode(deep)
    for _ in range(5000):
        plain = plain["in"] if isinstance(plain, dict) else plain[0]
    assert plain == "end"
