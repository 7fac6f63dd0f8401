"""How code calls the client; type checkers read this file, too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, assert_type

import pytest
import urllib3

from flamenco_client.manager_client import ApiClient, ApiException, ApiResponse, Configuration, with_http_info
from flamenco_client.manager_client.apis import JobsApi, MetaApi, ShamanApi, WorkerApi, WorkerMgtApi
from flamenco_client.manager_client.exceptions import ForbiddenException, NotFoundException, ServiceException
from flamenco_client.manager_client.models import FlamencoVersion, JobBlocklistEntry, JobStatus, TaskLogInfo
from flamenco_client.tests.support.ports import closed_port

from .conftest import Connector, always


def test_get_version(connect: Connector) -> None:
    """A client and an API class give a typed result from one method."""
    api_client = connect(always(lambda peer: peer.answer()))
    meta_api = MetaApi(api_client)

    version: FlamencoVersion = meta_api.get_version()

    assert_type(meta_api.get_version(), FlamencoVersion)
    assert (version.shortversion, version.name) == ("3.9", "Studio Farm")


def test_result_types(connect: Connector) -> None:
    """No content is None, "there is none" is Optional, a list is a list."""
    api = JobsApi(connect(always(lambda peer: peer.answer("204 No Content", b"", Content_Type=""))))

    info: TaskLogInfo | None = assert_type(api.fetch_task_log_info("t"), TaskLogInfo | None)
    text: str | None = assert_type(api.fetch_task_log_tail("t"), str | None)
    nothing: Callable[[str], None] = api.delete_job
    blocklist: Callable[[str], list[JobBlocklistEntry]] = api.fetch_job_blocklist
    assert (info, text) == (None, None)
    assert nothing("j") is None  # type: ignore[func-returns-value]
    assert blocklist.__name__ == "fetch_job_blocklist"


def test_raw_access(connect: Connector) -> None:
    """Every operation can return status, headers and body beside the typed value."""
    meta_api = MetaApi(connect(always(lambda peer: peer.answer(X_Proxy="between"))))

    response = assert_type(with_http_info(meta_api.get_version), ApiResponse[FlamencoVersion])

    assert (response.status, response.reason, response.headers["x-proxy"]) == (200, "OK", "between")
    assert response.body.startswith(b'{"version"')
    assert response.data.name == "Studio Farm"
    assert meta_api.api_client is not None


def test_raw_access_requires_an_operation() -> None:
    """Anything but an operation of an API object raises TypeError."""
    not_operations: list[Any] = [print, MetaApi.get_version, "x".upper]
    for other in not_operations:
        with pytest.raises(TypeError, match="not an operation"):
            with_http_info(other)


def test_errors_are_api_exception_or_urllib3_error(connect: Connector) -> None:
    """An error answer raises ApiException; no answer raises an error of urllib3."""
    answering = connect(always(lambda peer: peer.answer("404 Not Found", b'{"code":404,"message":"no such job"}')))
    with pytest.raises(ApiException) as caught:
        JobsApi(answering).fetch_job("x")
    assert isinstance(caught.value, NotFoundException)
    assert caught.value.error is not None
    assert caught.value.error.message == "no such job"

    with closed_port() as port, pytest.raises(urllib3.exceptions.HTTPError):
        MetaApi(ApiClient(Configuration(host=f"http://127.0.0.1:{port}", retries=0))).get_version()


def test_names_are_where_generated_clients_have_them() -> None:
    """Users of generated clients find the familiar names in the familiar modules."""
    from flamenco_client.manager_client import exceptions

    assert issubclass(ForbiddenException, exceptions.ApiException)
    assert issubclass(ServiceException, exceptions.ApiException)
    assert JobStatus("paused") is JobStatus.PAUSED
    assert all(issubclass(api, MetaApi.__base__) for api in (JobsApi, ShamanApi, WorkerApi, WorkerMgtApi))  # type: ignore[arg-type]
