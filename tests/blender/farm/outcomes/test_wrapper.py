"""A wrapper that repeats the command after every exit code but 0 gets exactly one job, whatever goes wrong."""

from __future__ import annotations

import os
import signal
from random import Random
from typing import Any

import pytest

from flamenco_client.tests.blender.command import ROOT, Command
from flamenco_client.tests.blender.extension import Extension
from flamenco_client.tests.blender.farm.project import Project
from flamenco_client.tests.support.manager import ManagerServer

pytestmark = pytest.mark.slow

ATTEMPTS = 8
CALLS = ("shamanCheckoutRequirements", "shamanFileStore", "shamanCheckout", "submitJobCheck", "submitJob", "fetchJobs")


def go_wrong(random: Random, manager: ManagerServer, extension: Extension) -> str:
    """Arrange one or two faults of one attempt; return what they are."""
    session = extension.module("ipc.session")

    def kill(answer: Any) -> Any:
        pid = session.get().helper_pid
        if pid is not None:
            os.kill(pid, signal.SIGKILL)
        return answer

    story = []
    for _ in range(random.randint(1, 2)):
        call = random.choice(CALLS)
        how = random.choice(("lose", "reset", "500", "502", "kill", "400"))
        story.append(f"{call} {how}")
        times = random.choice((1, None))
        if how == "lose":
            manager.faults.lose_answer(call)
        elif how == "reset":
            manager.faults.reset(call, "head")
        elif how == "kill":
            manager.faults.rewrite(call, kill)
        elif how == "400":
            manager.faults.answer(call, 400, json={"code": 400, "message": "not like this"})
        else:
            manager.faults.answer(call, int(how), work=random.random() < 0.5, times=1 if how == "502" else times)
    return ", ".join(story)


@pytest.mark.parametrize("seed", range(6))
def test_one_job(command: Command, extension: Extension, manager: ManagerServer, project: Project, seed: int) -> None:
    """Faults of the Manager and the network, and a helper that is killed at any call, never make a second job."""
    random = Random(seed)
    story = []
    for attempt in range(ATTEMPTS):
        manager.faults.clear()
        if attempt < ATTEMPTS - 3:
            story.append(go_wrong(random, manager, extension))
        code = command("submit", *ROOT)
        story.append(f"exit code {code}")
        assert len(manager.jobs) <= 1, story
        if code == 0:
            break
        assert code in {1, 4}, story
        if code == 1:
            assert not manager.jobs, story
    assert len(manager.jobs) == 1, story
    assert story[-1] == "exit code 0", story
