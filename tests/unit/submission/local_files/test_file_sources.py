"""Opening files for upload, and holding the .blend."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from flamenco_client.submission.local_files.file_sources import (
    FileSources,
    HeldBlend,
    NotAFileError,
    open_regular,
    readable,
)


@pytest.fixture
def blend(tmp_path: Path) -> Path:
    path = tmp_path / "a.blend"
    path.write_bytes(b"old content")
    return path


def save_like_blender(path: Path, content: bytes) -> None:
    """Write a new file and rename it over the old one."""
    draft = path.with_suffix(".blend@")
    draft.write_bytes(content)
    os.replace(draft, path)


@pytest.mark.parametrize("by_handle", [True, False])
def test_held_file_keeps_its_content(blend: Path, tmp_path: Path, by_handle: bool) -> None:
    """A held file keeps its content when the artist saves, by handle or by copy."""
    with HeldBlend(str(blend), str(tmp_path / "held"), by_handle=by_handle) as held:
        save_like_blender(blend, b"new")
        sources = FileSources(held, str(blend))
        with sources.open(str(blend)) as file:
            assert file.read() == b"old content"
        assert held.size == 11
    assert not (tmp_path / "held").exists()


def test_readers_have_positions_of_their_own(blend: Path) -> None:
    """Two readers of a held file have separate positions, and seek as files do."""
    with HeldBlend(str(blend), "") as held, held.open() as one, held.open() as two:
        assert one.read(3) == b"old"
        assert two.read(5) == b"old c"
        assert one.seek(-4, os.SEEK_END) == 7
        assert one.read() == b"tent"
        assert one.seek(0) == 0
        assert two.tell() == 5
        assert os.fstat(two.fileno()).st_size == 11


def test_closing_a_reader(blend: Path) -> None:
    """Closing a reader does not close the held file."""
    with HeldBlend(str(blend), "") as held:
        held.open().close()
        with held.open() as file:
            assert file.read() == b"old content"


def test_closed_file(blend: Path) -> None:
    """A closed held file cannot be opened."""
    held = HeldBlend(str(blend), "")
    held.close()
    with pytest.raises(ValueError, match="closed"):
        held.open()


def test_private_copy_fails(blend: Path, tmp_path: Path) -> None:
    """If the private copy cannot be written, an error is raised."""
    with pytest.raises(OSError, match="nowhere"):
        HeldBlend(str(blend), str(tmp_path / "nowhere" / "held"), by_handle=False)


def test_pipe_does_not_block(tmp_path: Path) -> None:
    """A pipe without a writer is rejected at once."""
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(NotAFileError, match="named pipe"):
        open_regular(str(tmp_path / "pipe"))


@pytest.mark.skipif(not os.path.exists("/proc/self/environ"), reason="needs /proc")
@pytest.mark.parametrize("path", ["/proc/self/environ", "/proc/version"])
def test_files_of_the_system(path: str) -> None:
    """What the operating system makes up when it is read is no file of a render."""
    with pytest.raises(NotAFileError, match="belongs to the operating system"):
        readable(path)
