"""Operators for the list of Managers: add, remove, find on the local network, delete credentials."""

from __future__ import annotations

from typing import TYPE_CHECKING

import bpy

from .. import state
from ..bridge import user_preferences
from ..bridge.managers import credentials, discovery, manager_list
from ..bridge.runtime.translation import rpt_, rpt_error
from ..core.errors import Cancelled, FarmError
from ..farm import manager_url
from .check_manager import ANSWER

if TYPE_CHECKING:
    from bpy.stub_internal.rna_enums import OperatorReturnItems


class _ListOperator(bpy.types.Operator):
    """Base of the operators that change the list of Managers."""

    bl_options = {"INTERNAL"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        """Return whether Blender stores preferences of the extension, and with them the list."""
        kept = user_preferences.stored(context)
        if kept is None:
            cls.poll_message_set(rpt_("The extension is enabled for this session only: enable it in the preferences"))
        return kept is not None

    @staticmethod
    def stored(context: bpy.types.Context) -> user_preferences.StoredPreferences:
        kept = user_preferences.stored(context)
        assert kept is not None
        return kept


class FLAMENCO_CLIENT_OT_add_manager(_ListOperator):
    """Add a Manager to the list and make it the active one"""

    bl_idname = "flamenco_client.add_manager"
    bl_label = "Add Manager"

    if TYPE_CHECKING:
        name: str
        url: str
    else:
        name: bpy.props.StringProperty(
            name="Name", description="Name of the Manager in the list", options={"SKIP_SAVE"}
        )
        url: bpy.props.StringProperty(name="URL", description="Address of the Manager", options={"SKIP_SAVE"})

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Add the Manager; an invalid address adds nothing, an empty one can be entered later."""
        try:
            url = manager_url.normalise(self.url).url if self.url else ""
        except manager_url.UrlError as error:
            self.report({"ERROR"}, rpt_error(error))
            return {"CANCELLED"}
        manager_list.add(self.stored(context), self.name, url)
        return {"FINISHED"}


class FLAMENCO_CLIENT_OT_remove_manager(_ListOperator):
    """Remove the active Manager and its credentials from the list"""

    bl_idname = "flamenco_client.remove_manager"
    bl_label = "Remove Manager"

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        """Return whether the list has an entry."""
        if not super().poll(context):
            return False
        if cls.stored(context).active is None:
            cls.poll_message_set(rpt_("There is no Manager in the list"))
            return False
        return True

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Remove the Manager."""
        manager_list.remove_active(self.stored(context))
        return {"FINISHED"}


class FLAMENCO_CLIENT_OT_forget_credentials(_ListOperator):
    """Delete user, password, header and CA file of the active Manager"""

    bl_idname = "flamenco_client.forget_credentials"
    bl_label = "Delete Credentials"

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Delete them from the file."""
        entry = self.stored(context).active
        if entry is None:
            return {"CANCELLED"}
        credentials.forget(entry.url)
        error = credentials.known(entry.url).error
        if error:
            self.report({"ERROR"}, rpt_error(error))
            return {"CANCELLED"}
        return {"FINISHED"}


class FLAMENCO_CLIENT_OT_find_managers(bpy.types.Operator):
    """Search the local network for Managers, for about five seconds"""

    bl_idname = "flamenco_client.find_managers"
    bl_label = "Find Managers"

    @classmethod
    def poll(cls, _context: bpy.types.Context) -> bool:
        """Return whether no search is running."""
        if state.current().search.running:
            cls.poll_message_set(rpt_("A search is already running"))
        return not state.current().search.running

    def invoke(self, _context: bpy.types.Context, _event: bpy.types.Event) -> set[OperatorReturnItems]:
        """Start the search and return at once, for the button."""
        try:
            discovery.start()
        except FarmError as error:
            self.report({"ERROR"}, rpt_error(error))
            return {"CANCELLED"}
        return {"FINISHED"}

    def execute(self, _context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Wait for the end of the search, for scripts."""
        try:
            found = discovery.run()
        except (FarmError, Cancelled) as error:
            self.report({"ERROR"}, rpt_error(error))
            return {"CANCELLED"}
        for each in found:
            self.report({"INFO"}, rpt_(ANSWER).format(**each))
        if not found:
            self.report({"WARNING"}, rpt_("No Manager was found on the local network"))
        return {"FINISHED"}


class FLAMENCO_CLIENT_OT_dismiss_search(bpy.types.Operator):
    """Hide the results of the search"""

    bl_idname = "flamenco_client.dismiss_search"
    bl_label = "Hide"
    bl_options = {"INTERNAL"}

    def execute(self, _context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Hide the results."""
        discovery.dismiss()
        return {"FINISHED"}


CLASSES = (
    FLAMENCO_CLIENT_OT_add_manager,
    FLAMENCO_CLIENT_OT_remove_manager,
    FLAMENCO_CLIENT_OT_forget_credentials,
    FLAMENCO_CLIENT_OT_find_managers,
    FLAMENCO_CLIENT_OT_dismiss_search,
)
