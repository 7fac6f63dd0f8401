"""Program that submits a folder of files as Blender does, by the helper process, and measures time and memory.

``python submitting.py URL FOLDER STATE_FOLDER`` prints one line of JSON: ``seconds``, and in bytes ``blender_before``,
``blender_peak``, ``helper_before``, ``helper_peak``: resident memory after a first small job, and at its peak in the
large one. It takes the place of Blender's process; it reads /proc, and so runs on Linux only.
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def mount() -> None:
    """Make the package importable."""
    spec = importlib.util.spec_from_file_location("standalone", ROOT / "standalone.py")
    assert spec is not None
    assert spec.loader is not None
    standalone = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(standalone)
    standalone.mount(ROOT)


def snapshot_of(url: str, folder: Path, user_folder: Path, submission_id: str) -> Any:
    """Return a job whose .blend is the first file of a folder and refers to all others, as a sequence."""
    from flamenco_client.core.user_files import UserFiles
    from flamenco_client.submission.snapshot import JobSnapshot
    from flamenco_client.tests.unit.submission.helpers import RENDER_SETTINGS, asset, source_of

    names = sorted(os.listdir(folder))
    blend = folder / names[0]
    sequence = asset(folder / names[1], f"//{names[1]}", "sequence")
    assets = (replace(sequence, spread="frames", frames=((1, len(names)),)),)
    return JobSnapshot(
        submission_id=submission_id,
        manager_url=url,
        platform="linux",
        name="Bench",
        job_type="simple-blender-render",
        job_type_etag="",
        settings=RENDER_SETTINGS,
        priority=50,
        start_paused=False,
        worker_tag="",
        metadata={"project": "Bench"},
        blend=source_of(blend),
        assets=assets,
        project_root=str(folder),
        user_files=UserFiles(str(user_folder)),
    )


def memory(pid: int, name: str) -> int:
    """Return the memory of a process in bytes: ``VmRSS`` now, ``VmHWM`` at its peak."""
    found = re.search(rf"^{name}:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE)
    assert found is not None
    return int(found[1]) * 1024


def forget_peak(pid: int) -> None:
    """Reset the peak memory."""
    Path(f"/proc/{pid}/clear_refs").write_text("5")


def main() -> None:
    url, folder, user_folder = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    mount()
    from flamenco_client.ipc.session import Session

    session = Session()
    session.user_folder = str(user_folder)
    few = user_folder / "few"
    few.mkdir(parents=True)
    for number in range(3):  # the first job loads the modules
        (few / f"few.{number:06}.bin").write_bytes(b"%d" % number)
    session.run("submit", {"snapshot": snapshot_of(url, few, user_folder, "few").as_message()})
    pids = {"blender": os.getpid(), "helper": session.helper_pid or 0}
    found: dict[str, float] = {}
    for name, pid in pids.items():
        found[f"{name}_before"] = memory(pid, "VmRSS")
        forget_peak(pid)
    begin = time.perf_counter()
    result = session.run("submit", {"snapshot": snapshot_of(url, folder, user_folder, "all").as_message()})
    found["seconds"] = time.perf_counter() - begin
    for name, pid in pids.items():
        found[f"{name}_peak"] = memory(pid, "VmHWM")
    session.stop()
    assert result["files"] == len(os.listdir(folder)), result
    print(json.dumps(found))


if __name__ == "__main__":
    main()
