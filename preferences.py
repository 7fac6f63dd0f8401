"""The extension's preferences: Managers, folders, and options of submissions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import bpy

from .bridge.managers import manager_list
from .bridge.runtime.translation import n_
from .bridge.scene.path_list import FLAMENCO_CLIENT_PG_path
from .bridge.user_preferences import ADDON_ID, DEFAULT_URL, LARGE_FILES, stored


def _on_keep_sending(preferences: FLAMENCO_CLIENT_AP_preferences, _context: bpy.types.Context) -> None:
    from .bridge import recovery

    recovery.keep_sending(keep=preferences.keep_sending)


class FLAMENCO_CLIENT_PG_farm_path(bpy.types.PropertyGroup):
    """A folder on the farm, and the same folder on this machine."""

    if TYPE_CHECKING:
        farm: str
        local: str
    else:
        farm: bpy.props.StringProperty(name="On the Farm", description="The folder as the farm writes it")
        local: bpy.props.StringProperty(
            name="On This Machine", description="The same folder as this machine sees it", subtype="DIR_PATH"
        )


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
        user_name_from: str
        other_user_name: str
        jobs_in_status_bar: bool
        job_notices: bool
        desktop_notices: bool
        notice_sound: bool
        worker_controls: bool
        farm_paths: Any  # a collection of FLAMENCO_CLIENT_PG_farm_path; its add() is not in the stubs
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
        user_name_from: bpy.props.EnumProperty(
            name="User Name",
            description="The name that your jobs have on the farm; by it they are found as yours",
            items=(
                ("ACCOUNT", n_("Account"), "The name of your account on this computer"),
                ("OTHER", n_("Other"), "A name that you enter"),
                ("NONE", "None", "Jobs are sent without a name"),
            ),
        )
        other_user_name: bpy.props.StringProperty(name="Name", description="Your name on the farm")
        jobs_in_status_bar: bpy.props.BoolProperty(
            name="Jobs in Status Bar", description="Show your unfinished jobs in the status bar", default=True
        )
        job_notices: bpy.props.BoolProperty(
            name="Report Jobs", description="Report once when a job of yours fails or ends", default=True
        )
        desktop_notices: bpy.props.BoolProperty(
            name="Desktop Notification", description="Report it by the notifications of your desktop, too"
        )
        notice_sound: bpy.props.BoolProperty(
            name="Sound", description="Let the desktop play the sound of its notifications"
        )
        worker_controls: bpy.props.BoolProperty(
            name="Show Worker Controls",
            description="Show buttons that let workers of the farm sleep, wake up and restart",
        )
        farm_paths: bpy.props.CollectionProperty(
            type=FLAMENCO_CLIENT_PG_farm_path,
            name="Paths of the Farm",
            description="Folders of the farm, and where they are on this machine, to find rendered frames",
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


CLASSES = (manager_list.FLAMENCO_CLIENT_PG_manager, FLAMENCO_CLIENT_PG_farm_path, FLAMENCO_CLIENT_AP_preferences)
