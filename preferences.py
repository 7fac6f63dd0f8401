"""The extension's preferences: Managers, folders, and options of submissions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import bpy

from .bridge.managers import manager_list
from .bridge.scene.path_list import FLAMENCO_CLIENT_PG_path
from .bridge.user_preferences import ADDON_ID, DEFAULT_URL, LARGE_FILES, stored


def _on_keep_sending(preferences: FLAMENCO_CLIENT_AP_preferences, _context: bpy.types.Context) -> None:
    from .bridge import recovery

    recovery.keep_sending(keep=preferences.keep_sending)


class FLAMENCO_CLIENT_AP_preferences(bpy.types.AddonPreferences):
    """Preferences of this user on this machine; never stored in a .blend file."""

    bl_idname = ADDON_ID

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
            name="Active Manager", description="The Manager that is used unless a file names another one"
        )
        manager_url: bpy.props.StringProperty(
            name="Manager URL",
            description="Address of the active Manager, for example http://flamenco.local:8080",
            get=_get_url,
            set=_set_url,
        )
        copies_folder: bpy.props.StringProperty(
            name="Temporary Copies",
            description="Folder for temporary copies of files with unsaved changes; empty: the extension's own folder",
            subtype="DIR_PATH",
        )
        project_folder: bpy.props.StringProperty(
            name="Project Folder",
            description="Top folder of your project, whose files keep their layout on the farm; empty: the "
            "folder with .blender_project, .git or .svn, or else the folder of the file",
            subtype="DIR_PATH",
        )
        large_files: bpy.props.IntProperty(
            name="Large Files (MB)",
            description="Size in megabytes above which a file is uploaded only after confirmation the first "
            "time; 0: never ask",
            default=LARGE_FILES,
            min=0,
            soft_max=100_000,
        )
        shared_folders: bpy.props.CollectionProperty(
            type=FLAMENCO_CLIENT_PG_path,
            name="Shared Folders",
            description="Folders that all workers see under the same path; files in them that are referenced by "
            "absolute path are not uploaded",
        )
        active_shared_folder: bpy.props.IntProperty(
            name="Active Shared Folder", description="The selected item in the list", options={"HIDDEN"}
        )
        keep_sending: bpy.props.BoolProperty(
            name="Keep Uploading When Blender Closes",
            description="Continue a submission in the background when you quit Blender, and show its result at "
            "the next start",
            update=_on_keep_sending,
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


def register() -> None:
    """Create a list with one Manager; its address may come from an older version with a single Manager."""
    kept = stored(bpy.context)
    if kept is not None and not kept.managers:
        manager_list.add(kept, "", manager_list.take_over(kept, "manager_url") or DEFAULT_URL)


def unregister() -> None:
    """Keep the list: it belongs to the user."""


CLASSES = (manager_list.FLAMENCO_CLIENT_PG_manager, FLAMENCO_CLIENT_AP_preferences)
