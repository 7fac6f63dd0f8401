"""Copying to the shared storage: full disks, colliding names, and stale files of killed submissions."""

from __future__ import annotations

import os
import resource
import subprocess
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from flamenco_client.core.cancel import CancelToken
from flamenco_client.core.errors import Cancelled, FarmError
from flamenco_client.core.progress import Progress
from flamenco_client.core.safe_names import fresh_name, is_fresh_name
from flamenco_client.submission.local_files.file_sources import FileSources
from flamenco_client.submission.packing.pack import Pack, PackFile
from flamenco_client.submission.transfer import storage_delivery
from flamenco_client.submission.transfer.stale_files import delete_stale_drafts, delete_stale_parts
from flamenco_client.submission.transfer.storage_delivery import CopyDelivery
from flamenco_client.tests.unit.submission.helpers import everything_below, run, when, write

NAMES = ("a b.png", "#1.png", "🎬.png", "שלום.png", "new\nline.png", "-rf", "x" * 255, "sub/deep/er.png")


@pytest.fixture
def location(tmp_path: Path) -> Path:
    folder = tmp_path / "storage"
    folder.mkdir()
    (folder / "another job").mkdir()
    return folder


@pytest.fixture
def pack(tmp_path: Path) -> Pack:
    """Small files with hostile names, then a large file."""
    sources = [write(tmp_path / "film" / name) for name in NAMES]
    sources.append(write(tmp_path / "film" / "large.exr", bytes(4 << 20)))
    files = [PackFile(str(path), str(path.relative_to(tmp_path / "film")), path.stat().st_size) for path in sources]
    return Pack(tuple(files), str(tmp_path / "film"), "a b.png")


@pytest.fixture
def file_limit() -> Iterator[None]:
    """Limit files to one MiB, so that writing the large one fails in the middle, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of two MiB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", folder], check=False, capture_output=True)
    if done.returncode:
        pytest.skip("this user may not mount a disk; test_writing_fails covers the behaviour")
    yield folder
    subprocess.run(["umount", folder], check=True)


def deliver(
    pack: Pack, location: Path, watch: Callable[..., object] = lambda _: None, cancel: CancelToken | None = None
) -> None:
    run(CopyDelivery(pack, FileSources(), str(location), "job", cancel or CancelToken()).run(), watch)


def test_writing_fails(pack: Pack, location: Path, file_limit: None) -> None:
    """If writing fails in the middle of a file, the error is reported and all copies are deleted."""
    with pytest.raises(FarmError) as caught:
        deliver(pack, location)
    assert caught.value.kind == "storage"
    assert str(location) in caught.value.message
    assert [path.name for path in location.iterdir()] == ["another job"]


def test_full_disk(pack: Pack, small_disk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the disk runs full, the message says so and all copies are deleted."""
    with pytest.raises(FarmError, match="the disk is full"):
        deliver(pack, small_disk)
    assert list(small_disk.iterdir()) == []
    # The same if another process uses the free space after the check.
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": 1 << 40}))
    with pytest.raises(FarmError, match="the disk is full"):
        deliver(pack, small_disk)
    assert list(small_disk.iterdir()) == []


def test_incomplete_folder_has_another_name(pack: Pack, location: Path) -> None:
    """The folder has a name that starts with a dot until it is complete."""
    seen: set[str] = set()
    deliver(pack, location, lambda _: seen.update(path.name for path in location.iterdir()))
    assert seen == {"another job", ".job.part", "job"}
    assert everything_below(location).keys() == {f"job/{file.path_in_pack}" for file in pack.files}


def test_cancel(pack: Pack, location: Path) -> None:
    """After cancelling, all copies are deleted."""
    cancel = CancelToken()
    with pytest.raises(Cancelled):
        deliver(pack, location, when(lambda progress: progress.files_done == 5, cancel.cancel), cancel)
    assert [path.name for path in location.iterdir()] == ["another job"]


@pytest.mark.parametrize("is_same", [True, False])
def test_colliding_names(tmp_path: Path, location: Path, is_same: bool) -> None:
    """Two names of one file are copied once; two files with one name are reported, because one would be lost."""
    one, other = write(tmp_path / "a.png", b"one"), write(tmp_path / "b.png", b"other")
    # Any storage treats these as a case-insensitive one treats Tex/a.png and tex/a.png.
    files = (PackFile(str(one), "tex/a.png", 3), PackFile(str(one if is_same else other), "tex/a.png", 3))
    pack = Pack(files, str(tmp_path), "tex/a.png")
    if is_same:
        deliver(pack, location)
        assert everything_below(location) == {"job/tex/a.png": b"one"}
    else:
        with pytest.raises(FarmError, match=r"b\.png can't be copied"):
            deliver(pack, location)
        assert [path.name for path in location.iterdir()] == ["another job"]


