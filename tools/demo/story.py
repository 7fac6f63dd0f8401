"""The demo from end to end; every step in Blender is a process of its own, as for different people."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .. import archive, environment
from ..console import fail, step
from . import comparison, manager

_HERE = Path(__file__).resolve().parent
_LIMIT = 300
"""Seconds for one step in Blender."""


class StepFailed(Exception):
    """A step in Blender failed; the text has its output."""


def tell(url: str | None, *, keep: bool) -> int:
    """Run the demo; return 0 only if all files arrived and the checkout opens in another place.

    Args:
        url: a real Manager; None starts the test Manager.
        keep: keep the folder of the demo; it also stays after a failure.
    """
    scratch = Path(tempfile.mkdtemp(prefix="flamenco-client-demo-")).resolve()
    problems = ["the demo was interrupted"]
    try:
        with _address(url, scratch) as address:
            problems = _play(address, scratch)
    except (StepFailed, manager.ManagerFailed) as error:
        problems = [str(error)]
    finally:
        if keep or problems:
            step(f"the demo's files are in {scratch}")
        else:
            shutil.rmtree(scratch, ignore_errors=True)
    for problem in problems:
        fail(problem)
    step("the demo FAILED" if problems else "the demo passed")
    return 1 if problems else 0


@contextlib.contextmanager
def _address(url: str | None, scratch: Path) -> Iterator[str]:
    if url is not None:
        yield url.rstrip("/")
        return
    step("starting the test Manager")
    storage = scratch / "storage"
    storage.mkdir()
    with manager.started(storage) as address:
        yield address


def _play(address: str, scratch: Path) -> list[str]:
    """Create and submit a project and compare the received files; return the problems."""
    extension = archive.build(environment.ROOT, scratch)
    project = scratch / "project"
    step("creating a .blend with textures and a linked library that links another one")
    blend = Path(_in_blender("project.py", scratch, project)["blend"])

    step(f"in Blender: install the zip, check {address}, submit {blend.name}")
    told = _in_blender("artist.py", scratch, extension, blend, scratch / "render", manager_address=address)
    job = manager.get(address, f"jobs/{told['job_id']}")
    tasks = manager.get(address, f"jobs/{told['job_id']}/tasks")["tasks"]
    print(f"   Manager    {told['manager']}, version {told['version']}, {address}")
    print(f"   job        {job['name']}, {job['status']}, {len(tasks)} tasks, {address}/app/jobs/{job['id']}")

    checkout = _checkout(job, address, blend.relative_to(project))
    print(f"   checkout   {checkout}")
    if not checkout.is_dir():
        print("   The Manager's storage is not visible from this machine: the received files were NOT compared.")
        return []
    step("comparing every file of the checkout with its source, by SHA-256")
    compared = comparison.compare(project, checkout)
    for path in compared.equal:
        print(f"   same       {path}")
    problems = compared.problems

    step("opening the checked-out .blend in a fresh Blender, in another place, with the project gone")
    elsewhere = scratch / "elsewhere"
    shutil.copytree(checkout, elsewhere)
    project.rename(scratch / "project-moved-away")
    seen = _in_blender("elsewhere.py", scratch, elsewhere / blend.relative_to(project))
    print(f"   opened     by Blender {seen['version']}: {seen['libraries']} libraries, {seen['images']} images")
    problems += [f"in the other place: {what}" for what in seen["missing"]]
    problems += [f"refers to {file}, outside" for file in seen["files"] if not Path(file).is_relative_to(elsewhere)]
    if (seen["libraries"], seen["images"]) != (2, 3):
        problems.append("2 libraries and 3 images were expected")
    return problems


def _checkout(job: dict[str, Any], address: str, blend: Path) -> Path:
    """Return the folder of the job's files as this machine sees it."""
    checkout = job.get("storage", {}).get("shaman_checkout_id")
    if checkout:
        return manager.jobs_folder(address) / str(checkout)
    on_farm = Path(manager.expand(str(job["settings"]["blendfile"]), address))
    return on_farm.parents[len(blend.parts) - 1]


def _in_blender(program: str, scratch: Path, *arguments: Path, manager_address: str = "") -> dict[str, Any]:
    """Run a script of this folder in a Blender with default settings; return its result.

    Raises:
        StepFailed: it ended with an error, had no result, or the extension reported an error.
    """
    result = scratch / f"{program}.json"
    user = scratch / f"user-{program.removesuffix('.py')}"
    surroundings = {**os.environ, "BLENDER_USER_RESOURCES": str(user)}
    surroundings.pop("FLAMENCO_MANAGER_URL", None)
    if manager_address:
        surroundings["FLAMENCO_MANAGER_URL"] = manager_address
    command = [sys.executable, str(_HERE / program), *map(str, arguments), str(result)]
    try:
        answer = subprocess.run(
            command,
            env=surroundings,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=_LIMIT,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise StepFailed(f"{program} was still running after {_LIMIT} s") from error
    if answer.returncode or not result.exists():
        raise StepFailed(f"{program} ended with code {answer.returncode}:\n{answer.stdout}")
    content: dict[str, Any] = json.loads(result.read_text(encoding="utf-8"))
    if "error" in content:
        raise StepFailed(f"the extension reported: {content['error']}")
    return content
