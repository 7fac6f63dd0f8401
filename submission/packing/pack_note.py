"""Pack note: a small file in each pack that says which file to open, and what is not there.

It has nothing of this machine, time or submission, so that the same pack has the same bytes and is not uploaded again.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Final

from ...core import atomic_files
from .pack import Pack, PackFile
from .pack_paths import collides_with

NAME: Final = "flamenco-client.json"
"""Its name, in the folder of the pack."""


def content(pack: Pack) -> bytes:
    """Return what the note says about a pack, by paths in it."""
    note = {
        "open": pack.blend_path_in_pack,
        "missing": sorted(set(pack.missing_places)),
        "left_out": sorted(set(pack.excluded_places)),
    }
    return f"{json.dumps(note, indent=2, ensure_ascii=False)}\n".encode()


def with_note(pack: Pack, path: Path) -> Pack:
    """Write the note to a file on this machine, and return the pack with it.

    A project that has a file of this name keeps it, and its pack has no note.

    Raises:
        OSError: The file can't be written.
    """
    said = content(pack)
    note = PackFile(str(path), NAME, len(said), is_note=True)
    if any(collides_with(note, file) for file in pack.files):
        return pack
    atomic_files.replace(path, said)
    return replace(pack, files=(*pack.files, note))
