"""Planning of the pack."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from flamenco_client.core.cancel import CancelToken
from flamenco_client.core.errors import Cancelled
from flamenco_client.submission.packing.pack import Pack
from flamenco_client.submission.packing.pack_warnings import about_sent
from flamenco_client.submission.packing.plan import relative_files
from flamenco_client.submission.packing.project_root import find_project_root
from flamenco_client.submission.snapshot import BlendSource, JobSnapshot
from flamenco_client.tests.support.planning import plan
from flamenco_client.tests.unit.submission.helpers import asset

WithAssets = Callable[..., JobSnapshot]


def planned(snapshot: JobSnapshot, cancel: CancelToken | None = None) -> Pack:
    assert snapshot.blend
    root = find_project_root(snapshot.blend.path, snapshot.project_root, relative_files(snapshot.assets))
    return plan(snapshot, snapshot.blend, root, cancel=cancel or CancelToken())


def places(pack: Pack) -> list[str]:
    return [file.path_in_pack for file in pack.files]


def test_project_layout(offline: JobSnapshot, project: Path) -> None:
    """The .blend comes first, every file has its path in the project and its size, and there are no warnings."""
    pack = planned(offline)
    assert places(pack) == ["shots/shot.blend", "tex/wood.png"]
    assert pack.blend_path_in_pack == "shots/shot.blend"
    assert [file.size for file in pack.files] == [10247, 4000]
    assert pack.size == 14247
    assert (pack.missing, pack.outside, pack.absolute, list(about_sent(pack))) == ((), (), (), [])


def test_unsaved_changes(offline: JobSnapshot, tmp_path: Path) -> None:
    """The copy with the unsaved changes is uploaded under the name of the artist's file."""
    copy = tmp_path / "copy.blend"
    copy.write_bytes(b"changed")
    assert offline.blend
    pack = planned(replace(offline, blend=replace(offline.blend, copy=str(copy))))
    assert (pack.files[0].source, pack.files[0].path_in_pack) == (str(copy), "shots/shot.blend")
    assert pack.files[0].size == 7


def test_one_file_for_many_users(with_assets: WithAssets, project: Path) -> None:
    """A path is uploaded once, however often and however it is written; a reference to the .blend adds nothing."""
    wood = project / "tex" / "wood.png"
    again = f"{project}/shots/../tex/./wood.png"
    blend = project / "shots" / "shot.blend"
    assert places(planned(with_assets(asset(wood), asset(again), asset(wood), asset(blend)))) == [
        "shots/shot.blend",
        "tex/wood.png",
    ]


def test_users(with_assets: WithAssets, project: Path) -> None:
    """Each file lists the references that need it; the .blend has none."""
    wood = project / "tex" / "wood.png"
    one, two = asset(wood, owner='Image "A"'), asset(wood, owner='Image "B"')
    pack = planned(with_assets(one, two))
    assert [file.users for file in pack.files] == [(), (one, two)]
    assert pack.files[1].used_by == ('Image "A" in shot.blend', 'Image "B" in shot.blend')


def test_missing(with_assets: WithAssets, project: Path) -> None:
    """A missing file is reported once, with all its users, and the other files are uploaded."""
    gone = project / "tex" / "gone.png"
    pack = planned(
        with_assets(asset(gone, owner='Image "A"'), asset(gone, owner='Image "B"'), asset(gone, owner='Image "A"'))
    )
    (missing,) = pack.missing
    assert (missing.path, missing.why) == (str(gone), "not found")
    assert missing.used_by == ('Image "A" in shot.blend', 'Image "B" in shot.blend')
    assert places(pack) == ["shots/shot.blend"]
    assert "gone.png (not found)" in next(about_sent(pack)).text


def test_special_files(with_assets: WithAssets, project: Path) -> None:
    """Folders, pipes, sockets, devices and loops of links are reported, and opening them never blocks."""
    os.mkfifo(project / "pipe")
    (project / "loop").symlink_to(project / "loop")
    (project / "gone").symlink_to(project / "nowhere")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(project / "socket"))
        names = ["tex", "pipe", "socket", "loop", "gone"]
        pack = planned(with_assets(*(asset(project / name) for name in names), asset("/dev/null"), asset("//odd.png")))
    assert places(pack) == ["shots/shot.blend"]
    assert [entry.why for entry in pack.unreadable] == [
        "is a folder",
        "is a named pipe",
        "is a socket",
        "Too many levels of symbolic links",
        "is a device",
    ]
    assert [(os.path.basename(entry.path), entry.why) for entry in pack.missing] == [
        ("gone", "not found"),
        ("odd.png", "not found"),
    ]


@pytest.mark.parametrize("path", ["relative.png", "a\0b.png", "/p/a\0b.png", "/" + "x" * 300])
def test_odd_paths(with_assets: WithAssets, path: str) -> None:
    """A path that no system can open is reported as missing."""
    pack = planned(with_assets(asset(path)))
    assert [entry.path for entry in pack.missing] == [path]


def test_unreadable(with_assets: WithAssets, open_to_all: Path, nobody: None) -> None:
    """A file without read permission is reported as unreadable, and so is one in a folder without permission."""
    pack = planned(with_assets(asset(open_to_all / "secret.png"), asset(open_to_all / "closed" / "a.png")))
    assert [entry.why for entry in pack.unreadable] == ["permission denied", "permission denied"]
    assert pack.unavailable == pack.unreadable
    assert "permission denied" in next(about_sent(pack)).text


