"""Texts that are filled in and can be translated all the same."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest

from flamenco_client.core.text import Text, capital, fixed, from_json, join, revived, say, to_json, translated

GERMAN = {"{path} can't be read: {reason}.": "{path} kann nicht gelesen werden: {reason}.", "not found": "fehlt"}


def german(pattern: str) -> str:
    return GERMAN.get(pattern, pattern)


def there_and_back(value: Any) -> Any:
    return json.loads(json.dumps(to_json(value)), object_hook=from_json)


def test_is_an_ordinary_text() -> None:
    """Code without translation sees an ordinary str."""
    text = say("{path} can't be read: {reason}.", path="/a/b", reason="no")
    assert text == "/a/b can't be read: no."
    assert deepcopy(text) == text


def test_is_translated_with_what_is_filled_in() -> None:
    """The pattern and texts inside of it are translated; names are not, even if they look like a text."""
    text = say("{path} can't be read: {reason}.", path="not found", reason=say("not found"))
    assert text.translated(german) == "not found kann nicht gelesen werden: fehlt."
    assert translated("not found", german) == "not found"


def test_is_not_forgotten_on_the_way() -> None:
    """An exception made with a text gives it back, and so does ``str``."""
    text = say("{path} can't be read: {reason}.", path="/a", reason=say("not found"))
    assert str(ValueError(text)) is str(text) is text


def test_joined_texts_are_one() -> None:
    """Each is translated by itself; without any there is nothing to translate."""
    joined = join("; ", ["/a", say("not found"), "/b"])
    assert (joined, translated(joined, german)) == ("/a; not found; /b", "/a; fehlt; /b")
    many = join(", ", [say("not found")] * 60)
    assert translated(there_and_back(many), german) == ", ".join(["fehlt"] * 60)
    assert not isinstance(join(", ", ["a", "b"]), Text)


def test_a_fixed_text_inside_of_another_is_translated() -> None:
    """A fixed text is a ``Text``, unlike a name; one with brackets of its own is not a pattern."""
    assert say("{reason}!", reason=fixed("not found")).translated(german) == "fehlt!"
    assert fixed("{odd") == "{odd"


def test_begins_with_a_capital() -> None:
    """What follows a colon can also stand alone; a name at the beginning stays as it is."""
    assert capital(say("nothing at {where}", where="farm")) == "Nothing at farm"
    assert capital(say("{where} is silent", where="farm")) == "farm is silent"
    assert capital("it rains") == "It rains"


def test_travels_as_json() -> None:
    """What arrives in the other process can still be translated, wherever it stood."""
    text = say("{path} can't be read: {reason}.", path="/a", reason=say("not found"))
    arrived = there_and_back({"warnings": (text, "plain"), "count": 1})
    assert arrived == {"warnings": ["/a can't be read: not found.", "plain"], "count": 1}
    assert arrived["warnings"][0].translated(german) == "/a kann nicht gelesen werden: fehlt."
    assert revived(json.loads(json.dumps(to_json([text])))) == [text]
    assert not isinstance(arrived["warnings"][1], Text)


def test_an_object_that_only_looks_like_a_text_comes_back_as_it_was() -> None:
    """A job's settings may hold anything."""
    for own in (
        {"text": "a", "filled_in": {}},
        {"text": None, "filled_in": [["text", "a"]]},
        {"a": [{"text": "{b}", "filled_in": {"b": 1}}]},
    ):
        assert there_and_back(own) == own
        assert not isinstance(there_and_back(own), str)


@pytest.mark.parametrize(
    "odd",
    [
        {"text": "{a:>999999999999}", "filled_in": {"a": "x"}},
        {"text": "{a.__class__}", "filled_in": {"a": "x"}},
        {"text": "{a[0]}", "filled_in": {"a": "x"}},
        {"text": "{a!r}", "filled_in": {"a": "x"}},
        {"text": "{a}", "filled_in": {}},
        {"text": "{", "filled_in": {}},
        {"text": "a", "filled_in": "b"},
        {"text": 1, "filled_in": {}},
        {"text": "a", "filled_in": {}, "more": 1},
    ],
)
def test_what_no_one_here_made_stays_as_it_is(odd: dict[str, Any]) -> None:
    """Raw answers of a Manager travel the same way: none of them is taken for a pattern that does things."""
    assert json.loads(json.dumps(odd), object_hook=from_json) == odd
