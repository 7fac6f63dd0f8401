"""User preferences: the Manager in use, folders, and options of submissions."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import bpy

from .. import state
from ..core.user_files import Kind, UserFiles
from ..farm.manager_url import normalise
from .scene import property_groups

ADDON_ID = (__package__ or "flamenco_client.bridge").rpartition(".bridge")[0]
"""The extension's name among Blender's add-ons."""

URL_VARIABLE = "FLAMENCO_MANAGER_URL"
"""Environment variable that overrides the preferences."""

DEFAULT_URL = "http://localhost:8080"
"""A Manager on this machine with its default port."""

LARGE_FILES = 2000
"""Default size in megabytes above which a file needs confirmation."""


class StoredPreferences(Protocol):
    """The preferences that Blender stores; the class is in ``preferences``."""

    managers: Any  # a collection of FLAMENCO_CLIENT_PG_manager; its add() is not in the stubs
    active_manager: int
    manager_url: str
    copies_folder: str
    project_folder: str
    large_files: int
    shared_folders: Any  # a collection of FLAMENCO_CLIENT_PG_path
    active_shared_folder: int
    keep_sending: bool
    user_name_from: str
    other_user_name: str
    jobs_in_status_bar: bool
    job_notices: bool
    desktop_notices: bool
    notice_sound: bool
    worker_controls: bool
    farm_paths: Any  # a collection of FLAMENCO_CLIENT_PG_farm_path

    @property
    def active(self) -> Any:
        """The Manager chosen in the list, a FLAMENCO_CLIENT_PG_manager; None when the list is empty."""


class Chosen(NamedTuple):
    """Preferences of the user, or the defaults."""

    manager_url: str = DEFAULT_URL
    copies_folder: str = ""
    project_folder: str = ""
    large_files: int = LARGE_FILES
    """Megabytes; 0 = never ask."""
    shared_folders: tuple[str, ...] = ()
    keep_sending: bool = False


def stored(context: bpy.types.Context) -> StoredPreferences | None:
    """Return the stored preferences; None if ``--addons`` on the command line enabled the extension."""
    assert context.preferences is not None
    addon = context.preferences.addons.get(ADDON_ID)
    kept: Any = addon.preferences if addon is not None else None
    stored_preferences: StoredPreferences | None = kept
    return stored_preferences


def chosen(context: bpy.types.Context) -> Chosen:
    """Return the preferences, or the defaults if Blender stores none."""
    kept = stored(context)
    if kept is None:
        return Chosen()
    folders = tuple(entry.path for entry in kept.shared_folders if entry.path)
    return Chosen(
        kept.manager_url, kept.copies_folder, kept.project_folder, kept.large_files, folders, kept.keep_sending
    )


def user_name(context: bpy.types.Context) -> str:
    """Return the user's name for jobs: that of the account, another one, or "" for none."""
    kept = stored(context)
    if kept is not None and kept.user_name_from != "ACCOUNT":
        return kept.other_user_name.strip() if kept.user_name_from == "OTHER" else ""
    return os.environ.get("USER") or os.environ.get("USERNAME") or ""


def fixed_url() -> str:
    """Return the address from the environment, which overrides all others; "" = none."""
    return os.environ.get(URL_VARIABLE, "").strip()


def asked_manager(context: bpy.types.Context) -> str:
    """Return the name of the Manager that the open file or its project names; "" = the active one."""
    if fixed_url() or context.scene is None:
        return ""
    project = state.current().suggestions.project.about(blend_path=bpy.data.filepath)
    return property_groups.job_properties(context.scene).manager or (project.manager if project else "")


def unknown_manager(context: bpy.types.Context) -> str:
    """Return the name of the Manager of the file or project if it is not in the list, else ""."""
    name = asked_manager(context)
    kept = stored(context)
    return "" if kept and name in kept.managers else name


def typed_url(context: bpy.types.Context) -> str:
    """Return the Manager's address as entered, from the environment or the list. A file has a name, no address."""
    kept, name = stored(context), asked_manager(context)
    named = kept.managers.get(name) if kept and name else None
    return fixed_url() or (named.url if named else chosen(context).manager_url)


def manager_url(context: bpy.types.Context) -> str:
    """Return the Manager's address in its normal form.

    Raises:
        UrlError: it is invalid; the message has the reason.
    """
    return normalise(typed_url(context)).url


def user_folder() -> Path:
    """Return the folder that the extension writes to; create it if it is missing.

    If that fails, writing to it reports the error. Blender's own function would return an empty path, which means the
    working folder.
    """
    folder = Path(bpy.utils.extension_path_user(ADDON_ID))
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
    return folder


def user_files() -> UserFiles:
    """Return the records in the user folder."""
    return UserFiles(str(user_folder()))


def copies_folder(context: bpy.types.Context) -> Path:
    """Return where temporary copies of files with unsaved changes are written."""
    folder = chosen(context).copies_folder
    return Path(bpy.path.abspath(folder)) if folder else user_files().directory(Kind.COPIES)
