"""Submissions with random faults: one job with a correct checkout, a clear error and no job, or "not known".

More runs: ``build.py test -- tests/unit/submission/test_faults.py --runs 5000``; one again: ``--seed N --runs 1``.
"""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest

from flamenco_client.core.cancel import CancelToken
from flamenco_client.core.errors import FarmError
from flamenco_client.submission.snapshot import JobSnapshot
from flamenco_client.submission.submit import submit
from flamenco_client.tests.support.manager import ManagerServer
from flamenco_client.tests.support.manager.switchboard import Switchboard
from flamenco_client.tests.support.runs.drawn import Drawn, draw
from flamenco_client.tests.support.runs.project import SHORT
from flamenco_client.tests.support.runs.run import Run
from flamenco_client.tests.support.runs.trouble import CATALOGUE
from flamenco_client.tests.unit.submission.helpers import run

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]

HOW_OFTEN = 3
"""Runs of each single fault."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make one test for each seed."""
    if "seed" in metafunc.fixturenames:
        first = metafunc.config.getoption("--seed")
        metafunc.parametrize("seed", range(first, first + metafunc.config.getoption("--runs")))


def go(drawn: Drawn, folder: Path) -> None:
    one = Run(drawn, folder)
    try:
        one.go()
    except BaseException as error:
        again = f"again: build.py test -- tests/unit/submission/test_faults.py --seed {drawn.seed} --runs 1"
        error.add_note("\n".join([*one.story, again]))
        raise


def test_all_faults_are_used() -> None:
    """All faults of the test Manager are used, except holding a request, which is not a fault."""
    switches = {name for name, _ in inspect.getmembers(Switchboard, inspect.isfunction) if not name.startswith("_")}
    assert switches - {"add", "clear", "take", "hold"} == {trouble.switch for trouble in CATALOGUE}


def test_permanent_status_425(snapshot: JobSnapshot, manager: ManagerServer) -> None:
    """A proxy that answers 425 even if deferring is not allowed does not block the submission for ever."""
    manager.faults.early_upload_answer(425, times=None)
    with pytest.raises(FarmError) as caught:
        run(submit(snapshot, cancel=CancelToken(), timeouts=SHORT))
    assert caught.value.details["status"] == 425
    assert manager.jobs == []


@pytest.mark.parametrize("number", range(HOW_OFTEN))
@pytest.mark.parametrize("switch", [trouble.switch for trouble in CATALOGUE])
def test_single_fault(switch: str, number: int, tmp_path: Path) -> None:
    """Each fault alone, without interruption."""
    trouble = next(trouble for trouble in CATALOGUE if trouble.switch == switch)
    go(Drawn(seed=number, troubles=(trouble,)), tmp_path)


def test_random_faults(seed: int, tmp_path: Path) -> None:
    """Random combinations of faults, cancelling, killing, another client and restarts, from a seed."""
    go(draw(seed), tmp_path)
