"""The extension's preferences: the Manager, Check Manager, where temporary copies go."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import bpy

from .farm import url as manager_urls

URL_VARIABLE = "FLAMENCO_MANAGER_URL"
"""Environment variable that goes before the preferences."""

DEFAULT_URL = "http://localhost:8080"
"""A Manager's own default port, on this machine."""


def _tidy_url(preferences: FLAMENCO_CLIENT_AP_preferences, _context: bpy.types.Context) -> None:
    """Show the address in its normal form; one that is refused stays as typed, with the reason below the field."""
    try:
        tidy = manager_urls.normalise(preferences.manager_url).url
    except manager_urls.UrlError:
        return
    if tidy != preferences.manager_url:
        preferences.manager_url = tidy


class FLAMENCO_CLIENT_AP_preferences(bpy.types.AddonPreferences):
    """What belongs to this user on this machine, never to a file."""

    bl_idname = __package__ or "flamenco_client"

    if TYPE_CHECKING:
        manager_url: str
        copies_folder: str
        project_folder: str
    else:
        manager_url: bpy.props.StringProperty(
            name="Manager URL",
            description="Address of the Flamenco Manager, for example http://flamenco.local:8080",
            default=DEFAULT_URL,
            update=_tidy_url,
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

    def draw(self, context: bpy.types.Context) -> None:
        """Draw the preferences."""
        from .ui import manager_info

        manager_info.draw_preferences(self.layout, self, context)


class Chosen(NamedTuple):
    """What the user chose, or the defaults."""

    manager_url: str = DEFAULT_URL
    copies_folder: str = ""
    project_folder: str = ""


def chosen(context: bpy.types.Context) -> Chosen:
    """Return the preferences; their defaults when Blender keeps none (enabled by ``--addons`` on the command line)."""
    assert context.preferences is not None
    addon = context.preferences.addons.get(FLAMENCO_CLIENT_AP_preferences.bl_idname)
    stored = addon.preferences if addon is not None else None
    if not isinstance(stored, FLAMENCO_CLIENT_AP_preferences):
        return Chosen()
    return Chosen(stored.manager_url, stored.copies_folder, stored.project_folder)


def typed_url(context: bpy.types.Context) -> str:
    """Return the Manager's address as given, by the environment or else in the preferences."""
    return os.environ.get(URL_VARIABLE, "").strip() or chosen(context).manager_url


def manager_url(context: bpy.types.Context) -> str:
    """Return the Manager's address in its normal form.

    Raises:
        UrlError: it is refused; the message says why.
    """
    return manager_urls.normalise(typed_url(context)).url


def user_folder() -> Path:
    """Return the one folder that the extension writes to, made when missing."""
    return Path(bpy.utils.extension_path_user(FLAMENCO_CLIENT_AP_preferences.bl_idname, create=True))


def copies_folder(context: bpy.types.Context) -> Path:
    """Return where temporary copies of files with unsaved changes are written."""
    folder = chosen(context).copies_folder
    return Path(bpy.path.abspath(folder)) if folder else user_folder() / "copies"


CLASSES = (FLAMENCO_CLIENT_AP_preferences,)
