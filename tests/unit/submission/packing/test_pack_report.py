"""What a pack reports besides its files: similar names, shared, excluded, extra and large files, collisions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from flamenco_client.submission.packing.pack import Pack
from flamenco_client.submission.snapshot import AssetReference
from flamenco_client.tests.unit.submission.conftest import Planner
from flamenco_client.tests.unit.submission.helpers import write


def places(pack: Pack) -> list[str]:
    return [file.path_in_pack for file in pack.files[1:]]


class TestAlike:
    """A missing file and an existing one that differs in case or accents: other systems take them for one."""

    def why(self, planned: Planner, reference: AssetReference) -> str:
        (missing,) = planned(reference).missing
        return missing.why

    def test_file_name(self, planned: Planner, owned: Callable[..., AssetReference], tmp_path: Path) -> None:
        """Another case, also in the names of folders, and another form of accents are found."""
        there = write(tmp_path / "studio" / "Textures" / "W\N{LATIN SMALL LETTER O WITH DIAERESIS}d.PNG")
        for name in (
            "textures/W\N{LATIN SMALL LETTER O WITH DIAERESIS}d.png",
            "TEXTURES/Wo\N{COMBINING DIAERESIS}d.png",
        ):
            why = self.why(planned, owned(tmp_path / "studio" / name))
            assert why == f"not found; {there} exists, but differs in case or accents"

    def test_folder_name(self, planned: Planner, owned: Callable[..., AssetReference], tmp_path: Path) -> None:
        """If only the folder exists, the folder is reported, also for sequences and tiles."""
        there = write(tmp_path / "Tex" / "other.png").parent
        for reference in (
            owned(tmp_path / "tex" / "a.png"),
            owned(tmp_path / "tex" / "a_0001.png", spread="frames", frames=((1, 2),)),
            owned(tmp_path / "tex" / "a.<UDIM>.png", spread="tiles"),
        ):
            assert self.why(planned, reference).endswith(f"; {there} exists, but differs in case or accents")

    def test_no_similar_name(self, planned: Planner, owned: Callable[..., AssetReference], tmp_path: Path) -> None:
        """No name is suggested if none is similar, for a broken link, or for a sequence that exists in part."""
        write(tmp_path / "a_0001.png")
        (tmp_path / "link.png").symlink_to("nowhere")
        for reference in (
            owned(tmp_path / "gone" / "b.png"),
            owned(tmp_path / "b.png"),
            owned(tmp_path / "link.png"),
            owned(tmp_path / "a_0001.png", spread="frames", frames=((1, 2),)),
            owned(tmp_path.joinpath(*["deep"] * 1500, "b.png")),
        ):
            assert "exists" not in self.why(planned, reference)


class TestShared:
    """Files that workers see under the same path."""

    def test_absolute_reference_is_not_uploaded(
        self, planned: Planner, owned: Callable[..., AssetReference], tmp_path: Path
    ) -> None:
        """An absolute reference into a shared folder is neither uploaded nor rewritten; its users are listed."""
        stone = write(tmp_path / "nas" / "lib" / "stone.png")
        reference = owned(stone, str(stone))
        pack = planned(reference, reference, shared_folders=(str(tmp_path / "nas") + "/",))
        assert places(pack) == []
        assert [(left.path, left.used_by) for left in pack.shared] == [(str(stone), ('Image "Wood" in shot.blend',))]
        assert (pack.unresolved, pack.missing, pack.outside) == ((), (), ())

    def test_relative_reference_is_uploaded(
        self, planned: Planner, owned: Callable[..., AssetReference], tmp_path: Path
    ) -> None:
        """A relative reference into a shared folder is uploaded: it would not resolve on the farm."""
        stone = write(tmp_path / "nas" / "stone.png")
        pack = planned(owned(stone, "//../../nas/stone.png"), shared_folders=(str(tmp_path / "nas"),))
        assert len(places(pack)) == 1
        assert pack.shared == ()
        assert len(pack.unresolved) == 1

    def test_missing_file(self, planned: Planner, owned: Callable[..., AssetReference], tmp_path: Path) -> None:
        """Missing files and frames in a shared folder are reported: they are missing for workers as well."""
        write(tmp_path / "nas" / "s_1.png")
        frames = owned(
            tmp_path / "nas" / "s_1.png", str(tmp_path / "nas" / "s_1.png"), spread="frames", frames=((1, 2),)
        )
        gone = owned(tmp_path / "nas" / "gone.png", str(tmp_path / "nas" / "gone.png"))
        pack = planned(frames, gone, shared_folders=(str(tmp_path / "nas"),))
        assert [entry.why for entry in pack.missing] == ["frame 2 is missing", "not found"]

    def test_relative_references_of_a_library(
        self, planned: Planner, owned: Callable[..., AssetReference], tmp_path: Path
    ) -> None:
        """Relative references of a shared library are not uploaded, also through libraries of libraries."""
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
        assert str(lib) in notice.text
        assert str(elsewhere) in notice.text

    def test_usd_file(
        self, planned: Planner, owned: Callable[..., AssetReference], project: Path, tmp_path: Path
    ) -> None:
        """An absolute reference of a USD file into a shared folder is not uploaded; others are, with a warning."""
        chars = write(tmp_path / "nas" / "chars.usda", b"#usda 1.0\n@./skin.png@")
        write(tmp_path / "nas" / "skin.png")
        stone = write(tmp_path / "else" / "stone.png")
        set_ = write(project / "set.usda", f"#usda 1.0\n@{chars}@ @{stone}@ @{tmp_path}/nas/gone.png@".encode())
        pack = planned(owned(set_, "//../set.usda", spread="usd"), shared_folders=(str(tmp_path / "nas"),))
        assert [place.rpartition("/")[2] for place in places(pack)] == ["set.usda", "stone.png"]
        assert [left.path for left in pack.shared] == [str(chars)]
        assert [Path(entry.path).name for entry in pack.missing] == ["gone.png"]
        (notice,) = pack.notices
        assert f"set.usda contains absolute paths (1, such as {stone})" in notice.text

    def test_usd_files_in_two_folders(
        self, planned: Planner, owned: Callable[..., AssetReference], project: Path, tmp_path: Path
    ) -> None:
        """USD files from outside keep their relative paths; one in the project that refers outside causes a warning."""
        geo = write(tmp_path / "else" / "geo" / "a.usda", b"#usda 1.0\n@../tex/a.png@")
        write(tmp_path / "else" / "tex" / "a.png")
        outside = planned(owned(geo, str(geo), spread="usd"))
        assert [place.split("/", 2)[2] for place in places(outside)] == ["geo/a.usda", "tex/a.png"]
        assert outside.notices == ()
        inside = write(project / "b.usda", b"#usda 1.0\n@../else/geo/a.usda@")
        (notice,) = planned(owned(inside, "//../b.usda", spread="usd")).notices
        assert "Choose a project folder that contains both" in notice.text

    def test_library_with_a_relative_reference(
        self, planned: Planner, owned: Callable[..., AssetReference], tmp_path: Path
    ) -> None:
        """A library in a shared folder with a relative reference is uploaded together with its files."""
        lib, tex = write(tmp_path / "nas" / "lib.blend"), write(tmp_path / "nas" / "a.png")
        pack = planned(
            owned(lib, "//../../nas/lib.blend", kind="library"),
            owned(tex, "//a.png", owner_file=str(lib)),
            shared_folders=(str(tmp_path / "nas"), "relative", "a\0b"),
        )
        assert [place.rpartition("/")[2] for place in places(pack)] == ["lib.blend", "a.png"]


class TestChoices:
    """The user's choices: excluded files, extra files and the limit for large files."""

    def test_exclude(
        self, planned: Planner, owned: Callable[..., AssetReference], project: Path, tmp_path: Path
    ) -> None:
        """Files that match a glob are not uploaded, not missing and not rewritten; the glob is reported."""
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
        """Extra files and folders are uploaded, missing ones are reported; one with a reference is not extra."""
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
        """Files above the limit are listed; without a limit none are."""
        wood = owned(project / "tex" / "wood.png")
        assert [file.size for file in planned(wood, large_bytes=4000).large] == [10247]
        assert [file.size for file in planned(wood, large_bytes=3999).large] == [10247, 4000]
        assert planned(wood).large == ()


def test_project_with_a_folder_of_the_reserved_name(
    planned: Planner, owned: Callable[..., AssetReference], project: Path, tmp_path: Path
) -> None:
    """A project with a folder of the reserved name keeps it, and no two files get the same path."""
    write(project / "_outside_project" / "a.png")
    stone = write(tmp_path / "else" / "a.png")
    pack = planned(owned(project / "_outside_project" / "a.png"), owned(stone))
    assert places(pack)[0] == "_outside_project/a.png"
    assert places(pack)[1].startswith("_outside_project_2/")


def test_case_collisions(planned: Planner, owned: Callable[..., AssetReference], project: Path) -> None:
    """Names that differ only in case or in the form of accents are reported as pairs, but not links to one file."""
    names = ["wood.png", "Wood.png", "caf\u00e9.png", "cafe\u0301.png", "WOOD.png"]
    for name in names[1:4]:
        write(project / "tex" / name)
    (project / "tex" / "WOOD.png").symlink_to("wood.png")
    pack = planned(*(owned(project / "tex" / name) for name in names))
    assert pack.case_collisions == (("tex/wood.png", "tex/Wood.png"), ("tex/caf\u00e9.png", "tex/cafe\u0301.png"))
    assert len(pack.files) == 6
