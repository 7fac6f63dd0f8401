"""Background work: tasks of the helper, and steps in Blender's thread before and after them.

Work is written once, as a generator of steps. It yields ``None`` where Blender may draw before it goes on, and a
``Task`` for the helper: the yield returns the task's result, or raises its error. The timer drives it after a click; a
script's call runs it to its end.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from ... import state
from ...core import sliced_work
from ...core.errors import Cancelled, ErrorKind, FarmError
from ...core.progress import Progress
from ...core.text import say
from ...ipc.request import OnProgress, Request
from ...state.background import WorkStatus, WorkView
from . import helper_session, redraw

T = TypeVar("T")

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Task:
    """A task for the helper."""

    name: str
    """As in ``helper.tasks``."""
    arguments: Mapping[str, Any]
    on_progress: OnProgress | None = None
    keep: bool = False
    """The helper finishes it when Blender quits."""


Steps = Generator[Task | None, Any, T]
"""Steps in Blender's thread; see above. Closing the generator, which may happen at any time, must change nothing."""


class BackgroundWork(Generic[T]):
    """Steps that run, alone or around tasks of the helper, and the view that shows them."""

    def __init__(
        self, steps: Steps[T], view: WorkView | None = None, on_end: Callable[[], object] = lambda: None
    ) -> None:
        """Prepare the work without starting it.

        Args:
            steps: What to do.
            view: The view that gets progress and result, if any.
            on_end: Called once at the end, also after an error or a cancel.
        """
        self.request: Request | None = None
        self._view = view or WorkView()
        self._steps = steps
        self._on_end = on_end
        self._on_progress: OnProgress | None = None
        self._result: T

    def start(self) -> None:
        """Start, up to the first pause or task; the timer continues."""
        view = self._view
        view.status, view.started, view.work = WorkStatus.RUNNING, time.monotonic(), self
        view.progress, view.error, view.message = None, None, ""
        state.current().works.append(self)
        self.step()
        redraw.tag()

    def run(self, on_progress: OnProgress | None = None) -> T:
        """Start and wait for the result, for scripts.

        Raises:
            FarmError: It failed.
            Cancelled: It was cancelled.
        """
        view, self._on_progress = self._view, on_progress
        try:
            self.start()
            while view.running:
                self._wait()
        except BaseException:
            if view.running:
                self._end(WorkStatus.CANCELLED)
            raise
        if view.error is not None:
            raise view.error
        if view.status is WorkStatus.CANCELLED:
            raise Cancelled(view.message)
        return self._result

    def start_or_run(self) -> None:
        """Start; without a timer, wait for the end and raise errors as ``run`` does."""
        if helper_session.has_timer():
            self.start()
        else:
            self.run()

    def step(self) -> None:
        """Do the next step in Blender's thread; any error ends the work."""
        self._resume(self._steps.send, None)

    def answer(self, **answer: Any) -> None:
        """Answer a question of the helper."""
        if self.request is not None:
            self.request.answer(**answer)

    def keep(self, *, keep: bool) -> None:
        """Say whether the helper finishes its task when Blender quits."""
        if self.request is not None:
            self.request.keep_going(keep=keep)

    def cancel(self) -> None:
        """Cancel the work: at once, or when the helper has stopped its task."""
        self._view.cancelling = True
        if self.request is not None:
            self.request.cancel()
        else:
            self._fail(Cancelled())

    def _wait(self) -> None:
        request = self.request
        if request is None:
            self.step()
            return
        helper_session.get().wait_for(request)
        if self.request is request:  # the session was stopped and calls no callback
            self._fail(Cancelled())

    def _fail(self, error: FarmError | Cancelled) -> None:
        self._resume(self._steps.throw, error)

    def _resume(self, resume: Callable[[Any], Task | None], value: object) -> None:
        self.request = None
        try:
            task = resume(value)
            if task is not None:
                self.request = self._ask(task)
        except StopIteration as end:
            self._result = end.value
            self._end(WorkStatus.DONE)
        except Cancelled as stop:
            self._end(WorkStatus.CANCELLED, message=stop.message)
        except FarmError as error:
            self._end(WorkStatus.FAILED, error)
        except Exception as error:  # noqa: BLE001 - any error has to be shown
            _log.exception("work in the background failed")
            self._end(WorkStatus.FAILED, _internal(error))

    def _ask(self, task: Task) -> Request:
        def on_progress(progress: Progress) -> None:
            self._view.progress = progress
            for callback in (task.on_progress, self._on_progress):
                if callback is not None:
                    callback(progress)
            redraw.tag_throttled()

        return helper_session.get().request(
            task.name,
            task.arguments,
            on_progress=on_progress,
            on_result=lambda result: self._resume(self._steps.send, result),
            on_error=self._fail,
            on_cancelled=self._fail,
            keep=task.keep,
        )

    def _end(self, status: WorkStatus, error: FarmError | None = None, message: str = "") -> None:
        view, works = self._view, state.current().works
        view.status, view.error, view.message = status, error, message
        view.work, view.cancelling = None, False
        if self in works:
            works.remove(self)
        self._on_end()
        redraw.tag()


def step() -> bool:
    """Continue the first work that waits for Blender's thread; return whether there was one."""
    for work in state.current().works:
        if work.request is None:
            work.step()
            return True
    return False


def sliced(steps: sliced_work.Steps[T], seconds: float) -> Steps[T]:
    """Do work of many small steps in turns of the timer, with a time limit per turn."""
    work = sliced_work.SlicedWork(steps)
    yield None
    while not work.run_for(helper_session.time_budget(seconds)):
        yield None
    return work.result


def _internal(error: Exception) -> FarmError:
    return FarmError(
        say(
            "Something went wrong inside Flamenco Client ({doing}: {kind}).",
            doing=str(error),
            kind=type(error).__name__,
        ),
        kind=ErrorKind.INTERNAL,
        hint="Report this with Blender's console output; saving the file and opening it again may help",
    )
