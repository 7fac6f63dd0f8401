"""Docstrings in the form of the formatter, which leaves their lines alone."""

from __future__ import annotations

import re
import textwrap

WIDTH = 120
INDENT = "    "


def docstring(text: str, indent: str) -> list[str]:
    """Return the lines of a docstring; the lines of each paragraph are filled again."""
    text = text.replace("\\", "\\\\").replace('"""', "'''")
    lines = paragraphs(text, indent)
    if len(lines) == 1 and len(lines[0]) + 6 <= WIDTH and not lines[0].endswith('"'):
        return [f'{indent}"""{lines[0].strip()}"""']
    first, *rest = paragraphs(text, indent, first=3)
    if not rest:  # the formatter puts the closing quotes on the line, where they do not fit
        first, *rest = paragraphs(text, indent, first=12)
    return [f'{indent}"""{first.strip()}', *rest, f'{indent}"""']


def paragraphs(text: str, indent: str, first: int = 0) -> list[str]:
    """Fill each paragraph; lines of a list stay separate. ``first``: columns in use on the first line."""
    lines: list[str] = []
    for paragraph in text.strip().split("\n\n"):
        if lines:
            lines.append("")
        entries = paragraph.splitlines() if paragraph.lstrip().startswith("- ") else [" ".join(paragraph.split())]
        for entry in entries:
            taken = "" if lines else " " * first
            filled = textwrap.wrap(
                entry, WIDTH, initial_indent=indent + taken, subsequent_indent=indent, break_long_words=False
            )
            lines.extend(filled)
    return lines


def section(title: str, entries: dict[str, str], indent: str) -> list[str]:
    """Return a section of a Google docstring, or nothing without entries."""
    if not entries:
        return []
    lines = ["", f"{indent}{title}:"]
    for name, text in entries.items():
        entry = f"{name}: {text}" if name else text
        lines += textwrap.wrap(
            " ".join(entry.split()),
            WIDTH,
            initial_indent=indent + INDENT,
            subsequent_indent=indent + INDENT * (2 if name else 1),
            break_long_words=False,
        )
    return lines


def sentence(text: str) -> str:
    """End a text with a full stop."""
    text = text.strip()
    return text if text.endswith((".", "!", "?", ":")) else f"{text}."


def says_more(text: str, known: str) -> bool:
    """Return whether a text has words that a known one lacks, endings aside; that a request failed says nothing."""
    stems, known_stems = ({word[:4] for word in re.findall(r"[^\W_]+", each.lower())} for each in (text, known))
    return not stems <= known_stems | {"the", "and", "not", "requ", "fail"}
