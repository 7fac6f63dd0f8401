"""Files outside of the project never leave unseen, by whatever path they are referred to."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from flamenco_client.core.cancel import CancelToken
from flamenco_client.core.errors import ErrorKind, FarmError
from flamenco_client.submission.local_files.file_sources import FileSources
from flamenco_client.submission.packing.pack import Pack
from flamenco_client.submission.packing.project_root import find_project_root
from flamenco_client.submission.snapshot import AssetReference, FileChoices, JobSnapshot
from flamenco_client.submission.submit import submit
from flamenco_client.tests.support.manager import ManagerServer
from flamenco_client.tests.support.planning import plan
from flamenco_client.tests.unit.submission.helpers import asset, run, source_of


@pytest.fixture
def private(tmp_path: Path) -> Path:
    """A folder that is nobody's business."""
    folder = tmp_path / "private"
    (folder / "deep").mkdir(parents=True)
    for name in ("key.pem", "deep/plan.png"):
        (folder / name).write_text(f"private {name}")
    return folder


def planned(snapshot: JobSnapshot, *assets: AssetReference, widened: bool = False) -> Pack:
    assert snapshot.blend
    relative = [each.path for each in assets] if widened else []
    root = find_project_root(snapshot.blend.path, snapshot.project_root, relative)
    return plan(replace(snapshot, assets=assets), snapshot.blend, root, cancel=CancelToken())


def linked_file(project: Path, private: Path) -> AssetReference:
    (project / "tex" / "grain.png").symlink_to(private / "key.pem")
    return asset(project / "tex" / "grain.png")


def linked_folder(project: Path, private: Path) -> AssetReference:
    (project / "more").symlink_to(private, target_is_directory=True)
    return asset(project / "more" / "key.pem")


def link_to_a_link(project: Path, private: Path) -> AssetReference:
    (private / "again").symlink_to(private / "key.pem")
    (project / "tex" / "grain.png").symlink_to(private / "again")
    return asset(project / "tex" / "grain.png")


def relative_link(project: Path, private: Path) -> AssetReference:
    (project / "tex" / "grain.png").symlink_to(os.path.relpath(private / "key.pem", project / "tex"))
    return asset(project / "tex" / "grain.png")


def whole_folder(project: Path, private: Path) -> AssetReference:
    (project / "cache").symlink_to(private, target_is_directory=True)
    return asset(project / "cache", kind="cache", spread="folder")


def sequence(project: Path, private: Path) -> AssetReference:
    (private / "s_0001.png").write_text("private")
    (project / "seq").symlink_to(private, target_is_directory=True)
    return asset(project / "seq" / "s_0001.png", spread="frames")


def hard_path(project: Path, private: Path) -> AssetReference:
    return asset(private / "key.pem", str(private / "key.pem"))


def dots(project: Path, private: Path) -> AssetReference:
    return asset(f"{project}/tex/../../private/key.pem")


def referenced_by_a_document(project: Path, private: Path) -> AssetReference:
    document = project / "tex" / "look.mtlx"
    document.write_text(f'<input type="filename" value="{private}/key.pem"/>')
    return asset(document)


def included_by_a_shader(project: Path, private: Path) -> AssetReference:
    shader = project / "tex" / "noise.osl"
    shader.write_text(f'#include "{private}/key.pem"')
    return asset(shader)


WAYS = [
    linked_file,
    linked_folder,
    link_to_a_link,
    relative_link,
    whole_folder,
    sequence,
    hard_path,
    dots,
    referenced_by_a_document,
    included_by_a_shader,
]


@pytest.mark.parametrize("way", WAYS)
def test_outside_by_its_real_path(
    offline: JobSnapshot, project: Path, private: Path, way: Callable[[Path, Path], AssetReference]
) -> None:
    """What is outside by its real path counts as outside, and the real folder is named."""
    pack = planned(offline, way(project, private))
    assert pack.outside
    assert pack.outside_folders == (str(private),)


@pytest.mark.parametrize("way", WAYS)
def test_inside_only(
    snapshot: JobSnapshot,
    manager: ManagerServer,
    project: Path,
    private: Path,
    way: Callable[[Path, Path], AssetReference],
) -> None:
    """A call that allows only files inside of the project sends nothing else, and names the folder."""
    job = replace(snapshot, assets=(way(project, private),), files=FileChoices(trouble="allow", inside_only=True))
    with pytest.raises(FarmError, match="private") as caught:
        run(submit(job, cancel=CancelToken()))
    assert caught.value.kind is ErrorKind.OUTSIDE
    assert manager.jobs == []
    assert manager.requests_of("shamanFileStore") == []


def test_extra_files(offline: JobSnapshot, private: Path) -> None:
    """Files that somebody added to the .blend are asked about like others."""
    choices = replace(offline.files, extra=(str(private / "key.pem"), str(private / "deep")))
    pack = planned(replace(offline, files=choices))
    assert pack.outside_folders == (str(private),)


def test_what_is_inside(offline: JobSnapshot, project: Path, private: Path) -> None:
    """Links that stay inside, shared folders and a project that lies behind a link are inside."""
    (project / "tex" / "same.png").symlink_to(project / "tex" / "wood.png")
    assert planned(offline, asset(project / "tex" / "same.png")).outside == ()
    shared = replace(offline, files=replace(offline.files, shared_folders=(str(private),)))
    assert planned(shared, linked_file(project, private)).outside == ()


def test_a_project_that_references_have_widened(offline: JobSnapshot, tmp_path: Path) -> None:
    """A relative reference takes other folders into the project, whose files count as outside of the file's own."""
    blend, other = tmp_path / "a" / "shot" / "x.blend", tmp_path / "b" / "secret.png"
    for path in (blend, other):
        path.parent.mkdir(parents=True)
        path.write_bytes(b"BLENDER")
    alone = replace(offline, project_root="", blend=source_of(blend))
    pack = planned(alone, asset(other, "//../../b/secret.png", owner_file=str(blend)), widened=True)
    assert pack.outside_folders == (str(other.parent),)
    assert [file.path_in_pack for file in pack.files] == ["a/shot/x.blend", "b/secret.png"]


@pytest.mark.parametrize("swapped", ["file", "folder"])
def test_swapped_after_the_plan(offline: JobSnapshot, project: Path, private: Path, swapped: str) -> None:
    """A file or folder that is replaced by a link between plan and upload is not opened."""
    folder = project / "late"
    folder.mkdir()
    (folder / "key.pem").write_text("own")
    pack = planned(offline, asset(folder / "key.pem"))
    sources = FileSources()
    sources.expect(pack.real_paths)
    source = pack.files[1].source
    with sources.open(source) as file:
        assert file.read() == b"own"
    (folder / "key.pem").unlink()
    if swapped == "file":
        (folder / "key.pem").symlink_to(private / "key.pem")
    else:
        folder.rmdir()
        folder.symlink_to(private, target_is_directory=True)
    with pytest.raises(OSError, match="is now a link to another place"):
        sources.open(source)


def test_a_link_that_is_changed_after_the_plan(offline: JobSnapshot, project: Path, private: Path) -> None:
    """A link that was inside at first may not lead elsewhere later."""
    link = project / "tex" / "link.png"
    link.symlink_to(project / "tex" / "wood.png")
    pack = planned(offline, asset(link))
    sources = FileSources()
    sources.expect(pack.real_paths)
    sources.open(pack.files[1].source).close()
    link.unlink()
    link.symlink_to(private / "key.pem")
    with pytest.raises(OSError, match="is now a link"):
        sources.open(pack.files[1].source)
