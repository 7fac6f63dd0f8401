"""Online access: whether Blender allows a call to an address."""

from __future__ import annotations

import bpy

from ...core.errors import ErrorKind, FarmError
from ...farm import manager_url


def require(url: str) -> None:
    """Require that "Allow Online Access" is on, or the address is this machine.

    The local network counts as online as well.

    Raises:
        FarmError: kind ``offline``; the hint says how to allow it.
    """
    if not manager_url.is_loopback(url):
        require_network()


def require_network() -> None:
    """Require that "Allow Online Access" is on.

    Raises:
        FarmError: kind ``offline``; the hint says how to allow it.
    """
    if bpy.app.online_access:
        return
    hint = (
        "Blender was started in offline mode: start it without --offline-mode"
        if bpy.app.online_access_override
        else "Enable Allow Online Access in the preferences, under System"
    )
    raise FarmError("Online access is disabled in Blender", kind=ErrorKind.OFFLINE, hint=hint)


def allowed(url: str) -> bool:
    """Return whether `require` allows calls to ``url``."""
    try:
        require(url)
    except FarmError:
        return False
    return True