def test_name_that_is_not_utf8(with_assets: WithAssets, project: Path) -> None:
    """A file whose name is not UTF-8 is reported: the protocol cannot transfer its name."""
    path = os.fsdecode(os.fsencode(project) + b"/tex/caf\xe9.png")
    Path(path).write_bytes(b"x")
    assert [entry.why for entry in planned(with_assets(asset(path))).unreadable] == ["has a name that is not UTF-8"]


@pytest.mark.parametrize(
    "name",
    [
        "a b.png",
        "quo'te\".png",
        "50%.png",
        "#1.png",
        "🎬.png",
        "שלום.png",
        "cafe\u0301.png",
        "café.png",
        "new\nline.png",
        "x" * 251 + ".png",
    ],
)
def test_names_stay_as_they_are(with_assets: WithAssets, project: Path, name: str) -> None:
    """Every valid name is kept unchanged."""
    (project / "tex" / name).write_bytes(b"x")
    assert places(planned(with_assets(asset(project / "tex" / name))))[1] == f"tex/{name}"


def test_symbolic_link(with_assets: WithAssets, project: Path, tmp_path: Path) -> None:
    """A link is uploaded under its own name with the content of its target."""
    (tmp_path / "store.png").write_bytes(b"content")
    (project / "tex" / "link.png").symlink_to(tmp_path / "store.png")
    pack = planned(with_assets(asset(project / "tex" / "link.png")))
    assert (pack.files[1].path_in_pack, pack.files[1].size) == ("tex/link.png", 7)


def test_outside(with_assets: WithAssets, project: Path, tmp_path: Path) -> None:
    """A file outside the project is uploaded to a separate folder, with a warning that its path does not resolve."""
    (tmp_path / "elsewhere").mkdir()
    stone = tmp_path / "elsewhere" / "stone.png"
    stone.write_bytes(b"x")
    pack = planned(with_assets(asset(stone, str(stone), owner_file=str(project / "shots" / "shot.blend"))))
    assert pack.outside == (str(stone),)
    assert places(pack)[1].startswith("_outside_project/")
    assert places(pack)[1].endswith("/stone.png")
    (warning,) = about_sent(pack)
    assert str(stone) in warning.text


def test_absolute_reference(with_assets: WithAssets, project: Path) -> None:
    """A file of the project with an absolute reference is uploaded, with a warning that the path does not resolve."""
    wood = project / "tex" / "wood.png"
    absolute = asset(wood, str(wood), owner_file=str(project / "shots" / "shot.blend"))
    (warning,) = about_sent(planned(with_assets(absolute)))
    assert "do not resolve on the farm" in warning.text


def test_path_without_an_owner(with_assets: WithAssets, project: Path) -> None:
    """A path from ``bpy.utils.blend_paths`` causes no warning: how it is written is not known."""
    wood = project / "tex" / "wood.png"
    assert list(about_sent(planned(with_assets(asset(wood, str(wood), owner=""))))) == []


def test_case_collision(with_assets: WithAssets, project: Path) -> None:
    """Names that differ only in case are both uploaded, with a warning."""
    (project / "tex" / "Wood.png").write_bytes(b"other")
    pack = planned(with_assets(asset(project / "tex" / "wood.png"), asset(project / "tex" / "Wood.png")))
    assert places(pack)[1:] == ["tex/wood.png", "tex/Wood.png"]
    assert "differ only in case" in next(about_sent(pack)).text


def test_accents_in_two_forms(with_assets: WithAssets, project: Path) -> None:
    """Names that only macOS takes for one have nothing to do with case, and the warning does not say so."""
    names = ["caf\u00e9.png", "cafe\u0301.png"]
    for name in names:
        (project / "tex" / name).write_bytes(name.encode())
    pack = planned(with_assets(*(asset(project / "tex" / name) for name in names)))
    text = next(about_sent(pack)).text
    assert "how accents are stored" in text
    assert "case" not in text


def test_tiles_and_sequences(with_assets: WithAssets, project: Path) -> None:
    """Tiles and sequences stand for all files that match, and for no others."""
    names = ["t.1001.png", "t.1002.png", "t.10.png", "t.1001.jpg", "s_0001.exr", "s_0002.exr", "s_x.exr", "v_u1_v2.png"]
    for name in names:
        (project / "tex" / name).write_bytes(b"x")
    tiles = asset(project / "tex" / "t.<UDIM>.png", spread="tiles")
    other = asset(project / "tex" / "v_<UVTILE>.png", spread="tiles")
    frames = asset(project / "tex" / "s_0002.exr", spread="frames")
    none = asset(project / "nowhere" / "n.<UDIM>.png", spread="tiles")
    pack = planned(with_assets(tiles, other, frames, none))
    assert [place.removeprefix("tex/") for place in places(pack)[1:]] == [
        "t.1001.png",
        "t.1002.png",
        "v_u1_v2.png",
        "s_0001.exr",
        "s_0002.exr",
    ]
    assert [entry.path for entry in pack.missing] == [none.path]


def test_blend_with_a_name_that_is_not_utf8(offline: JobSnapshot, tmp_path: Path) -> None:
    """A .blend whose name is not UTF-8 cannot be packed."""
    path = os.fsdecode(os.fsencode(tmp_path) + b"/\xe9.blend")
    Path(path).write_bytes(b"x")
    with pytest.raises(UnicodeEncodeError):
        planned(replace(offline, blend=BlendSource(path, "", 1, 1)))


def test_cancel(offline: JobSnapshot) -> None:
    """Planning ends when the user cancels."""
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        planned(offline, cancel)
