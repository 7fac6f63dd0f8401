"""The list of Managers in the preferences: one entry's properties, adding and removing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import bpy

from ...farm import manager_url
from .. import user_preferences
from ..user_preferences import StoredPreferences
from . import credentials

NAME = "Manager"
"""Name of an entry without one."""


def _siblings(context: bpy.types.Context) -> list[FLAMENCO_CLIENT_PG_manager]:
    kept = user_preferences.stored(context)
    return list(kept.managers) if kept else []


def _keep_name_unique(entry: FLAMENCO_CLIENT_PG_manager, context: bpy.types.Context) -> None:
    """Rename a duplicate as Blender does: files refer to a Manager by its name."""
    others = {other.name for other in _siblings(context) if other != entry}
    name = unique_name(entry.name, others)
    if name != entry.name:
        entry.name = name


def _tidy_url(entry: FLAMENCO_CLIENT_PG_manager, _context: bpy.types.Context) -> None:
    """Normalise the address; an invalid one is kept without its password, and the reason is shown below it."""
    try:
        tidy = manager_url.normalise(entry.url).url
    except manager_url.UrlError:
        tidy = manager_url.concealed(entry.url)  # Blender saves the preferences in a file
    if tidy != entry.url:
        entry.url = tidy


class FLAMENCO_CLIENT_PG_manager(bpy.types.PropertyGroup):
    """A Manager of the user's list. Its credentials are not stored here; see ``credentials``."""

    # Blender writes every edited property to its Info log, so secrets must not be readable here.
    def _get_secret(self) -> str:
        return ""

    def _get_user(self) -> str:
        return credentials.known(self.url).user

    def _get_header(self) -> str:
        return credentials.known(self.url).header

    def _get_ca_file(self) -> str:
        return credentials.known(self.url).ca_file

    def _set_user(self, value: str) -> None:
        credentials.change(self.url, user=value)

    def _set_password(self, value: str) -> None:
        if value:  # an empty field means no change; Delete Credentials empties it
            credentials.change(self.url, password=value)

    def _set_header(self, value: str) -> None:
        credentials.change(self.url, header=value)

    def _set_value(self, value: str) -> None:
        if value:
            credentials.change(self.url, value=value)

    def _set_ca_file(self, value: str) -> None:
        credentials.change(self.url, ca_file=bpy.path.abspath(value))

    if TYPE_CHECKING:
        name: str
        url: str
        note: str
        user: str
        password: str
        header: str
        header_value: str
        ca_file: str
    else:
        name: bpy.props.StringProperty(
            name="Name",
            description="Name of this Manager in the list; files can use the Manager by this name",
            update=_keep_name_unique,
        )
        url: bpy.props.StringProperty(
            name="URL",
            description="Address of the Flamenco Manager, for example http://flamenco.local:8080",
            update=_tidy_url,
        )
        note: bpy.props.StringProperty(name="Note", description="Note for yourself, such as what this Manager is for")
        user: bpy.props.StringProperty(
            name="User",
            description="User name for the reverse proxy in front of the Manager; empty: none",
            get=_get_user,
            set=_set_user,
        )
        password: bpy.props.StringProperty(
            name="Password",
            description="Password for the reverse proxy, stored in a file that only you can read and never shown here",
            subtype="PASSWORD",
            options={"SKIP_SAVE"},
            get=_get_secret,
            set=_set_password,
        )
        header: bpy.props.StringProperty(
            name="HTTP Header",
            description="Name of a header that the reverse proxy requires instead of user and password; empty: none",
            get=_get_header,
            set=_set_header,
        )
        header_value: bpy.props.StringProperty(
            name="Value",
            description="Value of the header, stored in a file that only you can read and never shown here",
            subtype="PASSWORD",
            options={"SKIP_SAVE"},
            get=_get_secret,
            set=_set_value,
        )
        ca_file: bpy.props.StringProperty(
            name="CA File",
            description="PEM file with the certificates to trust for https:// addresses instead of those of the system",
            subtype="FILE_PATH",
            get=_get_ca_file,
            set=_set_ca_file,
        )


def unique_name(name: str, others: set[str]) -> str:
    """Return a name that is not among the others: "Farm", "Farm.001", "Farm.002"."""
    name = name.strip() or NAME
    stem, dot, number = name.rpartition(".")
    if not (dot and number.isdigit()):
        stem = name
    candidates = (name, *(f"{stem}.{count:03}" for count in range(1, len(others) + 2)))
    return next(candidate for candidate in candidates if candidate not in others)


def add(preferences: StoredPreferences, name: str, url: str) -> FLAMENCO_CLIENT_PG_manager:
    """Make a Manager the active one: the entry of that name, or else of that address, is updated, or one is added.

    Args:
        preferences: The preferences with the list.
        name: Its name, "" = the one that it has.
        url: Its address, "" = the one that it has.
    """
    entry: FLAMENCO_CLIENT_PG_manager
    managers, name = preferences.managers, name.strip()
    if url and url != user_preferences.DEFAULT_URL and len(managers) == 1 and is_invented(managers[0]):
        managers.clear()  # a real one takes its place
    known = [(number, entry) for number, entry in enumerate(managers)]
    of_name = [(number, entry) for number, entry in known if name and entry.name == name]
    of_url = [(number, entry) for number, entry in known if url and entry.url == url]
    if of_name or of_url:
        number, entry = (of_name or of_url)[0]
    else:
        name = unique_name(name, {other.name for other in managers})
        number, entry = len(managers), managers.add()
    entry.name, entry.url = name or entry.name, url or entry.url
    preferences.active_manager = number
    return entry


def is_invented(entry: FLAMENCO_CLIENT_PG_manager) -> bool:
    """Return whether an entry is the one that the extension made at its first start."""
    return entry.url == user_preferences.DEFAULT_URL and entry.name == NAME


def take_name(context: bpy.types.Context, url: str, name: str) -> None:
    """Give an entry that has no name of the user's the Manager's own name."""
    kept = user_preferences.stored(context)
    for entry in kept.managers if kept is not None else ():
        if entry.url == url and name and entry.name.partition(".")[0] == NAME:
            entry.name = name


def changed(context: bpy.types.Context) -> bool:
    """Let Blender save the preferences when it quits, if it does so; return whether it does."""
    preferences: Any = context.preferences
    preferences.is_dirty = True
    return preferences.use_preferences_save and not bpy.app.background


def remove_active(preferences: StoredPreferences) -> None:
    """Remove the active Manager, and its access unless another entry has the same address."""
    entry = preferences.active
    if entry is None:
        return
    url, index = entry.url, list(preferences.managers).index(entry)
    preferences.managers.remove(index)
    preferences.active_manager = max(0, min(index, len(preferences.managers) - 1))
    if url not in {other.url for other in preferences.managers}:
        credentials.forget(url)


def take_over(preferences: StoredPreferences, name: str) -> str:
    """Remove and return a string that an earlier version stored in a former property; "" = none."""
    kept: Any = preferences  # values without a property are not in the stubs
    if bpy.app.version >= (5, 0):
        kept = kept.bl_system_properties_get()
    value = kept.get(name) if kept else None
    if not isinstance(value, str):
        return ""
    del kept[name]
    return value
