"""References in the pack: where they resolve to, and those that stand for several files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from flamenco_client.core.cancel import CancelToken
from flamenco_client.core.errors import Cancelled
from flamenco_client.core.progress import Progress
from flamenco_client.submission.packing.pack import Pack
from flamenco_client.submission.packing.placed_reference import resolved_place
from flamenco_client.submission.packing.plan import planned, relative_files
from flamenco_client.submission.packing.project_root import find_project_root
from flamenco_client.submission.rewriting.required_changes import new_path
from flamenco_client.submission.snapshot import AssetReference, JobSnapshot
from flamenco_client.tests.unit.submission.conftest import Planner
from flamenco_client.tests.unit.submission.helpers import run, write


def places(pack: Pack) -> list[str]:
    return [file.path_in_pack for file in pack.files[1:]]


class TestReferences:
    """The paths in the pack of both files of each reference."""

    def test_project_and_outside(
        self, planned: Planner, owned: Callable[..., AssetReference], project: Path, tmp_path: Path
    ) -> None:
        """Relative references in the project resolve; absolute ones and those out of the project do not."""
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

    def test_packed_library_in_the_project(
        self, planned: Planner, owned: Callable[..., AssetReference], project: Path, tmp_path: Path
    ) -> None:
        """Data of a packed library resolves from the library's folder, though it is not uploaded and may be missing."""
        tools, near = project / "tools" / "tools.blend", write(project / "tools" / "maps" / "a.png")
        pack = planned(
            owned(tools, "//../tools/tools.blend", kind="library", spread="place"),
            owned(tools, str(tools), kind="library", spread="place"),
            owned(near, "//maps/a.png", packed_from=str(tools)),
            owned(near, str(near), packed_from=str(tools)),
        )
        assert places(pack) == ["tools/maps/a.png"]
        assert (pack.missing, pack.absolute) == ((), (str(near),))
        assert {each.owner_place for each in pack.references} == {"shots/shot.blend"}
        assert pack.unresolved == (pack.references[1], pack.references[3])
        assert new_path("shots/shot.blend", pack.references[1]) == "//../tools/tools.blend"
        assert new_path("shots/shot.blend", pack.references[3]) == "//maps/a.png"

    def test_packed_library_outside(
        self, planned: Planner, owned: Callable[..., AssetReference], project: Path, tmp_path: Path
    ) -> None:
        """Data of a packed library from outside resolves from the library's folder, not from that of the open file.

        If that folder will not exist in the pack, the library counts as beside the .blend, and its paths are rewritten.
        """
        lib, other = tmp_path / "else" / "lib.blend", tmp_path / "more" / "other.blend"
        near, far = write(tmp_path / "else" / "a.png"), write(tmp_path / "tex" / "b.png")
        pack = planned(
            owned(lib, str(lib), kind="library", spread="place"),
            owned(near, "//a.png", packed_from=str(lib)),
            owned(far, "//../tex/b.png", packed_from=str(lib)),
            owned(other, str(other), kind="library", spread="place"),
            owned(far, "//../tex/b.png", packed_from=str(other)),
        )
        inside, outside = places(pack)
        of_lib, of_near, of_far, of_other, of_far_too = pack.references
        assert of_lib.target_place == inside.replace("a.png", "lib.blend")
        assert of_other.target_place == "shots/other.blend"
        assert pack.unresolved == (of_lib, of_far, of_other, of_far_too)
        assert resolved_place(of_lib.target_place, of_near.asset.written) == inside
        assert resolved_place(of_lib.target_place, new_path("shots/shot.blend", of_far)) == outside
        assert resolved_place(of_other.target_place, new_path("shots/shot.blend", of_far_too)) == outside

    def test_packed_library_in_a_shared_folder(
        self, planned: Planner, owned: Callable[..., AssetReference], tmp_path: Path
    ) -> None:
        """Relative references of a packed library in a shared folder are not uploaded if its own path is absolute."""
        lib, near = tmp_path / "nas" / "lib.blend", write(tmp_path / "nas" / "a.png")
        pack = planned(
            owned(lib, str(lib), kind="library", spread="place"),
            owned(near, "//a.png", packed_from=str(lib)),
            shared_folders=(str(tmp_path / "nas"),),
        )
        assert (places(pack), pack.unresolved) == ([], ())

    def test_library_outside(
        self, planned: Planner, owned: Callable[..., AssetReference], tmp_path: Path, project: Path
    ) -> None:
        """A reference of an outside library resolves within its own folder, but not into another one."""
        lib = write(tmp_path / "else" / "lib.blend")
        near, far = write(tmp_path / "else" / "a.png"), write(tmp_path / "else" / "tex" / "b.png")
        pack = planned(
            owned(near, "//a.png", owner_file=str(lib)),
            owned(far, "//tex/b.png", owner_file=str(lib)),
            owned(lib, str(lib), kind="library"),
        )
        assert [each.asset.written for each in pack.unresolved] == ["//tex/b.png", str(lib)]
        assert "else" not in "".join(places(pack))

    def test_sequences_tiles_and_folders(
        self, planned: Planner, owned: Callable[..., AssetReference], project: Path
    ) -> None:
        """Sequences, tiles and folders resolve by the path that represents them."""
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

    def test_path_without_an_owner(self, planned: Planner, owned: Callable[..., AssetReference], project: Path) -> None:
        """A path without an owner is uploaded, but is not a reference that can be rewritten."""
        pack = planned(owned(project / "tex" / "wood.png", owner=""))
        assert places(pack) == ["tex/wood.png"]
        assert (pack.references, pack.extra) == ((), ())

    def test_cache_beside_a_library(
        self, planned: Planner, owned: Callable[..., AssetReference], tmp_path: Path
    ) -> None:
        """A folder ``blendcache_<name>`` stays beside its library: Blender finds it only there."""
        lib = write(tmp_path / "secret" / "lib.blend")
        cache = write(tmp_path / "secret" / "blendcache_lib" / "cloth_000001_00.bphys")
        pack = planned(
            owned(cache.parent, "//blendcache_lib", owner_file=str(lib), spread="point_cache", stem="cloth"),
            owned(lib, str(lib), kind="library"),
        )
        folder = next(place for place in places(pack) if place.endswith("lib.blend")).rpartition("/")[0]
        assert f"{folder}/blendcache_lib/cloth_000001_00.bphys" in places(pack)
        assert "secret" not in folder

    def test_cache_beside_the_open_file(
        self, planned: Planner, owned: Callable[..., AssetReference], tmp_path: Path, project: Path
    ) -> None:
        """If Blender keeps the cache of a library object beside the open file, ``//`` resolves from there."""
        lib = write(tmp_path / "else" / "lib.blend")
        cache = write(project / "shots" / "blendcache_shot" / "cloth_000001_00.bphys").parent
        pack = planned(
            owned(cache, "//blendcache_shot/", owner_file=str(lib), spread="point_cache", stem="cloth"),
            owned(lib, "//../../else/lib.blend", kind="library"),
        )
        assert (pack.references[0].starts_in, pack.references[0].target_place) == ("shots", "shots/blendcache_shot")
        assert pack.unresolved == pack.references[1:]
        assert pack.notices == ()
        # A rewritten path resolves from there, too.
        assert new_path(pack.references[0].owner_place, pack.references[0]) == "//blendcache_shot/"


