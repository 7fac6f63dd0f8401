"""Sessions with the real helper process and odd tasks."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from flamenco_client.core.progress import Progress
from flamenco_client.ipc.session import Session
from flamenco_client.tests.support.waiting import at_once, until

ODD_HELPER = Path(__file__).resolve().parents[2] / "support" / "odd_helper.py"


class Hearing:
    """Makes requests, calls ``pump`` like Blender's timer, and records all callbacks in order."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.all: list[Any] = []

    @property
    def ends(self) -> list[Any]:
        """What came but progress."""
        return [heard for heard in self.all if not isinstance(heard, Progress)]

    def callbacks(self) -> dict[str, Any]:
        """For ``request``."""
        return dict.fromkeys(("on_progress", "on_result", "on_error", "on_cancelled"), self.all.append)

    def pump_until(self, condition: Callable[[], object]) -> None:
        """Pump until it holds, and fail when it never does."""
        until(condition, "nothing came", meanwhile=self.session.pump, pause=0.002)


@pytest.fixture
def odd_command() -> Callable[[str], list[str]]:
    """How the real helper is started with the odd tasks of ``tests/support/odd_helper.py``."""
    return lambda user_folder: [sys.executable, "-I", str(ODD_HELPER), user_folder]


@pytest.fixture
def session(tmp_path: Path, odd_command: Callable[[str], list[str]]) -> Iterator[Session]:
    """A session of its own for each test, stopped at the end."""
    session = Session(odd_command)
    session.user_folder = str(tmp_path)
    yield session
    session.stop()


@pytest.fixture
def hearing(session: Session) -> Hearing:
    """Ears for ``session``."""
    return Hearing(session)


@pytest.fixture
def gone() -> Callable[[int], bool]:
    """Whether the process with that id ends, long before what it does ends by itself."""

    def ended(pid: int) -> bool:
        try:
            text = Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
        except OSError:
            return True
        return text.rpartition(")")[2].split()[0] == "Z"

    def gone(pid: int) -> bool:
        with at_once():
            until(lambda: ended(pid), "it lives")
        return True

    return gone
