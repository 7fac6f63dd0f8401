"""JSON in pieces: pre-encoded parts give the same message as encoding all at once."""

from __future__ import annotations

import json

import pytest

from flamenco_client.core.encoded_json import Encoded, dumps


def test_the_same_as_at_once() -> None:
    """The result is valid JSON of all parts, with any texts in them."""
    inner = [{"path": 'a "b" \\ \N{SNOWMAN}'}, "0", None]
    value = {"id": 1, "a": Encoded(json.dumps(inner)), "b": [Encoded("[]"), "x"], "c": "\N{SNOWMAN}"}

    assert json.loads(dumps(value)) == {"id": 1, "a": inner, "b": [[], "x"], "c": "\N{SNOWMAN}"}
    assert dumps(value).isascii()


def test_many() -> None:
    """Each text goes to its own place."""
    values = [Encoded(str(number)) for number in range(25)]

    assert json.loads(dumps(values)) == list(range(25))


def test_what_json_cannot_say() -> None:
    """Anything else is refused, as by JSON itself."""
    with pytest.raises(TypeError, match="set is not JSON serializable"):
        dumps({"a": {1}})
