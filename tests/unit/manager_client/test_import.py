"""Importing the client: what it loads."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]

SLOW = ("urllib3", "dateutil", "http.client", "ssl", "typing", "dataclasses", "json", "email")


def _modules_after(program: str) -> set[str]:
    """Run a program in a bare interpreter and return the modules it has loaded."""
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r})\n{program}\nprint(*sys.modules)"
    result = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True, check=True)
    return set(result.stdout.split())


@pytest.mark.parametrize(
    "program",
    [
        "import manager_client",
        "from manager_client.apis import *",
        "from manager_client.models import *",
        "from manager_client import ApiClient, ApiException, Configuration",
        "from manager_client.exceptions import ApiException, NotFoundException",
    ],
)
def test_import_is_light(program: str) -> None:
    """Importing the client, its APIs and models loads no slow modules, not even typing."""
    assert not _modules_after(program) & set(SLOW)


def test_making_a_client_is_light() -> None:
    """Making a client opens no connection and does not load urllib3 yet."""
    loaded = _modules_after(
        "from manager_client import ApiClient, Configuration\n"
        "from manager_client.apis import MetaApi\n"
        "MetaApi(ApiClient(Configuration(host='http://localhost:8080')))"
    )

    assert not loaded & {"urllib3", "dateutil", "http.client", "ssl"}


def test_client_works_without_the_project() -> None:
    """The package imports nothing of the project, so that it works under its own name."""
    loaded = _modules_after(
        "from manager_client import ApiClient, Configuration, DecodeError\nfrom manager_client.apis import *"
    )

    assert not {name for name in loaded if name.startswith("flamenco_client")}


def test_all_public_names_exist() -> None:
    """Each name in ``__all__`` can be imported, and no other."""
    from flamenco_client import manager_client

    assert all(getattr(manager_client, name) for name in manager_client.__all__)
    assert set(manager_client.__all__) <= set(dir(manager_client))
    with pytest.raises(AttributeError, match="no attribute 'Nonsense'"):
        manager_client.Nonsense  # noqa: B018
