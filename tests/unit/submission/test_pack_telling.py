"""What the plan tells besides the files: shared, excluded, extra, large, twins, and where references lead."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from flamenco_client.farm.cancel import CancelToken
from flamenco_client.submission.pack import Pack, plan
from flamenco_client.submission.project import find_project_root
from flamenco_client.submission.snapshot import AssetReference, FileChoices, JobSnapshot
from flamenco_client.tests.unit.submission.helpers import asset

Planner = Callable[..., Pack]


@pytest.fixture
def planned(offline: JobSnapshot) -> Planner:
    """Plans a job with these references and choices."""

    def make(*assets: AssetReference, **choices: object) -> Pack:
        snapshot = replace(offline, assets=assets, files=FileChoices(**choices))  # type: ignore[arg-type]
        # As it comes out of the pipe: what the plan gets is never the object that Blender's process made.
        snapshot = JobSnapshot.from_message(json.loads(json.dumps(snapshot.as_message())))
        assert snapshot.blend
        return plan(snapshot, snapshot.blend, find_project_root(snapshot.blend.path), cancel=CancelToken())

    return make


@pytest.fixture
def owned(project: Path) -> Callable[..., AssetReference]:
    """A reference of the .blend itself."""
    return lambda path, written="", **more: asset(
        path, written, **{"owner_file": str(project / "shots" / "shot.blend"), **more}
    )


def write(path: Path, content: bytes = b"x") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def places(pack: Pack) -> list[str]:
    return [file.path_in_pack for file in pack.files[1:]]


class TestShared:
    """What the farm sees at the same path."""

    def test_absolute(self, planned: Planner, owned: Callable[..., AssetReference], tmp_path: Path) -> None:
        """An absolute reference below a shared folder is neither sent nor rewritten, and shown with its users."""
        stone = write(tmp_path / "nas" / "lib" / "stone.png")
        reference = owned(stone, str(stone))
        pack = planned(reference, reference, shared_folders=(str(tmp_path / "nas") + "/",))
        assert places(pack) == []
        assert [(left.path, left.used_by) for left in pack.shared] == [(str(stone), ('Image "Wood" in shot.blend',))]
        assert (pack.unresolved, pack.missing, pack.outside) == ((), (), ())

    def test_relative(self, planned: Planner, owned: Callable[..., AssetReference], tmp_path: Path) -> None:
        """A relative one would not lead there from the farm: it is sent."""
        stone = write(tmp_path / "nas" / "stone.png")
        pack = planned(owned(stone, "//../../nas/stone.png"), shared_folders=(str(tmp_path / "nas"),))
        assert len(places(pack)) == 1
        assert pack.shared == ()
        assert len(pack.unresolved) == 1

    def test_missing(self, planned: Planner, owned: Callable[..., AssetReference], tmp_path: Path) -> None:
        """What is not there is told all the same: the farm sees the same nothing; frames, too."""
        write(tmp_path / "nas" / "s_1.png")
        frames = owned(
            tmp_path / "nas" / "s_1.png", str(tmp_path / "nas" / "s_1.png"), spread="frames", frames=((1, 2),)
        )
        gone = owned(tmp_path / "nas" / "gone.png", str(tmp_path / "nas" / "gone.png"))
        pack = planned(frames, gone, shared_folders=(str(tmp_path / "nas"),))
        assert [entry.why for entry in pack.missing] == ["frame 2 is not there", "not found"]

    def test_library(self, planned: Planner, owned: Callable[..., AssetReference], tmp_path: Path) -> None:
        """What a shared library refers to relatively is found there as well, through libraries of libraries."""
        lib, inner = write(tmp_path / "nas" / "lib.blend"), write(tmp_path / "nas" / "sub" / "inner.blend")
        tex = write(tmp_path / "nas" / "tex" / "a.png")
        elsewhere = write(tmp_path / "elsewhere" / "b.png")
        pack = planned(
            owned(tex, "//../tex/a.png", owner_file=str(inner)),
            owned(inner, "//sub/inner.blend", owner_file=str(lib), kind="library"),
            owned(lib, str(lib), kind="library"),
            owned(elsewhere, "//../elsewhere/b.png", owner_file=str(lib)),
            shared_folders=(str(tmp_path / "nas"),),
        )
        assert places(pack) == []
        assert [left.path for left in pack.shared] == [str(tex), str(inner), str(lib)]
        (notice,) = pack.notices
        assert str(lib) in notice
        assert str(elsewhere) in notice

    def test_library_that_is_sent(self, planned: Planner, owned: Callable[..., AssetReference], tmp_path: Path) -> None:
        """A library in a shared folder that is referred to relatively is sent, with what it needs."""
        lib, tex = write(tmp_path / "nas" / "lib.blend"), write(tmp_path / "nas" / "a.png")
        pack = planned(
            owned(lib, "//../../nas/lib.blend", kind="library"),
            owned(tex, "//a.png", owner_file=str(lib)),
            shared_folders=(str(tmp_path / "nas"), "relative", "a\0b"),
        )
        assert [place.rpartition("/")[2] for place in places(pack)] == ["lib.blend", "a.png"]


class TestChoices:
    """What the artist wants."""

    def test_exclude(
        self, planned: Planner, owned: Callable[..., AssetReference], project: Path, tmp_path: Path
    ) -> None:
        """Files that fit a glob are not sent, not missed and not rewritten; the glob is told."""
        names = ["tex/old/a.png", "tex/b.psd", "tex/c.png"]
        assets = [owned(write(project / name), f"//../{name}") for name in names]
        outside = owned(write(tmp_path / "else" / "d.psd"), "//../../else/d.psd")
        gone = owned(project / "tex" / "gone.psd")
        pack = planned(*assets, outside, gone, exclude=("*.psd", "tex/old/", "*.blend"))
        assert places(pack) == ["tex/c.png"]
        assert [(Path(left.path).name, left.why) for left in pack.excluded] == [
            ("a.png", "tex/old/"),
            ("b.psd", "*.psd"),
            ("d.psd", "*.psd"),
            ("gone.psd", "*.psd"),
        ]
        assert (pack.missing, pack.unresolved) == ((), ())

    def test_extra(self, planned: Planner, owned: Callable[..., AssetReference], project: Path, tmp_path: Path) -> None:
        """Files and folders added by hand are sent; one that is not there is told, one that is used is not extra."""
        wood = owned(project / "tex" / "wood.png", "//../tex/wood.png")
        notes, deep = write(project / "notes.psd"), write(tmp_path / "more" / "deep" / "x.txt")
        write(tmp_path / "more" / "y.psd")
        extra = (str(notes), str(tmp_path / "more"), str(tmp_path / "gone"), wood.path, "relative.txt")
        pack = planned(wood, extra=extra, exclude=("*.psd",))
        assert pack.extra == (str(notes), str(deep))
        assert [(entry.path, entry.why, entry.used_by) for entry in pack.missing] == [
            (str(tmp_path / "gone"), "not found", ()),
            ("relative.txt", "is not an absolute path", ()),
        ]
        assert [Path(left.path).name for left in pack.excluded] == ["y.psd"]
        assert len(pack.references) == 1

    def test_large(self, planned: Planner, owned: Callable[..., AssetReference], project: Path) -> None:
        """Files above the limit are named; without a limit none is."""
        wood = owned(project / "tex" / "wood.png")
        assert [file.size for file in planned(wood, large_bytes=4000).large] == [10247]
        assert [file.size for file in planned(wood, large_bytes=3999).large] == [10247, 4000]
        assert planned(wood).large == ()


class TestReferences:
    """Where both ends of each reference lie."""

    def test_places(
        self, planned: Planner, owned: Callable[..., AssetReference], project: Path, tmp_path: Path
    ) -> None:
        """Relative ones in the project resolve, absolute ones and those that leave it do not; each has its places."""
        wood, stone = project / "tex" / "wood.png", write(tmp_path / "else" / "stone.png")
        pack = planned(
            owned(wood, "//../tex/wood.png"),
            owned(wood, str(wood)),
            owned(stone, "//../../else/stone.png"),
            owned(project / "tex" / "gone.png", str(project / "tex" / "gone.png")),
        )
        outside = places(pack)[1]
        assert [(each.owner_place, each.target_place) for each in pack.references] == [
            ("shots/shot.blend", "tex/wood.png"),
            ("shots/shot.blend", "tex/wood.png"),
            ("shots/shot.blend", outside),
            ("shots/shot.blend", ""),
        ]
        assert pack.unresolved == pack.references[1:3]
        assert pack.absolute == (str(wood),)

    def test_library_outside(
        self, planned: Planner, owned: Callable[..., AssetReference], tmp_path: Path, project: Path
    ) -> None:
        """What a library outside refers to in its own folder resolves, in another one it does not."""
        lib = write(tmp_path / "else" / "lib.blend")
        near, far = write(tmp_path / "else" / "a.png"), write(tmp_path / "else" / "tex" / "b.png")
        pack = planned(
            owned(near, "//a.png", owner_file=str(lib)),
            owned(far, "//tex/b.png", owner_file=str(lib)),
            owned(lib, str(lib), kind="library"),
        )
        assert [each.asset.written for each in pack.unresolved] == ["//tex/b.png", str(lib)]
        assert "else" not in "".join(places(pack))

    def test_sets(self, planned: Planner, owned: Callable[..., AssetReference], project: Path) -> None:
        """Sequences, tiles and folders resolve by the path that stands for them."""
        for name in ("tex/s_01.png", "tex/s_02.png", "tex/t.1001.png", "cache/data/1.vdb"):
            write(project / name)
        pack = planned(
            owned(project / "tex" / "s_01.png", "//../tex/s_01.png", spread="frames", frames=((1, 2),)),
            owned(project / "tex" / "t.<UDIM>.png", "//../tex/t.<UDIM>.png", spread="tiles"),
            owned(project / "cache", "//..\\cache\\", spread="folder"),
            owned(project, "//..", spread="folder", optional=True),
            owned(project / "tex" / "t.<UDIM>.png", str(project / "tex" / "t.<UDIM>.png"), spread="tiles"),
        )
        assert [each.target_place for each in pack.references] == [
            "tex/s_01.png",
            "tex/t.<UDIM>.png",
            "cache",
            ".",
            "tex/t.<UDIM>.png",
        ]
        assert pack.unresolved == pack.references[4:]

    def test_nobody_owns_it(self, planned: Planner, owned: Callable[..., AssetReference], project: Path) -> None:
        """A path of which nobody knows how it is written is sent, and is no reference that could be rewritten."""
        pack = planned(owned(project / "tex" / "wood.png", owner=""))
        assert places(pack) == ["tex/wood.png"]
        assert (pack.references, pack.extra) == ((), ())

    def test_cache_beside_a_library(
        self, planned: Planner, owned: Callable[..., AssetReference], tmp_path: Path
    ) -> None:
        """Blender looks for blendcache_<name> beside the file, and nobody can tell it otherwise: it stays there."""
        lib = write(tmp_path / "secret" / "lib.blend")
        cache = write(tmp_path / "secret" / "blendcache_lib" / "cloth_000001_00.bphys")
        pack = planned(
            owned(cache.parent, "//blendcache_lib", owner_file=str(lib), spread="point_cache", stem="cloth"),
            owned(lib, str(lib), kind="library"),
        )
        folder = next(place for place in places(pack) if place.endswith("lib.blend")).rpartition("/")[0]
        assert f"{folder}/blendcache_lib/cloth_000001_00.bphys" in places(pack)
        assert "secret" not in folder


class TestSets:
    """References that stand for several files."""

    def test_optional(self, planned: Planner, owned: Callable[..., AssetReference], project: Path) -> None:
        """Nobody hears of an optional one that is not there, nor of an empty folder; one that is there is sent."""
        (project / "empty").mkdir()
        pack = planned(
            owned(project / "gone", spread="folder", optional=True),
            owned(project / "empty", spread="folder", optional=True),
            owned(project / "gone.mp4", optional=True),
            owned(project / "blendcache_x", spread="point_cache", stem="a", optional=True),
            owned(project / "tex" / "wood.png", optional=True),
        )
        assert places(pack) == ["tex/wood.png"]
        assert pack.lacking == ()

    def test_frames_that_are_missing(
        self, planned: Planner, owned: Callable[..., AssetReference], project: Path
    ) -> None:
        """The frames that are lacking are one line for the sequence; the others are sent."""
        for number in (1, 2, 4, 9):
            write(project / "tex" / f"s_{number:04d}.exr")
        first = project / "tex" / "s_0001.exr"
        pack = planned(owned(first, spread="frames", frames=((1, 8),)))
        assert [(entry.path, entry.why) for entry in pack.missing] == [(str(first), "frames 3, 5-8 are not there")]
        assert [place[-8:-4] for place in places(pack)] == ["0001", "0002", "0004"]

    def test_folder_outside(self, planned: Planner, owned: Callable[..., AssetReference], tmp_path: Path) -> None:
        """A folder outside is sent with its inner structure, without its own name."""
        for name in ("data/fluid_0001.vdb", "config/config_0001.uni"):
            write(tmp_path / "secret" / name)
        pack = planned(owned(tmp_path / "secret", str(tmp_path / "secret"), spread="folder"))
        folder = pack.references[0].target_place
        assert places(pack) == [f"{folder}/config/config_0001.uni", f"{folder}/data/fluid_0001.vdb"]
        assert "secret" not in folder
        assert folder.count("/") == 1

    def test_project_in_a_folder_that_is_sent(
        self, planned: Planner, owned: Callable[..., AssetReference], tmp_path: Path
    ) -> None:
        """A folder of which a part is in the project can't keep its structure, and that is told."""
        write(tmp_path / "cache.vdb")
        pack = planned(owned(tmp_path, str(tmp_path), spread="folder"))
        assert any("only one of these folders is in the project" in notice for notice in pack.notices)


def test_project_has_our_folder(
    planned: Planner, owned: Callable[..., AssetReference], project: Path, tmp_path: Path
) -> None:
    """A project with a folder of our name keeps it, and no two files get one place."""
    write(project / "_outside_project" / "a.png")
    stone = write(tmp_path / "else" / "a.png")
    pack = planned(owned(project / "_outside_project" / "a.png"), owned(stone))
    assert places(pack)[0] == "_outside_project/a.png"
    assert places(pack)[1].startswith("_outside_project_2/")


def test_twins(planned: Planner, owned: Callable[..., AssetReference], project: Path) -> None:
    """Names that differ in case, or in how an accent is made, are told as pairs; links to one file are harmless."""
    names = ["wood.png", "Wood.png", "caf\u00e9.png", "cafe\u0301.png", "WOOD.png"]
    for name in names[1:4]:
        write(project / "tex" / name)
    (project / "tex" / "WOOD.png").symlink_to("wood.png")
    pack = planned(*(owned(project / "tex" / name) for name in names))
    assert pack.twins == (("tex/wood.png", "tex/Wood.png"), ("tex/caf\u00e9.png", "tex/cafe\u0301.png"))
    assert len(pack.files) == 6
