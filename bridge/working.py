"""The session, told where its worker may write."""

from __future__ import annotations

from .. import preferences, session


def worker() -> session.Session:
    """Return the session for a request; log and unpacked libraries of its worker go to the extension's user folder."""
    link = session.get()
    if not link.state_folder:
        link.state_folder = str(preferences.user_folder())
    return link
