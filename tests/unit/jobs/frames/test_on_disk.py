"""Frames on disk: there, missing, empty, cut off; and moving them away."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from flamenco_client.jobs.frames import on_disk, player, replace_frames
from flamenco_client.tests.support.manager.playing import picture


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Frames 1 to 6 of a shot: 3 is missing, 4 is empty, 5 is cut off; a video and others' files beside them."""
    found = tmp_path / "shot"
    found.mkdir()
    for number in (1, 2, 4, 5, 6):
        (found / f"{number:06}.png").write_bytes(picture(number))
    (found / "000004.png").write_bytes(b"")
    (found / "000005.png").write_bytes(picture(5)[:-7])
    (found / "preview.mp4").write_bytes(b"video")
    (found / "000001-000006.mp4").write_bytes(b"video")
    (found / "notes 000003.png").write_bytes(b"other")
    return found


def _report(folder: Path, frames: str = "1-6", pattern: str = "######") -> dict[str, Any]:
    return on_disk.report(on_disk.look(f"{folder}/{pattern}"), frames)


def test_what_is_there(folder: Path) -> None:
    """Frames of the job only; the missing, empty and cut-off ones are named."""
    found = _report(folder)
    assert (found["expected"], found["there"], found["missing"]) == (6, 5, "3")
    assert (found["empty"], found["cut"], found["bad"]) == (["000004.png"], ["000005.png"], "4-5")
    assert found["first"].endswith("000001.png")
    assert found["range"] == [1, 6]
    assert found["why"] == ""


def test_the_newest(folder: Path) -> None:
    """By the time of its file, and whole."""
    os.utime(folder / "000002.png", (2_000_000_000, 2_000_000_000))
    os.utime(folder / "000004.png", (2_100_000_000, 2_100_000_000))
    assert _report(folder)["newest"].endswith("000002.png")


@pytest.mark.parametrize("pattern", ["shot_####_v1", "shot_####_v1.png"])
def test_names(tmp_path: Path, pattern: str) -> None:
    """Text may stand before and after the number; higher numbers are longer."""
    for name in ("shot_0001_v1.png", "shot_12345_v1.png", "shot_0002_v2.png"):
        (tmp_path / name).write_bytes(picture(1))
    found = on_disk.look(f"{tmp_path}/{pattern.removesuffix('.png')}")
    assert sorted(found.frames) == [1, 12345]


@pytest.mark.parametrize(
    "path", ["relative/######", "{render}/######", "", "######", "/nowhere/at/all/here/######", "/a\0b/#"]
)
def test_what_cannot_be_seen(path: str) -> None:
    """It says why, and nothing fails."""
    found = on_disk.report(on_disk.look(path), "1-3")
    assert found["why"]
    assert (found["there"], found["missing_count"]) == (0, 3)


def test_nothing_rendered_yet(tmp_path: Path) -> None:
    """A folder that is not there yet beside one that is: nothing was rendered."""
    assert "Nothing was rendered" in on_disk.look(f"{tmp_path}/shot/2026/######").why


def test_odd_frames(folder: Path) -> None:
    """Without the job's frames, what is there counts."""
    assert _report(folder, "not frames")["expected"] == 5
    assert _report(folder, "")["missing"] == ""
    assert on_disk.output_of({"render_output_path": 7}) == ""


def test_move(folder: Path) -> None:
    """Chosen, empty and cut-off files go into a folder beside them; the others stay; nothing is deleted."""
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    done = replace_frames.move(on_disk.look(f"{folder}/######"), "1", ["000004.png", "000005.png", "../../etc/passwd"])
    assert done["moved"] == 3
    moved = {path.name for path in Path(done["to"]).iterdir()}
    assert moved == {"000001.png", "000004.png", "000005.png"}
    after = {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert after == before
    again = replace_frames.move(on_disk.look(f"{folder}/######"), "2")
    assert again["to"] != done["to"]


def test_nothing_to_move(folder: Path) -> None:
    """No folder is made for nothing; a folder that can't be written says so."""
    found = on_disk.look(f"{folder}/######")
    assert replace_frames.move(found, "77")["to"] == ""
    assert replace_frames.move(found, "x")["why"]
    gone = on_disk.Found(str(folder / "gone"), found.frames)
    assert "can't be written" in replace_frames.move(gone, "1-6")["why"]
    assert not list(folder.glob("_replaced*"))


def test_the_player(tmp_path: Path) -> None:
    """The command names all it needs; a program that ends at once or is none is a reason."""
    command = player.arguments("blender", "/r/0001.png", 23.976, 1, 40)
    assert command[1:] == ["-a", "-f", "24", "1", "-s", "1", "-e", "40", os.path.abspath("/r/0001.png")]
    assert not player.play([str(tmp_path / "none")])["started"]
    assert "ended at once" in player.play(["false"])["why"]
