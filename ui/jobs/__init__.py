"""Jobs of the farm in the interface."""

from __future__ import annotations

from . import frames, job_list, menus, panels, task_list

CLASSES = (*frames.CLASSES, *job_list.CLASSES, *menus.CLASSES, *task_list.CLASSES, *panels.CLASSES)