class TestSets:
    """References that stand for several files."""

    def test_missing_optional_files(
        self, planned: Planner, owned: Callable[..., AssetReference], project: Path
    ) -> None:
        """Missing optional files and empty folders are not reported; existing optional files are uploaded."""
        (project / "empty").mkdir()
        pack = planned(
            owned(project / "gone", spread="folder", optional=True),
            owned(project / "empty", spread="folder", optional=True),
            owned(project / "gone.mp4", optional=True),
            owned(project / "blendcache_x", spread="point_cache", stem="a", optional=True),
            owned(project / "tex" / "wood.png", optional=True),
        )
        assert places(pack) == ["tex/wood.png"]
        assert pack.unavailable == ()

    def test_missing_frames(self, planned: Planner, owned: Callable[..., AssetReference], project: Path) -> None:
        """Missing frames are reported in one line for the sequence; the others are uploaded."""
        for number in (1, 2, 4, 9):
            write(project / "tex" / f"s_{number:04d}.exr")
        first = project / "tex" / "s_0001.exr"
        pack = planned(owned(first, spread="frames", frames=((1, 8),)))
        assert [(entry.path, entry.why) for entry in pack.missing] == [(str(first), "frames 3, 5-8 are missing")]
        assert [place[-8:-4] for place in places(pack)] == ["0001", "0002", "0004"]

    def test_folder_outside(self, planned: Planner, owned: Callable[..., AssetReference], tmp_path: Path) -> None:
        """An outside folder is uploaded with its inner structure, without its own name."""
        for name in ("data/fluid_0001.vdb", "config/config_0001.uni"):
            write(tmp_path / "secret" / name)
        pack = planned(owned(tmp_path / "secret", str(tmp_path / "secret"), spread="folder"))
        folder = pack.references[0].target_place
        assert places(pack) == [f"{folder}/config/config_0001.uni", f"{folder}/data/fluid_0001.vdb"]
        assert "secret" not in folder
        assert folder.count("/") == 1

    def test_folder_that_contains_the_project(
        self, planned: Planner, owned: Callable[..., AssetReference], tmp_path: Path
    ) -> None:
        """A folder that contains the project cannot keep its structure, and a warning says so."""
        write(tmp_path / "cache.vdb")
        pack = planned(owned(tmp_path, str(tmp_path), spread="folder"))
        assert any("only one of these folders is in the project" in notice.text for notice in pack.notices)


