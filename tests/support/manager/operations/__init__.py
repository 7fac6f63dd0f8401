"""Operations of the API, one module per tag."""

from __future__ import annotations

from . import job_control, jobs, meta, setup, shaman, tasks, worker, worker_mgt
from .common import Handler

HANDLERS: dict[str, Handler] = {
    **meta.HANDLERS,
    **setup.HANDLERS,
    **jobs.HANDLERS,
    **job_control.HANDLERS,
    **tasks.HANDLERS,
    **shaman.HANDLERS,
    **worker.HANDLERS,
    **worker_mgt.HANDLERS,
}
"""Handlers by operation id."""

STREAMING = frozenset({"shamanFileStore"})
"""Operations that read their body themselves, or not at all; they run without the farm's lock."""

__all__ = ["HANDLERS", "STREAMING", "Handler"]
