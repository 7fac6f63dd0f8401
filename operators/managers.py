"""Operators for the list of Managers: add, remove, find on the local network, delete credentials."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import bpy

from .. import state
from ..bridge import user_preferences
from ..bridge.managers import check_manager, credentials, discovery, manager_list
from ..bridge.runtime.translation import rpt_
from ..bridge.scene import property_groups
from ..farm import manager_url
from .check_manager import ANSWER
from .reporting import ReportingOperator

if TYPE_CHECKING:
    from bpy.stub_internal.rna_enums import OperatorReturnItems

NOT_SAVED = 'The Manager "{name}" is in the preferences until Blender quits; bpy.ops.wm.save_userpref() keeps it'


class _ListOperator(ReportingOperator):
    """Base of the operators that change the list of Managers."""

    bl_options = {"INTERNAL"}

    @classmethod
    def why_not(cls, context: bpy.types.Context) -> str:
        """Return a reason unless Blender stores preferences of the extension, and with them the list."""
        kept = user_preferences.stored(context)
        return "" if kept else "The extension is enabled for this session only: enable it in the preferences"

    @staticmethod
    def stored(context: bpy.types.Context) -> user_preferences.StoredPreferences:
        kept = user_preferences.stored(context)
        assert kept is not None
        return kept


class FLAMENCO_CLIENT_OT_add_manager(_ListOperator):
    """Make a Manager the active one; it is added to the list, or updated if its name or its address is there"""

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

    def run(self, context: bpy.types.Context) -> None:
        """Add the Manager; an invalid address adds nothing, an empty one can be entered later."""
        url = manager_url.normalise(self.url).url if self.url else ""
        entry = manager_list.add(self.stored(context), self.name, url)
        if not manager_list.changed(context):
            self.report({"INFO"}, rpt_(NOT_SAVED).format(name=entry.name))


class FLAMENCO_CLIENT_OT_connect(_ListOperator):
    """Add this Manager to your list, and check it"""

    bl_idname = "flamenco_client.connect"
    bl_label = "Connect"

    if TYPE_CHECKING:
        name: str
        url: str
    else:
        name: bpy.props.StringProperty(
            name="Name", description="Name of the Manager in the list", options={"SKIP_SAVE"}
        )
        url: bpy.props.StringProperty(name="URL", description="Address of the Manager", options={"SKIP_SAVE"})

    @classmethod
    def description(cls, _context: bpy.types.Context, properties: bpy.types.OperatorProperties) -> str:
        """Return the address, where a button has one."""
        return str(getattr(properties, "url", "")) or rpt_("Enter the address of your Manager first")

    def start(self, context: bpy.types.Context) -> None:
        """Add it and start the check, for the button."""
        self._add(context)
        check_manager.start_check(context)

    def run(self, context: bpy.types.Context) -> None:
        """Add it and wait for the check, for scripts."""
        self._add(context)
        self.report({"INFO"}, rpt_(ANSWER).format(**check_manager.check(context)))

    def _add(self, context: bpy.types.Context) -> None:
        manager_list.add(self.stored(context), self.name, manager_url.normalise(self.url).url)
        manager_list.changed(context)
        check_manager.use_address(context)


class FLAMENCO_CLIENT_OT_use_manager(ReportingOperator):
    """Use this Manager for this file; the choice is saved with the file"""

    bl_idname = "flamenco_client.use_manager"
    bl_label = "Use Manager"
    bl_options = {"INTERNAL", "UNDO"}

    if TYPE_CHECKING:
        name: str
    else:
        name: bpy.props.StringProperty(
            name="Name", description="Name in your list; empty: the active one", options={"SKIP_SAVE"}
        )

    def run(self, context: bpy.types.Context) -> None:
        """Set it."""
        property_groups.job_properties(property_groups.current_scene(context)).manager = self.name


class FLAMENCO_CLIENT_OT_remove_manager(_ListOperator):
    """Remove the active Manager and its credentials from the list"""

    bl_idname = "flamenco_client.remove_manager"
    bl_label = "Remove Manager"

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[OperatorReturnItems]:
        """Ask first."""
        title = rpt_('Remove "{name}" and its credentials?').format(name=self.stored(context).active.name)
        ask: Any = context.window_manager.invoke_confirm  # type: ignore[union-attr]  # a window has one
        result: set[OperatorReturnItems] = ask(self, event, title=title, confirm_text=rpt_("Remove"))
        return result

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Remove it, after the question or for a script."""
        return self._report(self.run, context)

    @classmethod
    def why_not(cls, context: bpy.types.Context) -> str:
        """Return a reason unless the list has an entry."""
        return super().why_not(context) or ("" if cls.stored(context).active else "There is no Manager in the list")

    def run(self, context: bpy.types.Context) -> None:
        """Remove the Manager."""
        manager_list.remove_active(self.stored(context))
        manager_list.changed(context)


class FLAMENCO_CLIENT_OT_forget_credentials(_ListOperator):
    """Delete user, password, header and CA file of the active Manager"""

    bl_idname = "flamenco_client.forget_credentials"
    bl_label = "Delete Credentials"

    def run(self, context: bpy.types.Context) -> None:
        """Delete them from the file."""
        entry = self.stored(context).active
        if entry is None:
            return
        credentials.forget(entry.url)
        error = credentials.known(entry.url).error
        if error:
            raise error


class FLAMENCO_CLIENT_OT_find_managers(ReportingOperator):
    """Search the local network for Managers, for about five seconds"""

    bl_idname = "flamenco_client.find_managers"
    bl_label = "Find Managers"

    @classmethod
    def why_not(cls, _context: bpy.types.Context) -> str:
        """Return a reason while a search is running."""
        return "A search is already running" if state.current().search.running else ""

    def start(self, _context: bpy.types.Context) -> None:
        """Start the search and return at once, for the button."""
        discovery.start()

    def run(self, _context: bpy.types.Context) -> None:
        """Wait for the end of the search, for scripts."""
        found = discovery.run()
        for each in found:
            self.report({"INFO"}, rpt_(ANSWER).format(**each))
        if not found:
            self.report({"WARNING"}, rpt_("No Manager was found on the local network"))


class FLAMENCO_CLIENT_OT_dismiss_search(ReportingOperator):
    """Hide the results of the search"""

    bl_idname = "flamenco_client.dismiss_search"
    bl_label = "Hide"
    bl_options = {"INTERNAL"}

    def run(self, _context: bpy.types.Context) -> None:
        """Hide the results."""
        discovery.dismiss()


CLASSES = (
    FLAMENCO_CLIENT_OT_add_manager,
    FLAMENCO_CLIENT_OT_connect,
    FLAMENCO_CLIENT_OT_use_manager,
    FLAMENCO_CLIENT_OT_remove_manager,
    FLAMENCO_CLIENT_OT_forget_credentials,
    FLAMENCO_CLIENT_OT_find_managers,
    FLAMENCO_CLIENT_OT_dismiss_search,
)
