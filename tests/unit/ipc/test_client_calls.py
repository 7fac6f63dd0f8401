"""``ipc.client_calls``: any operation by its name. Whole calls through a helper are in ``tests/unit/ipc``."""

from __future__ import annotations

import inspect
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, Literal, get_origin

import pytest

from flamenco_client.core.cancel import CancelToken
from flamenco_client.core.errors import FarmError
from flamenco_client.helper import client_call
from flamenco_client.ipc import client_calls
from flamenco_client.manager_client import apis
from flamenco_client.manager_client.decoding import DecodeError, decode
from flamenco_client.manager_client.model import Model
from flamenco_client.manager_client.models import JobMassDeletionSelection

ALL = [f"{api}.{name}" for api in apis.__all__ for name in vars(getattr(apis, api)) if not name.startswith("_")]


def test_all_operations_are_there() -> None:
    """As many as the Manager's interface has."""
    assert len(ALL) == 57


@pytest.mark.parametrize("operation", ALL)
def test_every_operation_can_cross_the_process_boundary(operation: str) -> None:
    """Each parameter has a type that can be rebuilt from JSON, and so has the answer."""
    function = client_calls.find(operation)
    hints = client_calls.type_hints(function)
    parameters = set(inspect.signature(function).parameters) - {"self", client_call._TIMEOUT}

    assert parameters | {"return"} <= set(hints)
    for hint in (hints[name] for name in parameters | {"return"}):
        if hint not in {BinaryIO, type(None)} and get_origin(hint) is not Literal:
            with pytest.raises(DecodeError):
                decode(hint, object())


@pytest.mark.parametrize(("kind", "fits"), [("image/png", True), ("image/gif", False), (None, False), ([], False)])
def test_a_choice_is_held_against_what_there_is(tmp_path: Path, kind: object, fits: bool) -> None:
    """A value outside of an operation's fixed set is rejected before anything is sent."""
    file = tmp_path / "a.png"
    file.touch()
    arguments = {"task_id": "t", "body": str(file), "_content_type": kind}
    call = {"url": "http://127.0.0.1:1", "operation": "WorkerApi.task_output_produced", "arguments": arguments}
    steps = client_call.call({**call, "user_folder": ""}, CancelToken())

    with pytest.raises(FarmError) as caught:
        list(steps)

    assert (caught.value.kind != "bad-arguments") is fits


@pytest.mark.parametrize(("size", "fits"), [(4, True), ("four", False)])
def test_a_list_with_an_invalid_element_is_rejected(size: object, fits: bool) -> None:
    """It is never sent without the element: the job would lack a file. A timeout in the arguments is accepted."""
    files = [{"sha": "a", "size": 4, "path": "a.blend"}, {"sha": "b", "size": size, "path": "b.png"}]
    arguments = {"shaman_checkout": {"files": files, "checkoutPath": "shot"}, "_request_timeout": [1, 2]}
    call = {"url": "http://127.0.0.1:1", "operation": "ShamanApi.shaman_checkout", "arguments": arguments}

    with pytest.raises(FarmError) as caught:
        list(client_call.call({**call, "user_folder": ""}, CancelToken()))

    assert (caught.value.kind != "bad-arguments") is fits


def test_prepared_arguments_are_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Models and times become what the Manager gets; a file becomes its absolute path."""
    monkeypatch.chdir(tmp_path)
    moment = datetime(2026, 11, 23, 21, 0, tzinfo=UTC)

    deletion = client_calls.prepare(
        "JobsApi.delete_job_mass",
        {"job_mass_deletion_selection": JobMassDeletionSelection(last_updated_max=moment), "_request_timeout": (1, 2)},
    )
    upload = client_calls.prepare("ShamanApi.shaman_file_store", {"checksum": "a", "filesize": 1, "body": "a.png"})

    assert deletion == {
        "job_mass_deletion_selection": {"last_updated_max": "2026-11-23T21:00:00+00:00"},
        "_request_timeout": [1, 2],
    }
    assert upload == {"checksum": "a", "filesize": 1, "body": str(tmp_path / "a.png")}


@pytest.mark.parametrize("result", [{}, {"value": None}, {"value": "text"}, {"value": {"name": 1}}], ids=repr)
def test_an_answer_of_another_shape_is_an_error(result: dict[str, Any]) -> None:
    """Never a wrong type in the caller's hands."""
    with pytest.raises(FarmError, match=r"MetaApi.get_version is invalid"):
        client_calls.understand("MetaApi.get_version", result)


def test_an_operation_without_answer_gives_none() -> None:
    """The answer is returned unchanged."""
    assert client_calls.understand("JobsApi.delete_job", {"value": None}) is None
    assert issubclass(JobMassDeletionSelection, Model)
