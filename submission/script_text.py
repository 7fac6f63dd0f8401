"""Scripts: what the text of a Python script says about the modules and files that it needs; nothing of it is run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

MOST_CHARACTERS: Final = 1 << 18
"""Characters that are read of one script."""

_IMPORT: Final = re.compile(
    r"^([ \t]*+)(?:from[ \t]++([\w.]++)[ \t]*+import[ \t]++([(*\w][^\n#;]*+)"
    r"|import[ \t]++(\w[\w., \t]*+)(?=$|[#;]))",
    re.MULTILINE,
)
_PATH: Final = re.compile(r"""["'](//[^"'\n\\]{1,500})["']""")
_DRIVERS: Final = "driver_namespace"
_NAME: Final = re.compile(r"""\b(\w{1,100})\b(?=["'(]|\s?=)""")
_QUOTES: Final = ('"' * 3, "'" * 3)


@dataclass(frozen=True, slots=True)
class Import:
    """An import of a script."""

    module: str
    """Its name; one relative to the script's folder begins with dots."""
    is_needed: bool = True
    """It is not inside a function, ``try`` or text."""

    @property
    def top(self) -> str:
        """The first part of the name."""
        return self.module.partition(".")[0]


def imports(text: str) -> Iterator[Import]:
    """Yield the modules that a script imports, also those that ``from a import b`` may mean."""
    text = text[:MOST_CHARACTERS]
    begun, read = [0, 0], 0
    for found in _IMPORT.finditer(text):
        begun = [many + text.count(quotes, read, found.start()) for many, quotes in zip(begun, _QUOTES, strict=True)]
        read = found.start()
        is_needed = not found[1] and not any(many % 2 for many in begun)
        if found[4]:
            parts = [part.split() for part in found[4].split(",")]
            if all(len(words) == 1 or words[1:2] == ["as"] for words in parts):  # else it is a sentence
                yield from (Import(words[0], is_needed) for words in parts)
            continue
        source = found[2]
        if source.strip("."):
            yield Import(source, is_needed)
        between = "" if source.endswith(".") else "."
        for part in found[3].strip("()").split(","):
            name = part.split()[0] if part.split() else ""
            if name.isidentifier():
                yield Import(f"{source}{between}{name}", is_needed=False)  # or something in the module


def relative_paths(text: str) -> tuple[str, ...]:
    """Return the constant paths in a script that are relative to the .blend."""
    return tuple(dict.fromkeys(found[1] for found in _PATH.finditer(text[:MOST_CHARACTERS])))


def driver_functions(text: str) -> frozenset[str]:
    """Return names in a script among which are the functions that it gives to drivers."""
    text = text[:MOST_CHARACTERS]
    return frozenset(found[1] for found in _NAME.finditer(text)) if _DRIVERS in text else frozenset()
