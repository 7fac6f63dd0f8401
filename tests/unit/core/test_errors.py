"""Errors for the artist, and how they travel from the helper to Blender."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from flamenco_client.core.errors import Cancelled, ErrorKind, FarmError

ROOT = Path(__file__).resolve().parents[3]


def test_text_is_message_and_hint() -> None:
    """The text contains the message, then the hint."""
    kind = ErrorKind.INTERNAL
    assert str(FarmError("It broke.", kind=kind, hint="Mend it.")) == "It broke. Mend it."
    assert str(FarmError("It broke", kind=kind, hint="Mend it")) == "It broke. Mend it"
    assert str(FarmError("It broke.", kind=kind)) == "It broke."


def test_details_are_its_own() -> None:
    """Later changes to a caller's dictionary do not change the error."""
    details = {"status": 404}
    error = FarmError("It broke.", kind=ErrorKind.HTTP, details=details)
    details["status"] = 500

    assert error.details == {"status": 404}


def test_travels_as_json() -> None:
    """Through JSON and back nothing is lost."""
    error = FarmError("It broke.", kind=ErrorKind.HTTP, hint="Mend it.", details={"status": 404})
    again = FarmError.from_message(json.loads(json.dumps(error.as_message())))

    assert (again.message, again.kind, again.hint, again.details) == ("It broke.", "http", "Mend it.", {"status": 404})
    assert again.as_message() == error.as_message()


@pytest.mark.parametrize("message", [{}, {"details": None}, {"details": "x"}, {"message": 5, "details": []}])
def test_odd_message(message: dict[str, object]) -> None:
    """A message with parts missing or of another type still makes an error."""
    error = FarmError.from_message(message)

    assert error.message == str(message.get("message", ""))
    assert (error.kind, error.details) == (ErrorKind.INTERNAL, {})


@pytest.mark.parametrize("kind", ["too-new", "", 5, None, []])
def test_an_unknown_kind(kind: object) -> None:
    """A kind of a newer version counts as an internal error, so that the panel offers to report it; the text stays."""
    error = FarmError.from_message({"kind": kind, "message": "It broke.", "hint": "Mend it."})

    assert (error.kind, str(error)) == (ErrorKind.INTERNAL, "It broke. Mend it.")


def test_scripts_can_look_up_every_kind() -> None:
    """The table in the user guide has all kinds of errors and no others."""
    guide = (ROOT / "docs" / "user_guide.md").read_text(encoding="utf-8")
    table = guide.partition("| kind | meaning |")[2].partition("\n\n")[0]
    listed = re.findall(r"`([a-z-]+)`", "\n".join(line.split("|")[1] for line in table.splitlines()[2:]))

    assert sorted(listed) == sorted(ErrorKind)


def test_cancelled_says_what_is_left_behind() -> None:
    """A cancellation names its left-overs, by default none."""
    assert Cancelled().message == ""
    assert Cancelled("The checkout a/b stays.").message == "The checkout a/b stays."
    assert not issubclass(Cancelled, FarmError)
