"""Folder names on the farm: safe and unique for any job name."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flamenco_client.core.safe_names import fresh_name, printable, safe_part

HOSTILE = [
    "",
    ".",
    "..",
    "...",
    "/abs",
    "a/b",
    "../../etc",
    "a:b?*;{}\\",
    "x" * 300,
    "é" * 300,
    "\x00\x07\n\r\t",
    "🎬 Shot",
    "\u202eevil\u202c",
    "שלום",
    "CON",
    "nul.txt",
    "com1",
    "LPT¹.blend",
    "trailing. . ",
    " leading",
    "-rf",
    ".hidden",
    "\udcff\udc80",
    "\ud83d",
    "a\u0301",
    "quo\"te's",
    "a|b<c>d",
    "%PATH%$HOME`id`",
    "{jobs}",
]
CLOCK = datetime(2026, 11, 23, 21, 6, 43, tzinfo=UTC)


def check(name: str) -> None:
    """What every name has to be."""
    name.encode()
    assert 0 < len(name.encode()) <= 200
    assert not set(name) & set("/\\?*:;{}|<>\"'`$% \t\n\r\0")
    assert name.isprintable()
    assert not name.startswith((".", "-"))
    assert not name.endswith((".", " "))
    assert ".." not in name
    assert not re.match(r"(con|prn|aux|nul|com\d|lpt\d|com[¹²³]|lpt[¹²³])(\.|$)", name, re.IGNORECASE)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_job_names(text: str) -> None:
    """No job name and no project name gets anything harmful into the path."""
    check(fresh_name("Film", text))
    check(fresh_name(text, "Shot"))
    check(fresh_name(text, text))


@given(st.text(alphabet=st.characters(codec=None)), st.text(alphabet=st.characters(codec=None)))
def test_any_text(project: str, job: str) -> None:
    """That holds for every text there is, lone surrogates included."""
    check(fresh_name(project, job))


def test_people_can_read_it() -> None:
    """Project, job and time are in the name, then the chance."""
    name = fresh_name("My Film", "shot 010 naïve 🎬", clock=lambda: CLOCK, choose=lambda letters: letters[0])
    assert name == "My_Film-shot_010_naïve_🎬-20261123-210643-aaaaaaaaaa"


def test_nameless_job() -> None:
    """A job without a usable name is called job."""
    assert fresh_name("", "..", clock=lambda: CLOCK, choose=lambda letters: letters[0]).startswith("job-20261123")


def test_never_twice() -> None:
    """The same job at the same time gets another name each time."""
    assert len({fresh_name("Film", "shot", clock=lambda: CLOCK) for _ in range(500)}) == 500


def test_cut_between_characters() -> None:
    """A long name is cut by bytes, never within a character."""
    assert safe_part("é" * 100, limit=7) == "ééé"


def test_printable() -> None:
    """Bytes that are no UTF-8 become visible; everything else stays."""
    assert printable("a\udcff/é") == "a\\udcff/é"
