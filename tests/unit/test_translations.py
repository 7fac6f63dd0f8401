"""The translations against the source: each fits its English text, and missing ones are listed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from flamenco_client.core.text import from_json, say, to_json
from flamenco_client.tests.support.messages import fields, gaps, has_words, patterns, pieced_together, texts
from flamenco_client.translations.german import GERMAN, PARTS
from flamenco_client.translations.german import TEXTS as TRANSLATED

PROGRAM = Path(__file__).resolve().parents[1] / "support" / "untranslated.py"


def test_a_gap_is_listed() -> None:
    """`build.py check` lists each text without German and each German without a text; no test fails."""
    found = {"Check Manager": "ui/panel.py:7", "New": "ui/panel.py:9"}

    assert gaps(found, {"Check Manager": "Manager prüfen", "Gone": "Fort"}) == [
        "ui/panel.py:9: no German for 'New'",
        "translations/german: no text for 'Gone'",
    ]


@pytest.mark.slow
def test_the_gaps_are_those_of_the_source() -> None:
    """The program that `build.py` runs prints the gaps between source and translations, one on each line."""
    done = subprocess.run([sys.executable, PROGRAM], capture_output=True, encoding="utf-8", check=True)

    assert done.stdout.splitlines() == gaps(texts(), TRANSLATED)


def test_no_text_is_translated_twice() -> None:
    """No text is translated in two modules, because only one of them would be used."""
    assert sum(map(len, PARTS)) == len(TRANSLATED)


def test_translations_keep_the_placeholders() -> None:
    """Text and translation have the same placeholders and the same punctuation at the end."""
    assert {english: german for english, german in GERMAN.items() if not _fits(english, german)} == {}


def _fits(english: str, german: str) -> bool:
    same_ends = all(german.endswith(end) == english.endswith(end) for end in ".?!:")
    return same_ends and fields(german) == fields(english) and german.strip() == german != ""


@pytest.mark.slow
def test_texts_are_patterns() -> None:
    """Words in an f-string or a sum cannot be translated; patterns can."""
    assert pieced_together() == []


@pytest.mark.slow
def test_all_kinds_of_texts_are_collected() -> None:
    """The collection finds labels, tool-tips, properties, patterns, findings, hints and progress."""
    assert {
        "Check Manager",
        "Ask the Manager for its name, version, storage, job types and worker tags",
        "Jobs with a higher priority are rendered first",
        "{done} of {total}",
        "No worker is online: the job waits",
        "Check that the Manager is running.",
        "Submitting the job",
        "nothing answers at {where}: the connection was refused.",
        "submit the job",
        "{value} is not a whole number",
        "a comprehension without brackets",
        "not found",
        "exit code {code}",
    } <= set(texts())


def test_patterns_survive_json() -> None:
    """A text of the pure layers passes through JSON with its pattern, whose placeholders are plain names."""
    assert [place for pattern, place in patterns().items() if not _survives_json(pattern)] == []


def _survives_json(pattern: str) -> bool:
    values = dict.fromkeys((field[1:-1] for field in fields(pattern)), "x")
    back = from_json(to_json(say(pattern, **values)))
    return (back.pattern, back.values) == (pattern, values)


def test_text_without_words_needs_no_translation() -> None:
    """Colons and brackets are the same in every language."""
    assert not has_words("{label}: {reason} ({count})")
    assert has_words("{count} or more")


def test_text_after_a_colon_may_begin_a_line() -> None:
    """A text that follows a colon is also translated for the beginning of a line, with a capital."""
    assert GERMAN["Nothing answers at {where}: the connection was refused."].startswith("Unter {where}")
