"""The extension's preferences: the Managers and which one is used, and where temporary copies go."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import bpy

from .bridge.managers import manager_list
from .bridge.scene import property_groups
from .bridge.scene.path_list import FLAMENCO_CLIENT_PG_path
from .farm import manager_url as manager_urls
from .state import shown

URL_VARIABLE = "FLAMENCO_MANAGER_URL"
"""Environment variable that goes before the preferences."""

DEFAULT_URL = "http://localhost:8080"
"""A Manager's own default port, on this machine."""

LARGE_FILES = 2000
"""Megabytes above which a file is worth a word, unless the user chooses otherwise."""


class FLAMENCO_CLIENT_AP_preferences(bpy.types.AddonPreferences):
    """What belongs to this user on this machine, never to a file."""

    bl_idname = __package__ or "flamenco_client"

    def _get_url(self) -> str:
        active = self.active
        return active.url if active else DEFAULT_URL

    def _set_url(self, url: str) -> None:
        entry = self.active or manager_list.add(self, "", url)
        entry.url = url

    if TYPE_CHECKING:
        managers: Any  # a collection of FLAMENCO_CLIENT_PG_manager; its add() is not in the stubs
        active_manager: int
        manager_url: str
        copies_folder: str
        project_folder: str
        large_files: int
        shared_folders: Any  # a collection of FLAMENCO_CLIENT_PG_path
        active_shared_folder: int
        keep_sending: bool
    else:
        managers: bpy.props.CollectionProperty(
            type=manager_list.FLAMENCO_CLIENT_PG_manager,
            name="Managers",
            description="The Flamenco Managers that you work with",
        )
        active_manager: bpy.props.IntProperty(
            name="Active Manager", description="The Manager that is used, unless a file asks for another one"
        )
        manager_url: bpy.props.StringProperty(
            name="Manager URL",
            description="Address of the active Manager, for example http://flamenco.local:8080",
            get=_get_url,
            set=_set_url,
        )
        copies_folder: bpy.props.StringProperty(
            name="Temporary Copies",
            description="Folder for the copy of a file with unsaved changes while it is sent; "
            "empty: the extension's own folder",
            subtype="DIR_PATH",
        )
        project_folder: bpy.props.StringProperty(
            name="Project Folder",
            description="Top folder of your project: files below it keep their layout on the farm; "
            "empty: found by .blender_project, .git or .svn, else the folder of the file",
            subtype="DIR_PATH",
        )
        large_files: bpy.props.IntProperty(
            name="Large Files (MB)",
            description="Megabytes above which you are asked before a file is sent for the first time; 0: never",
            default=LARGE_FILES,
            min=0,
            soft_max=100_000,
        )
        shared_folders: bpy.props.CollectionProperty(
            type=FLAMENCO_CLIENT_PG_path,
            name="Shared Folders",
            description="Folders that the farm sees at the same path as this machine: what is referred to by absolute "
            "path below them is not sent",
        )
        active_shared_folder: bpy.props.IntProperty(
            name="Active Shared Folder", description="The one that is selected in the list", options={"HIDDEN"}
        )
        keep_sending: bpy.props.BoolProperty(
            name="Keep Sending When Blender Closes",
            description="A submission goes on in the background when you quit Blender; "
            "the next start of Blender tells how it ended",
        )

    @property
    def active(self) -> manager_list.FLAMENCO_CLIENT_PG_manager | None:
        """The Manager chosen in the list; None when the list is empty."""
        count = len(self.managers)
        return self.managers[min(max(self.active_manager, 0), count - 1)] if count else None

    def draw(self, context: bpy.types.Context) -> None:
        """Draw the preferences."""
        from .ui import preferences_panel

        preferences_panel.draw_preferences(self.layout, self, context)


class Chosen(NamedTuple):
    """What the user chose, or the defaults."""

    manager_url: str = DEFAULT_URL
    copies_folder: str = ""
    project_folder: str = ""
    large_files: int = LARGE_FILES
    """Megabytes; 0 = never ask."""
    shared_folders: tuple[str, ...] = ()
    keep_sending: bool = False


def stored(context: bpy.types.Context) -> FLAMENCO_CLIENT_AP_preferences | None:
    """Return what Blender keeps; nothing when the extension was enabled by ``--addons`` on the command line."""
    assert context.preferences is not None
    addon = context.preferences.addons.get(FLAMENCO_CLIENT_AP_preferences.bl_idname)
    kept = addon.preferences if addon is not None else None
    return kept if isinstance(kept, FLAMENCO_CLIENT_AP_preferences) else None


def chosen(context: bpy.types.Context) -> Chosen:
    """Return the preferences; their defaults when Blender keeps none."""
    kept = stored(context)
    if kept is None:
        return Chosen()
    folders = tuple(entry.path for entry in kept.shared_folders if entry.path)
    return Chosen(
        kept.manager_url, kept.copies_folder, kept.project_folder, kept.large_files, folders, kept.keep_sending
    )


def fixed_url() -> str:
    """Return the address that the environment gives, "" for none: it goes before everything else."""
    return os.environ.get(URL_VARIABLE, "").strip()


def asked_manager(context: bpy.types.Context) -> str:
    """Return the name of the Manager that the open file or its project asks for, "" for the active one."""
    if fixed_url() or context.scene is None:
        return ""
    suggested = shown().suggestions
    project = suggested.project.manager if suggested.file == bpy.data.filepath else ""
    return property_groups.job(context.scene).manager or project


def unknown_manager(context: bpy.types.Context) -> str:
    """Return the name of the Manager that the file or its project asks for and the list does not have; else ""."""
    name = asked_manager(context)
    kept = stored(context)
    return "" if kept and name in kept.managers else name


def typed_url(context: bpy.types.Context) -> str:
    """Return the Manager's address as given: by the environment, or by the list. A file brings a name, no address."""
    kept, name = stored(context), asked_manager(context)
    named = kept.managers.get(name) if kept and name else None
    return fixed_url() or (named.url if named else chosen(context).manager_url)


def manager_url(context: bpy.types.Context) -> str:
    """Return the Manager's address in its normal form.

    Raises:
        UrlError: it is refused; the message says why.
    """
    return manager_urls.normalise(typed_url(context)).url


def user_folder() -> Path:
    """Return the one folder that the extension writes to, made when missing.

    Where it can't be made, whatever is to be written there says so. Blender, asked to make it, would name none, which
    is the working folder to everybody who writes.
    """
    folder = Path(bpy.utils.extension_path_user(FLAMENCO_CLIENT_AP_preferences.bl_idname))
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
    return folder


def copies_folder(context: bpy.types.Context) -> Path:
    """Return where temporary copies of files with unsaved changes are written."""
    folder = chosen(context).copies_folder
    return Path(bpy.path.abspath(folder)) if folder else user_folder() / "copies"


def register() -> None:
    """Begin with a list of one; the address comes from a version that knew only one Manager, if there was one."""
    kept = stored(bpy.context)
    if kept is not None and not kept.managers:
        manager_list.add(kept, "", manager_list.take_over(kept, "manager_url") or DEFAULT_URL)


def unregister() -> None:
    """Leave the list where it is: it is the user's."""


CLASSES = (manager_list.FLAMENCO_CLIENT_PG_manager, FLAMENCO_CLIENT_AP_preferences)
