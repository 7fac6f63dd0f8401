"""Sequences, tiles, folders and point caches: which files a reference stands for."""

from __future__ import annotations

import itertools
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flamenco_client.core.cancel import CancelToken
from flamenco_client.submission.packing.expanders import Expansion, folder_listing
from flamenco_client.submission.packing.expanders.expander import Expander
from flamenco_client.submission.packing.expanders.sequences import merge
from flamenco_client.tests.unit.submission.helpers import asset
from flamenco_client.tests.unit.submission.packing.expanders.conftest import Expand, Write


def names(found: Expansion) -> list[str]:
    return [Path(path).name for path in found.files]


def missing(found: Expansion) -> list[tuple[str, str]]:
    return [(Path(lack.path).name, lack.why) for lack in found.missing]


class TestFrames:
    """Files that differ in the last number of their name."""

    @pytest.mark.parametrize(
        ("path", "there", "expected"),
        [
            ("s_0001.exr", ["s_0001.exr", "s_0010.exr", "s_10.exr", "s_00010.exr", "s_10000.exr"], [0, 1, 4]),
            ("s9.exr", ["s9.exr", "s10.exr", "s010.exr", "sx.exr"], [0, 1]),
            ("v2_s01_left.exr", ["v2_s01_left.exr", "v2_s02_left.exr", "v3_s01_left.exr", "v2_s02_right.exr"], [0, 1]),
            ("01", ["01", "02", "3"], [0, 1]),
            ("s_0001.exr", ["s_0001.exr", "s_-0001.exr", "s_0000.exr"], [2, 0]),
            ("s٣1.exr", ["s٣1.exr", "s٣2.exr", "s٤1.exr", "s1٣.exr"], [0, 1]),
            ("s.1.2.exr", ["s.1.2.exr", "s.2.2.exr", "s.1.3.exr"], [0, 2]),
            ("shot#[1]*_1.png", ["shot#[1]*_1.png", "shot#[1]*_2.png", "shot#1*_2.png"], [0, 1]),
        ],
    )
    def test_all_existing_frames(
        self, expand: Expand, write: Write, path: str, there: list[str], expected: list[int]
    ) -> None:
        """The files that Blender would open for some frame are found, in order of the frames, and no others."""
        for name in there:
            write(f"d/{name}")
        found = expand(write(f"d/{path}"), spread="frames")
        assert names(found) == [there[index] for index in expected]
        assert found.missing == []

    @pytest.mark.parametrize(
        ("path", "name"),
        [("{}" * 40, "1" * 200), ("{}1" * 40, "1a" * 90 + "1"), ("{}a" * 40, "1a" * 90), ("{}1" * 40, "1" * 200)],
    )
    def test_many_computed_parts(self, expand: Expand, write: Write, path: str, name: str) -> None:
        """A name with many computed parts is compared without going back, and the files are found all the same."""
        file = write(f"d/{name}.vdb")
        write("d/" + "1" * 200 + ".abc")
        assert names(expand(file.with_name(f"{path}.vdb"), spread="computed")) == [file.name]

    @pytest.mark.parametrize(("optional", "last", "told"), [(True, 9, "4-5"), (True, 4, ""), (False, 9, "")])
    def test_gap_in_an_optional_sequence(
        self, expand: Expand, write: Write, optional: bool, last: int, told: str
    ) -> None:
        """Files missing between others are a remark: of an Alembic sequence no first and last file is known."""
        for number in (2, 3, 6):
            path = write(f"c_{number}.abc")
        found = expand(path, spread="frames", frames=((1, last),), optional=optional)
        assert [notice.id for notice in found.notices] == (["sequence-gap"] if told else [])
        assert all(told in notice.text for notice in found.notices)

    def test_only_used_frames(self, expand: Expand, write: Write) -> None:
        """Runs may overlap, touch and come in any order; reversed ones are ignored."""
        for number in range(1, 21):
            write(f"s_{number:03d}.png")
        path = write("s_001.png").with_name("s_999.png")
        found = expand(path, spread="frames", frames=((9, 10), (2, 3), (3, 5), (8, 7)))
        assert names(found) == [f"s_{number:03d}.png" for number in (2, 3, 4, 5, 9, 10)]
        assert found.missing == []

    @pytest.mark.parametrize(
        ("runs", "why"),
        [
            (((1, 5),), "frame 3 is missing"),
            (((1, 7),), "frames 3, 6-7 are missing"),
            (((0, 2**40),), "frames 0, 3, 6-1899, 1901-1099511627776 are missing"),
            (
                tuple((100 * run, 100 * run) for run in range(20)),
                "frames 0, 100, 200, 300, 400, 500, 600, 700, ... are missing",
            ),
        ],
    )
    def test_missing_frames(self, expand: Expand, write: Write, runs: tuple[tuple[int, int], ...], why: str) -> None:
        """One line lists the missing frames, however many; the others are uploaded."""
        for number in (1, 2, 4, 5, 1900):
            write(f"s_{number}.png")
        assert missing(expand(write("s_1.png"), spread="frames", frames=runs)) == [("s_1.png", why)]

    @pytest.mark.parametrize("path", ["gone/s_1.png", "s_1.png/s_1.png", "none_1.png"])
    def test_no_frames(self, expand: Expand, write: Write, tmp_path: Path, path: str) -> None:
        """A sequence without any files is reported in one line."""
        write("s_1.png")
        found = expand(tmp_path / path, spread="frames", frames=((5, 9),))
        assert (found.files, [why for _, why in missing(found)]) == ([], ["no matching files found"])

    def test_name_without_number(self, expand: Expand, write: Write) -> None:
        """A name without a number stands for that one file."""
        assert names(expand(write("still.png"), spread="frames", frames=((1, 9),))) == ["still.png"]

    def test_folder_without_permission(self, expand: Expand, open_to_all: Path, nobody: None) -> None:
        """A sequence in a folder without permission is reported as unreadable, not as missing."""
        (lack,) = expand(open_to_all / "closed" / "s_1.png", spread="frames").missing
        assert (lack.why, lack.absent) == ("permission denied", False)

    @given(st.lists(st.tuples(st.integers(-9, 30), st.integers(-9, 30)), max_size=8))
    def test_merged_runs(self, runs: list[tuple[int, int]]) -> None:
        """Merged runs have the same numbers, in order, with gaps between them; negative numbers become 0."""
        merged = merge(runs)
        numbers = {max(0, number) for first, last in runs for number in range(first, last + 1)}
        assert {number for first, last in merged for number in range(first, last + 1)} == numbers
        assert all(one[1] + 1 < other[0] for one, other in itertools.pairwise(merged))


