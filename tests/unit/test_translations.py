"""The translations against the source: nothing lacks, nothing is left over, nothing gets lost on the way."""

from __future__ import annotations

import pytest

from flamenco_client.tests.support.messages import fields, pieced_together, texts
from flamenco_client.translations.german import GERMAN, PARTS

TEXTS = texts()


def test_every_text_has_a_translation() -> None:
    """A text that the user sees is in the dictionary; the place where it stands is told."""
    assert {text: place for text, place in TEXTS.items() if text not in GERMAN} == {}


def test_no_translation_is_left_over() -> None:
    """A text that has changed takes its old translation with it."""
    assert [text for text in GERMAN if text not in TEXTS] == []


def test_every_part_says_its_own() -> None:
    """No text is translated in two modules: only one of them would count."""
    assert sum(map(len, PARTS)) == len(GERMAN)


@pytest.mark.parametrize("text", GERMAN)
def test_what_is_filled_in_stays(text: str) -> None:
    """Both patterns take the same values, and the ends of a sentence agree."""
    assert fields(GERMAN[text]) == fields(text)
    assert GERMAN[text].strip() == GERMAN[text] != ""
    assert GERMAN[text].endswith(".") == text.endswith(".")


def test_nothing_is_pieced_together() -> None:
    """Words inside of an f-string can't be looked up: patterns can."""
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
    } <= set(TEXTS)
