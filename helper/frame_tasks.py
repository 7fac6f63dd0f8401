"""The helper's tasks about the frames of jobs. Imports are lazy, as in ``tasks``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ..core.cancel import CancelToken
from ..core.progress import Phase, Progress
from ..core.text import say
from ..core.user_files import UserFiles
from .dispatcher import Arguments, Steps, Task


def job_frames(arguments: Arguments, cancel: CancelToken) -> Steps:
    """Run ``jobs.frames.on_disk.report`` with ``output`` as the Manager has it, ``frames, platform, table, whole``."""
    from ..jobs.farm_jobs import connect
    from ..jobs.frames.on_disk import look, report
    from ..jobs.frames.path_map import here

    yield Progress(Phase.CHECKING)
    output, variables = arguments["output"], {}
    if output.startswith("{"):
        with connect(arguments["url"], UserFiles(arguments["user_folder"]), cancel, say("ask for variables")) as farm:
            variables = farm.variables(arguments["platform"])
    path = here(output, variables, [(farm, local) for farm, local in arguments["table"]])
    found = look(path)
    yield Progress(Phase.CHECKING)
    return {"path": path, **report(found, arguments["frames"], whole=arguments["whole"])}


def move_frames(arguments: Arguments, _cancel: CancelToken) -> Steps:
    """Run ``jobs.frames.replace_frames.move`` with ``path`` as this machine sees it, ``frames, names``."""
    from ..jobs.frames.on_disk import look
    from ..jobs.frames.replace_frames import move

    yield Progress(Phase.CHECKING)
    return move(look(arguments["path"]), arguments["frames"], arguments["names"])


def play_frames(arguments: Arguments, _cancel: CancelToken) -> Steps:
    """Run ``jobs.frames.player.play`` with ``blender, first, fps, start, end``."""
    from ..jobs.frames import player

    yield Progress(Phase.CHECKING)
    names = ("blender", "first", "fps", "start", "end")
    return player.play(player.arguments(*(arguments[name] for name in names)))


def resend(arguments: Arguments, cancel: CancelToken) -> Steps:
    """Run ``submission.resend.resend`` with ``job_id, frames, platform``."""
    from ..submission.resend import resend as steps

    files = UserFiles(arguments["user_folder"])
    url, job_id, frames = arguments["url"], arguments["job_id"], arguments["frames"]
    return steps(url, job_id, frames, arguments["platform"], user_files=files, cancel=cancel)


TASKS: Final[Mapping[str, Task]] = {
    "job_frames": job_frames,
    "move_frames": move_frames,
    "play_frames": play_frames,
    "resend": resend,
}