class TestStaleFiles:
    """Unfinished files of killed submissions."""

    @pytest.fixture
    def names(self) -> list[str]:
        return [f".{fresh_name('Film', name)}.part" for name in ("Shot 010", "🎬", "a.b-c", "")]

    @staticmethod
    def age(path: Path, seconds: float) -> None:
        os.utime(path, (time.time() - seconds,) * 2)

    def test_old_folders_are_deleted(self, location: Path, pack: Pack, names: list[str]) -> None:
        """The next submission deletes unfinished folders that are older than a day."""
        for name in names:
            write(location / name / "shots" / "a.blend")
            self.age(location / name, 25 * 3600)
        deliver(pack, location)
        assert {path.name for path in location.iterdir()} == {"another job", "job"}

    def test_other_files_are_kept(self, location: Path, names: list[str]) -> None:
        """Younger folders, files, links and folders with other names are kept."""
        young, link, file, _ = names
        others = [
            ".Film.part",
            "Film-20260101-101010-abcdefghij.part",
            ".Film-20260101-101010-abcdefghi.part",
            young[1:],
        ]
        for name in (young, *others, young.removesuffix(".part")):
            (location / name).mkdir()
        (location / link).symlink_to(location / "another job")
        (location / file).write_bytes(b"x")
        for name in (link, file, *others):
            os.utime(location / name, (0, 0), follow_symlinks=False)
        before = sorted(path.name for path in location.iterdir())
        delete_stale_drafts(str(location))
        delete_stale_drafts(str(location / "nowhere"))
        assert sorted(path.name for path in location.iterdir()) == before

    def test_folder_of_another_user(self, location: Path, names: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
        """An unfinished folder of another user is kept."""
        (location / names[0]).mkdir()
        self.age(location / names[0], 1e6)
        monkeypatch.setattr("os.geteuid", lambda: 4711)
        delete_stale_drafts(str(location))
        assert (location / names[0]).exists()

    def test_long_copy(self, location: Path, pack: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
        """A folder is touched regularly while files are copied, so that it does not count as stale."""
        monkeypatch.setattr(storage_delivery, "_TOUCH_EVERY", 0.0)
        draft = location / ".job.part"
        ages = []

        def days_later(_: object) -> None:
            if draft.exists():
                ages.append(time.time() - draft.stat().st_mtime)
                self.age(draft, 1e6)

        deliver(pack, location, days_later)
        assert len(ages) > len(NAMES)
        # The large file is copied in several blocks, between which the folder is not touched.
        assert all(age < 3600 for age in ages[: len(NAMES)])

    def test_copies_beside_the_file(self, tmp_path: Path) -> None:
        """Unfinished copies with unsaved changes are deleted after a day, but no other files beside the .blend."""
        mine = "shot.0190aaaa-bbbb-cccc-dddd-eeeeffff0000.blend"
        kept = ["shot.blend", mine, "shot.blend.part", "shot.v2.blend.part", "notes.part"]
        for name in (f"{mine}.part", *kept):
            self.age(write(tmp_path / name), 25 * 3600)
        write(tmp_path / f"young{mine}.part")
        delete_stale_parts(str(tmp_path))
        assert {path.name for path in tmp_path.iterdir()} == {*kept, f"young{mine}.part"}

    def test_fresh_names(self) -> None:
        """A fresh name is recognized; names that people give are not."""
        moment = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
        assert is_fresh_name(fresh_name("", "", clock=lambda: moment))
        assert not is_fresh_name("render-20260102")
        assert not is_fresh_name("job-20260102-030405-ABCDEFGHIJ")


@pytest.mark.parametrize("change", [b"more", b""], ids=["grows", "shrinks"])
def test_file_changes_while_it_is_copied(pack: Pack, location: Path, change: bytes) -> None:
    """A file that changes while it is copied is copied again."""
    large = Path(pack.files[-1].source)
    changed: list[bool] = []

    reports: list[int] = []

    def watch(progress: Progress) -> None:
        reports.append(progress.bytes_done)
        if progress.bytes_done > 1 << 20 and not changed:
            changed.append(True)
            if change:
                with large.open("ab") as file:
                    file.write(change)
            else:
                os.truncate(large, 3 << 20)

    deliver(pack, location, watch)
    assert changed
    assert everything_below(location / "job") == everything_below(large.parent)
    assert reports == sorted(reports)


@pytest.mark.slow
def test_file_keeps_changing(pack: Pack, location: Path) -> None:
    """A file that grows as fast as it is copied ends the copying with a message, and all copies are deleted."""
    large = Path(pack.files[-1].source)

    def watch(progress: Progress) -> None:
        if progress.bytes_done > 1 << 20:
            with large.open("ab") as file:
                file.write(bytes(2 << 20))

    with pytest.raises(FarmError, match=r"large\.exr keeps changing"):
        deliver(pack, location, watch)
    assert [path.name for path in location.iterdir()] == ["another job"]