class TestTiles:
    """Images in tiles."""

    @pytest.mark.parametrize(
        ("path", "there", "expected"),
        [
            ("t.<UDIM>.png", ["t.1001.png", "t.1100.png", "t.10010.png", "t.101.png", "t.1001.jpg", "t.10a1.png"], 2),
            ("<UDIM>", ["1001", "1002", "10010"], 2),
            ("t_<UVTILE>.png", ["t_u1_v1.png", "t_u10_v2.png", "t_u1v1.png", "t_1001.png"], 2),
            ("a(<UDIM>)[x].png", ["a(1001)[x].png", "a(1002)[x].png", "a1003x.png"], 2),
        ],
    )
    def test_existing_tiles(
        self, expand: Expand, write: Write, tmp_path: Path, path: str, there: list[str], expected: int
    ) -> None:
        """The existing tiles are found, and no others."""
        for name in there:
            write(name)
        assert sorted(names(expand(tmp_path / path, spread="tiles"))) == sorted(there[:expected])

    @pytest.mark.parametrize("token", ["<udim>", "<Udim>", "<uvtile>"])
    def test_tokens_in_lower_case(self, expand: Expand, write: Write, tmp_path: Path, token: str) -> None:
        """Blender accepts the tokens in capitals only: in lower case they are part of a name."""
        write("t.1001.png")
        assert names(expand(tmp_path / f"t.{token}.png", spread="tiles")) == [f"t.{token}.png"]

    def test_only_used_tiles(self, expand: Expand, write: Write, tmp_path: Path) -> None:
        """If the tiles of an image are known, only these are uploaded, and missing ones are reported."""
        for name in ("t.1001.png", "t.1002.png", "v_u1_v1.png", "v_u2_v2.png"):
            write(name)
        found = expand(tmp_path / "t.<UDIM>.png", spread="tiles", frames=((1002, 1003),))
        assert names(found) == ["t.1002.png"]
        assert missing(found) == [("t.<UDIM>.png", "missing tiles: 1003")]
        assert names(expand(tmp_path / "v_<UVTILE>.png", spread="tiles", frames=((1012, 1012),))) == ["v_u2_v2.png"]


