"""The translations against the source: nothing lacks, nothing is left over, nothing gets lost on the way."""

from __future__ import annotations

import pytest

from flamenco_client.core.text import from_json, say, to_json
from flamenco_client.tests.support.messages import fields, has_words, patterns, pieced_together, texts
from flamenco_client.translations.german import GERMAN, PARTS
from flamenco_client.translations.german import TEXTS as TRANSLATED

TEXTS = texts()


def test_every_text_has_a_translation() -> None:
    """A text that the user sees is in the dictionary; the place where it stands is told."""
    assert {text: place for text, place in TEXTS.items() if text not in TRANSLATED} == {}


def test_no_translation_is_left_over() -> None:
    """A text that has changed takes its old translation with it."""
    assert [text for text in TRANSLATED if text not in TEXTS] == []


def test_every_part_says_its_own() -> None:
    """No text is translated in two modules: only one of them would count."""
    assert sum(map(len, PARTS)) == len(TRANSLATED)


@pytest.mark.parametrize("text", TRANSLATED)
def test_what_is_filled_in_stays(text: str) -> None:
    """Both patterns take the same values, and the ends of a sentence agree."""
    assert fields(GERMAN[text]) == fields(text)
    assert GERMAN[text].strip() == GERMAN[text] != ""
    for end in ".?!:":
        assert GERMAN[text].endswith(end) == text.endswith(end)


def test_nothing_is_pieced_together() -> None:
    """Words inside of an f-string or a sum can't be looked up: patterns can."""
    assert pieced_together() == []


def test_all_kinds_of_texts_are_collected() -> None:
    """The collection sees labels, tool-tips, properties, patterns, findings, hints and progress."""
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
def test_patterns_travel(pattern: str) -> None:
    """What the pure rings say gets through JSON with its pattern, for which it may only name what is filled in."""
    values = dict.fromkeys((field[1:-1] for field in fields(pattern)), "x")
    back = from_json(to_json(say(pattern, **values)))
    assert (back.pattern, back.values) == (pattern, values)


def test_what_has_no_words_needs_no_translation() -> None:
    """Colons and brackets are the same in every language."""
    assert not has_words("{label}: {reason} ({count})")
    assert has_words("{count} or more")


def test_a_sentence_may_stand_alone() -> None:
    """What is said after a colon also begins a line, with a capital in German, too."""
    assert GERMAN["Nothing answers at {where}: the connection was refused."].startswith("Unter {where}")
