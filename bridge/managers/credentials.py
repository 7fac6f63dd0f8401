"""Credentials for a Manager behind a proxy, as the preferences show and change them.

Secrets are written from the field to the file, and Blender's process keeps none; see ``farm.credentials``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import bpy

from ... import state
from ...core.errors import FarmError
from ...farm import credentials
from ...farm.manager_url import normalise
from ...state.manager import CredentialsView
from .. import user_preferences


def known(address: str) -> CredentialsView:
    """Return the loaded credentials of a Manager. Draw functions call this, so it reads no disk."""
    try:
        url = normalise(address).url
    except FarmError:
        return CredentialsView()
    if url not in state.current().credentials and bpy.app.background:
        _load(url)  # without a window there is no timer that loads them
    return state.current().credentials.get(url, CredentialsView())


def load(addresses: Iterable[str]) -> None:
    """Load the credentials of the Managers of the list, each once."""
    for address in addresses:
        try:
            url = normalise(address).url
        except FarmError:
            continue
        if url not in state.current().credentials:
            _load(url)


def change(address: str, **values: str) -> None:
    """Change parts of the credentials, named as in ``Credentials``; an error is stored in the view."""
    error: FarmError | None = None
    try:
        url = normalise(address).url
        user_files = user_preferences.user_files()
        credentials.write(user_files, url, replace(credentials.read(user_files, url), **values))
    except FarmError as refused:
        error, url = refused, address
    _load(url, error)


def forget(address: str) -> None:
    """Delete the credentials of a Manager."""
    change(address, user="", password="", header="", value="", ca_file="")


def _load(url: str, error: FarmError | None = None) -> None:
    given = credentials.read(user_preferences.user_files(), url)
    state.current().credentials[url] = CredentialsView(
        user=given.user,
        has_password=bool(given.password),
        header=given.header,
        has_value=bool(given.value),
        ca_file=given.ca_file,
        objection=given.objection,
        error=error,
    )