class TestFolders:
    """Everything below a folder."""

    def test_nested_folders(self, expand: Expand, write: Write, tmp_path: Path) -> None:
        """All files below a folder are found, in order, also hidden ones; the folders keep their relative paths."""
        for name in ("c/b.vdb", "c/a/2.vdb", "c/a/1.vdb", "c/.hidden"):
            write(name)
        found = expand(tmp_path / "c", spread="folder")
        assert [os.path.relpath(path, tmp_path) for path in found.files] == [
            "c/.hidden",
            "c/b.vdb",
            "c/a/1.vdb",
            "c/a/2.vdb",
        ]
        assert found.together == [(str(tmp_path / "c"), str(tmp_path / "c" / "a"))]

    def test_links(self, expand: Expand, write: Write, tmp_path: Path) -> None:
        """Links are followed to files and folders, never in loops; a broken link counts as a file."""
        write("store/x.vdb")
        write("c/a.vdb")
        (tmp_path / "c" / "up").symlink_to("..")
        (tmp_path / "c" / "self").symlink_to(".")
        (tmp_path / "c" / "loop").symlink_to("loop")
        (tmp_path / "c" / "to").symlink_to("../store")
        found = expand(tmp_path / "c", spread="folder")
        assert sorted(os.path.relpath(path, tmp_path / "c") for path in found.files) == [
            "a.vdb",
            "loop",
            "to/x.vdb",
            "up/store/x.vdb",
        ]

    def test_ladder_of_links(
        self, expand: Expand, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Nested links that double the number of files at each level are cut off, with a warning."""
        monkeypatch.setattr(folder_listing, "MOST_FILES", 500)
        write("f0/a.vdb")
        for step in range(1, 40):
            (tmp_path / f"f{step}").mkdir()
            for side in "lr":
                (tmp_path / f"f{step}" / side).symlink_to(f"../f{step - 1}")
        found = expand(tmp_path / "f39", spread="folder")
        assert len(found.files) == 500
        assert "more than 500 files" in found.notices[0].text

    def test_folders_nested_too_deeply(
        self, expand: Expand, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Folders are read down to a maximum depth, with a warning."""
        monkeypatch.setattr(folder_listing, "DEEPEST", 3)
        write("c/1/2/3/4/a.vdb")
        write("c/1/2/b.vdb")
        found = expand(tmp_path / "c", spread="folder")
        assert names(found) == ["b.vdb"]
        assert "nested too deeply" in found.notices[0].text

    def test_path_that_is_not_a_folder(self, expand: Expand, write: Write, tmp_path: Path) -> None:
        """A file, a pipe, a missing folder and an empty folder are each reported with their reason."""
        os.mkfifo(tmp_path / "pipe")
        (tmp_path / "empty").mkdir()
        (tmp_path / "loop").symlink_to("loop")
        (tmp_path / "lost").symlink_to("nowhere")
        write("file")
        found = [expand(tmp_path / name, spread="folder") for name in ("file", "pipe", "gone", "empty", "loop", "lost")]
        assert [(missing(each)[0][1], each.missing[0].absent) for each in found] == [
            ("is not a folder", False),
            ("is not a folder", False),
            ("not found", True),
            ("is an empty folder", True),
            ("Too many levels of symbolic links", False),
            ("not found", True),
        ]

    @pytest.mark.parametrize("path", ["/", os.path.expanduser("~"), os.path.dirname(os.path.expanduser("~"))])
    def test_drive_or_home_folder(self, expand: Expand, path: str) -> None:
        """A drive or a home folder is reported and not read: it is certainly not a cache."""
        found = expand(path, spread="folder")
        assert (found.files, found.missing[0].why) == ([], "is a drive or a home folder")

    def test_inner_folder_without_permission(self, expand: Expand, open_to_all: Path, nobody: None) -> None:
        """An inner folder without permission is reported; the other files are uploaded."""
        found = expand(open_to_all, spread="folder")
        assert names(found) == ["secret.png"]
        assert missing(found) == [("closed", "permission denied")]


class TestPointCaches:
    """Files of one simulation in a folder."""

    def test_files_of_one_cache(self, expand: Expand, write: Write, tmp_path: Path) -> None:
        """The files of one cache are found, for all frames and indices, but no other files in the folder."""
        mine = ["cloth_000001_00.bphys", "cloth_000250_01.bphys", "cloth_-00001_00.bphys", "cloth_000003.ptcache"]
        for name in (
            *mine,
            "cloth2_000001_00.bphys",
            "cloth_1_00.bphys",
            "cloth_000001_00.txt",
            "my cloth_000001_00.bphys",
        ):
            write(f"blendcache_x/{name}")
        found = expand(tmp_path / "blendcache_x", spread="point_cache", stem="cloth")
        assert sorted(names(found)) == sorted(mine)

    def test_stem_with_special_characters(self, expand: Expand, write: Write, tmp_path: Path) -> None:
        """The stem is a name, not a pattern; a cache without a name uses the object's name in hexadecimal digits."""
        for name in ("a.*_000001_00.bphys", "ab_000001_00.bphys", "43756265_000001_00.bphys"):
            write(f"c/{name}")
        assert names(expand(tmp_path / "c", spread="point_cache", stem="a.*")) == ["a.*_000001_00.bphys"]
        assert names(expand(tmp_path / "c", spread="point_cache", stem="43756265")) == ["43756265_000001_00.bphys"]

    def test_no_files_of_the_cache(self, expand: Expand, write: Write, tmp_path: Path) -> None:
        """A missing folder, and a folder without files of the cache, are reported."""
        write("c/other_000001_00.bphys")
        assert missing(expand(tmp_path / "gone", spread="point_cache", stem="a")) == [("gone", "not found")]
        assert missing(expand(tmp_path / "c", spread="point_cache", stem="a")) == [("c", "no matching files found")]


@pytest.mark.parametrize(
    ("folder", "ids"), [("film", ["wide-cache"]), ("film/shots", ["wide-cache"]), ("film/shots/c", [])]
)
def test_cache_in_the_folder_of_the_blend(tmp_path: Path, folder: str, ids: list[str]) -> None:
    """A cache folder set to the file's own folder or the project's sends everything below: the user is told."""
    (tmp_path / "film/shots/c").mkdir(parents=True)
    blend = tmp_path / "film/shots/shot.blend"
    blend.touch()
    cache = asset(tmp_path / folder, kind="cache", spread="folder", owner_file=str(blend))

    found = Expander(CancelToken()).expand(cache, cache.path)
    assert [notice.id for notice in found.notices] == ids


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="needs /proc")
@pytest.mark.parametrize("folder", ["/proc", "/proc/self", "/dev/shm/..", "link"])
def test_a_folder_of_the_system(expand: Expand, tmp_path: Path, folder: str) -> None:
    """A folder that the operating system makes up is not walked, also not through a link."""
    (tmp_path / "link").symlink_to("/proc")
    found = expand(str(tmp_path / "link") if folder == "link" else os.path.normpath(folder), spread="folder")
    assert found.files == []
    assert [lack.absent for lack in found.missing] == [False]
