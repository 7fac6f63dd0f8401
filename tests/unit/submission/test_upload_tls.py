"""Uploads over TLS, where ``Expect: 100-continue`` is not reliable."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import pytest

from flamenco_client.core.cancel import CancelToken
from flamenco_client.core.user_files import UserFiles
from flamenco_client.farm import credentials
from flamenco_client.farm.credentials import Credentials
from flamenco_client.manager_client.uploads import Upload
from flamenco_client.submission.manager_api.manager import connect
from flamenco_client.tests.support.certificates import needs_openssl, self_signed
from flamenco_client.tests.support.manager import ManagerServer


@needs_openssl
@pytest.mark.parametrize(("size", "asked"), [(300_000, 2), (1_000, 0)])
def test_large_file_is_checked_first(tmp_path: Path, size: int, asked: int) -> None:
    """A large file that the farm has is not uploaded; a small one is uploaded without asking."""
    context, certificate = self_signed(tmp_path)
    body = bytes(size)
    with ManagerServer(tmp_path / "storage", tls=context) as server:
        credentials.write(UserFiles(str(tmp_path)), server.url, Credentials(ca_file=str(certificate)))
        with connect(server.url, CancelToken(), UserFiles(str(tmp_path))) as manager:
            uploads = manager.uploads()
            statuses = []
            for _ in range(2):
                uploads.start(Upload(hashlib.sha256(body).hexdigest(), size, io.BytesIO(body)))
                while not (ended := uploads.step(1.0)):
                    pass
                statuses += [one.status for one in ended]
            uploads.close()

        assert statuses == [200, 208]
        assert len(server.requests_of("shamanFileStoreCheck")) == asked
        answers = [record.status for record in server.requests_of("shamanFileStore")]
        assert answers == ([200] if asked else [200, 208])
