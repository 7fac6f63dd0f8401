"""The translations against the source: none is missing, none is left over."""

from __future__ import annotations

import pytest

from flamenco_client.core.text import from_json, say, to_json
from flamenco_client.tests.support.messages import fields, has_words, patterns, pieced_together, texts
from flamenco_client.translations.german import GERMAN, PARTS
from flamenco_client.translations.german import TEXTS as TRANSLATED

TEXTS = texts()


def test_every_text_has_a_translation() -> None:
    """Each text that the user sees is in the dictionary; the failure names its place."""
    assert {text: place for text, place in TEXTS.items() if text not in TRANSLATED} == {}


def test_no_translation_is_left_over() -> None:
    """A text that has changed takes its old translation with it."""
    assert [text for text in TRANSLATED if text not in TEXTS] == []


def test_no_text_is_translated_twice() -> None:
    """No text is translated in two modules, because only one of them would be used."""
    assert sum(map(len, PARTS)) == len(TRANSLATED)


@pytest.mark.parametrize("text", TRANSLATED)
def test_translation_keeps_the_placeholders(text: str) -> None:
    """Text and translation have the same placeholders and the same punctuation at the end."""
    assert fields(GERMAN[text]) == fields(text)
    assert GERMAN[text].strip() == GERMAN[text] != ""
    for end in ".?!:":
        assert GERMAN[text].endswith(end) == text.endswith(end)


def test_texts_are_patterns() -> None:
    """Words in an f-string or a sum cannot be translated; patterns can."""
    assert pieced_together() == []


def test_all_kinds_of_texts_are_collected() -> None:
    """The collection finds labels, tool-tips, properties, patterns, findings, hints and progress."""
    assert {
        "Check Manager",
        "Ask the Manager for its name, version, storage, job types and worker tags",
        "Jobs with a higher priority are worked on first",
        "{done} of {total}",
        "No worker is online: the job waits",
        "Check that the Manager is running.",
        "Submitting the job",
        "nothing answers at {where}: the connection was refused.",
        "submit the job",
        "{value} is not a whole number",
        "a comprehension",
        "not found",
        "exit code {code}",
    } <= set(TEXTS)


@pytest.mark.parametrize("pattern", sorted(patterns()))
def test_patterns_survive_json(pattern: str) -> None:
    """A text of the pure rings passes through JSON with its pattern, whose placeholders are plain names."""
    values = dict.fromkeys((field[1:-1] for field in fields(pattern)), "x")
    back = from_json(to_json(say(pattern, **values)))
    assert (back.pattern, back.values) == (pattern, values)


def test_text_without_words_needs_no_translation() -> None:
    """Colons and brackets are the same in every language."""
    assert not has_words("{label}: {reason} ({count})")
    assert has_words("{count} or more")


def test_text_after_a_colon_may_begin_a_line() -> None:
    """A text that follows a colon is also translated for the beginning of a line, with a capital."""
    assert GERMAN["Nothing answers at {where}: the connection was refused."].startswith("Unter {where}")
