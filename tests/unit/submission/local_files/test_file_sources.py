"""Opening what is sent, and holding the .blend."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from flamenco_client.submission.local_files.file_sources import FileSources, HeldBlend, NotAFileError, open_regular


@pytest.fixture
def blend(tmp_path: Path) -> Path:
    path = tmp_path / "a.blend"
    path.write_bytes(b"old content")
    return path


def save_like_blender(path: Path, content: bytes) -> None:
    """Blender writes a new file and renames it over the old one."""
    draft = path.with_suffix(".blend@")
    draft.write_bytes(content)
    os.replace(draft, path)


@pytest.mark.parametrize("by_handle", [True, False])
def test_held_through_a_save(blend: Path, tmp_path: Path, by_handle: bool) -> None:
    """What is held keeps its content when the artist saves, whichever way it is held."""
    with HeldBlend(str(blend), str(tmp_path / "held"), by_handle=by_handle) as held:
        save_like_blender(blend, b"new")
        sources = FileSources(held, str(blend))
        with sources.open(str(blend)) as file:
            assert file.read() == b"old content"
        assert held.size == 11
    assert not (tmp_path / "held").exists()


def test_readers_have_positions_of_their_own(blend: Path) -> None:
    """Two readers of what is held do not move each other, and seek as files do."""
    with HeldBlend(str(blend), "") as held, held.open() as one, held.open() as two:
        assert one.read(3) == b"old"
        assert two.read(5) == b"old c"
        assert one.seek(-4, os.SEEK_END) == 7
        assert one.read() == b"tent"
        assert one.seek(0) == 0
        assert two.tell() == 5
        assert os.fstat(two.fileno()).st_size == 11


def test_closing_a_reader_leaves_the_file_held(blend: Path) -> None:
    """A reader may be closed without the next one failing."""
    with HeldBlend(str(blend), "") as held:
        held.open().close()
        with held.open() as file:
            assert file.read() == b"old content"


def test_let_go(blend: Path) -> None:
    """After the end nothing can be read from it."""
    held = HeldBlend(str(blend), "")
    held.close()
    with pytest.raises(ValueError, match="let go"):
        held.open()


def test_a_copy_that_fails_leaves_nothing(blend: Path, tmp_path: Path) -> None:
    """A private copy that is there already is not overwritten and nothing stays open."""
    with pytest.raises(OSError, match="nowhere"):
        HeldBlend(str(blend), str(tmp_path / "nowhere" / "held"), by_handle=False)


def test_pipe_does_not_block(tmp_path: Path) -> None:
    """A pipe without a writer is refused at once."""
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(NotAFileError, match="named pipe"):
        open_regular(str(tmp_path / "pipe"))
