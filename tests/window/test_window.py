"""A desktop Blender, with its event loop, its timers and its windows."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from flamenco_client.tests.support.manager import ManagerServer, showcase

Play = Callable[..., "object"]

MAKE_BLEND = """
import bpy, sys
path, texture = sys.argv[-2:]
bpy.ops.wm.read_homefile(use_factory_startup=True, app_template="")
bpy.ops.wm.save_as_mainfile(filepath=path)
image = bpy.data.images.new("noise", 8, 8)
image.filepath_raw, image.file_format = texture, "PNG"
image.save()
image.filepath = bpy.path.relpath(texture)
image.use_fake_user = True
bpy.ops.wm.save_mainfile()
"""

TROUBLE = ("Traceback", "Error:", "EXCEPTION_ACCESS", "Segmentation")


@pytest.fixture
def manager(scratch: Path) -> Iterator[ManagerServer]:
    with ManagerServer(scratch / "storage") as server:
        yield server


@pytest.fixture
def blend(blender: str, user_folder: Path, scratch: Path) -> Path:
    """A saved .blend with a texture, made by the very Blender that is tested."""
    path = scratch / "project" / "shot.blend"
    path.parent.mkdir()
    script = scratch / "make_blend.py"
    script.write_text(MAKE_BLEND, encoding="utf-8")
    subprocess.run(
        [
            blender,
            "-b",
            "--python-exit-code",
            "1",
            "-P",
            str(script),
            "--",
            str(path),
            str(path.with_name("noise.png")),
        ],
        env=os.environ | {"BLENDER_USER_RESOURCES": str(user_folder)},
        stdin=subprocess.DEVNULL,
        check=True,
        timeout=120,
    )
    return path


def test_check_and_submit(play: Play, manager: ManagerServer, blend: Path) -> None:
    """Both buttons return at once; the job is what was shown at the click, with the changes that were not saved."""
    before = blend.read_bytes()
    run = play("check_and_submit.py", manager_url=manager.url, blend=str(blend), output="//render")

    seen = run.report
    assert (seen["check"], seen["checking_at_once"], seen["manager"]) == (["FINISHED"], True, "Test Manager")
    assert seen["form"]["Frames"]
    assert not seen["form"]["Fps"]
    assert seen["preview"] == str(blend.parent / "render" / "shot" / "{timestamp}" / "######")
    assert (seen["dirty_at_first"], seen["dirty_after_typing"]) == (False, True)
    assert seen["dirty"]
    assert (seen["submit"], seen["running_at_once"]) == (["FINISHED"], True)
    assert (seen["status"], seen["error"]) == ("done", "")
    (job,) = manager.jobs
    assert (job.name, job.settings["chunk_size"]) == ("shot", 5)
    assert seen["last_job_id"] == job.id
    assert seen["result"]["files"] == 2
    sent = manager.resolve(job.settings["blendfile"])
    assert sent.read_bytes() != before
    assert blend.read_bytes() == before
    assert no_trouble(run.output)


def test_loading_a_file_lets_it_go_on(play: Play, manager: ManagerServer, blend: Path) -> None:
    """Another file is opened while files are sent: the job is that of the first one."""
    manager.faults.slow_upload(200_000, times=None)
    run = play("check_and_submit.py", manager_url=manager.url, blend=str(blend), output="/render", load_another=True)

    assert (run.report["status"], run.report["error"]) == ("done", "")
    assert manager.jobs[0].settings["blendfile"].endswith("/shot.blend")
    assert no_trouble(run.output)


def test_a_painted_image(play: Play, manager: ManagerServer, blend: Path) -> None:
    """The farm gets the painting; here it is still not saved, and one undo takes the last step back."""
    storage = str(manager.storage)
    seen = play(
        "paint_and_submit.py", manager_url=manager.url, blend=str(blend), output="/render", storage=storage
    ).report

    assert seen["status"] == "done"
    colour = [0.25, 0.5, 0.75, 1.0]
    assert seen["before"] == seen["after"] == [colour, True, "GENERATED", ""]
    assert seen["undone"][0] == "Before"
    assert seen["undone"][1:] == seen["before"]
    assert seen["sent"][0] == pytest.approx(colour, abs=0.01)


def test_ask_first(play: Play, manager: ManagerServer, blend: Path) -> None:
    """A missing texture: nothing is uploaded before the confirmation of the file open at the click."""
    before = blend.read_bytes()
    blend.with_name("noise.png").unlink()
    run = play("ask_first.py", manager_url=manager.url, blend=str(blend), storage=str(manager.storage))

    seen = run.report
    assert (seen["asks"], seen["still_asks"], seen["copy_is_there"], seen["lines"]) == (["missing"], True, True, 2)
    assert (seen["continue"], seen["status"], seen["error"]) == (["FINISHED"], "done", "")
    assert seen["missing"] == [str(blend.with_name("noise.png"))]
    (job,) = manager.jobs
    assert seen["sent_meanwhile"] == 0
    assert manager.resolve(job.settings["blendfile"]).read_bytes() != before == blend.read_bytes()
    assert no_trouble(run.output)


def test_quit_while_sending(play: Play, manager: ManagerServer, blend: Path) -> None:
    """Quitting in the middle prints no error, makes no job, leaves no process; the next one says what was cut off."""
    manager.faults.slow_upload(20_000, times=None)
    how = {"manager_url": manager.url, "blend": str(blend), "output": "/render"}
    run = play("quit_while_sending.py", **how)

    until = time.monotonic() + 5
    while alive(run.report["helper"]) and time.monotonic() < until:
        time.sleep(0.05)
    assert not alive(run.report["helper"])
    assert manager.jobs == []
    assert no_trouble(run.output)
    (notice,) = play("keep_sending.py", look=True, **how).report["notices"]
    assert (notice["what"], notice["blend"]) == ("cut-off", str(blend))


def test_keep_sending(play: Play, manager: ManagerServer, blend: Path) -> None:
    """Told to go on, the helper finishes when Blender has quit; the next Blender shows the job, with its link."""
    manager.faults.slow_upload(100_000, times=None)
    how = {"manager_url": manager.url, "blend": str(blend), "output": "/render"}
    first = play("keep_sending.py", look=False, **how)
    until = time.monotonic() + 30
    while alive(first.report["helper"]) and time.monotonic() < until:
        time.sleep(0.05)

    (job,) = manager.jobs
    assert not alive(first.report["helper"])
    assert not Path(first.report["copies"]).exists()
    second = play("keep_sending.py", look=True, **how)
    (notice,) = second.report["notices"]
    assert (notice["what"], notice["job_id"]) == ("done", job.id)
    assert notice["job_url"].endswith(job.id)
    assert no_trouble(first.output + second.output)


def test_the_helper_dies(play: Play, manager: ManagerServer, blend: Path) -> None:
    """The panel says so, and the next click starts a fresh helper."""
    manager.faults.slow_upload(20_000, times=None)
    run = play("helper_dies.py", manager_url=manager.url, blend=str(blend), output="/render")

    assert (run.report["status"], run.report["kind"]) == ("failed", "helper-died")
    assert run.report["check_again"] == "fine"
    assert manager.jobs == []


def no_trouble(output: str) -> bool:
    return not any(word in output for word in TROUBLE) or pytest.fail(output)


def alive(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_two_windows(play: Play, manager: ManagerServer, blend: Path) -> None:
    """A panel is about the scene of its window, and no scene of another window prevents a submission."""
    seen = play("two_windows.py", manager_url=manager.url, blend=str(blend), output="/render").report

    assert seen["second"] == ["200-222", []]
    assert seen["can_submit"]
    assert seen["first"] == ["1-11", ["camera"]]
    assert seen["can_submit_still"]


def test_follow_jobs(play: Play, manager: ManagerServer, blend: Path, scratch: Path) -> None:
    """Jobs are listed beside a picture and in a window; looking leaves nothing in the file, disabling nothing."""
    showcase.one_of_each(manager.farm)
    job = next(job for job in manager.jobs if job.name == "out-of-vram")
    manager.hand.show_image(job.tasks[0])
    how = {"blend": str(blend), "job": job.id, "count": len(manager.jobs), "copy": str(scratch / "copy.blend")}
    run = play("follow_jobs.py", manager_url=manager.url, **how)

    seen = run.report
    assert seen["drawn"] > 3
    assert seen["reasons"] == ["out-of-vram"]
    assert seen["shown"] == [1920, 1080]
    assert (seen["tab"], seen["windows"]) == (["Flamenco"], 2)
    assert not seen["dirty"]
    assert seen["saved_images"] == []
    assert seen["after_loading"] == len(manager.jobs)
    assert seen["left"] == []
    assert no_trouble(run.output)