class TestRoot:
    """Which relative references make the project's folder wider."""

    def test_tiles_and_frames(self, owned: Callable[..., AssetReference], tmp_path: Path) -> None:
        """Tiles and frames count if their folder exists, because the path itself is not a file."""
        write(tmp_path / "a" / "t.1001.png")
        tiles = owned(tmp_path / "a" / "t.<UDIM>.png", "//../a/t.<UDIM>.png", spread="tiles")
        gone = owned(tmp_path / "b" / "t.<UDIM>.png", "//../b/t.<UDIM>.png", spread="tiles")
        assert [*relative_files((tiles, gone), tiles.owner_file)] == [tiles.path]

    def test_libraries(self, owned: Callable[..., AssetReference], tmp_path: Path) -> None:
        """Files of a library count if the library itself is referenced relatively, also through other libraries."""
        near, inner, far = (write(tmp_path / folder / "lib.blend") for folder in ("near", "inner", "far"))
        textures = [write(path.with_name("a.png")) for path in (near, inner, far)]
        assets = (
            *(owned(path, "//a.png", owner_file=str(path.with_name("lib.blend"))) for path in textures),
            owned(inner, "//../inner/lib.blend", owner_file=str(near), kind="library"),
            owned(near, "//../near/lib.blend", kind="library"),
            owned(far, str(far), kind="library"),
        )
        counted = [*relative_files(assets, assets[-1].owner_file)]
        assert counted == [*map(str, textures[:2]), str(inner), str(near)]


def test_progress_and_cancel(offline: JobSnapshot, project: Path, owned: Callable[..., AssetReference]) -> None:
    """Planning reports the number of files found so far, and the user can cancel."""
    for number in range(600):
        write(project / "cache" / f"{number}.vdb")
    assets = (owned(project / "cache", spread="folder"),)
    snapshot, cancel = replace(offline, assets=assets), CancelToken()
    reports: list[Progress] = []
    assert snapshot.blend
    run(planned(snapshot, snapshot.blend, find_project_root(snapshot.blend.path), cancel=cancel), reports.append)
    assert [progress.files_done for progress in reports] == [251, 501]
    with pytest.raises(Cancelled):
        steps = planned(snapshot, snapshot.blend, find_project_root(snapshot.blend.path), cancel=cancel)
        run(steps, lambda _: cancel.cancel())
