"""Checksums of a pack's files."""

from __future__ import annotations

from pathlib import Path

import pytest

from flamenco_client.core.cancel import CancelToken
from flamenco_client.core.errors import FarmError
from flamenco_client.core.user_files import UserFiles
from flamenco_client.submission.local_files.checksum_cache import ChecksumCache
from flamenco_client.submission.local_files.file_sources import FileSources
from flamenco_client.submission.packing.pack import Pack, PackFile
from flamenco_client.submission.transfer.pack_contents import PackContents
from flamenco_client.tests.unit.submission.helpers import run


def test_file_that_is_deleted_after_packing(tmp_path: Path, cancel: CancelToken) -> None:
    """The error names the file that can no longer be read."""
    pack = Pack((PackFile(str(tmp_path / "gone.png"), "gone.png", 5),), str(tmp_path), "gone.png")

    with (
        ChecksumCache(UserFiles(str(tmp_path / "state"))) as cache,
        pytest.raises(FarmError, match=r"gone\.png"),
    ):
        run(PackContents(FileSources(), cancel, cache).read(pack))
