"""Sessions with the real worker process and odd tasks."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from flamenco_client.session import Session
from flamenco_client.submission.progress import Progress

ODD_WORKER = Path(__file__).resolve().parents[2] / "support" / "odd_worker.py"


class Hearing:
    """Has things asked for, pumps like Blender's timer, and keeps what is called back, in order."""

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

    def pump_until(self, condition: Callable[[], object], timeout: float = 10.0) -> None:
        """Pump until it holds, and fail when it never does."""
        end = time.monotonic() + timeout
        while not condition():
            assert time.monotonic() < end, "nothing came"
            if not self.session.pump():
                time.sleep(0.002)


@pytest.fixture
def odd_command() -> Callable[[str], list[str]]:
    """How the real worker is started with the odd tasks of ``tests/support/odd_worker.py``."""
    return lambda state_folder: [sys.executable, "-I", str(ODD_WORKER), state_folder]


@pytest.fixture
def session(tmp_path: Path, odd_command: Callable[[str], list[str]]) -> Iterator[Session]:
    """A session of its own for each test, stopped at the end."""
    session = Session(odd_command)
    session.state_folder = str(tmp_path)
    yield session
    session.stop()


@pytest.fixture
def hearing(session: Session) -> Hearing:
    """Ears for ``session``."""
    return Hearing(session)


def _wait_for(condition: Callable[[], object], timeout: float = 5.0) -> bool:
    end = time.monotonic() + timeout
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.005)
    return True


@pytest.fixture
def wait_for() -> Callable[..., bool]:
    """Waits, without pumping, until a condition holds; False when it never does."""
    return _wait_for


@pytest.fixture
def gone() -> Callable[[int], bool]:
    """Whether the process with that id ends within three seconds."""

    def ended(pid: int) -> bool:
        try:
            text = Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
        except OSError:
            return True
        return text.rpartition(")")[2].split()[0] == "Z"

    return lambda pid: _wait_for(lambda: ended(pid), timeout=3.0)
