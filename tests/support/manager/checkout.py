"""Checkouts: folders of relative symbolic links into the file store, with the real Manager's faults."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import string
from pathlib import Path
from typing import Any

from .shaman import STORED, Shaman


class CheckoutError(Exception):
    """The checkout failed; the text goes to the client after "unexpected error: "."""


_FORBIDDEN = re.compile(r"[?*:;{}\\]")


def create(shaman: Shaman, asked: str, files: list[dict[str, Any]]) -> str:
    """Create a checkout and return its path.

    If it fails after its folder was created, the *requested* folder is deleted, even if it belongs to another job.

    Raises:
        CheckoutError: Bad path, missing files, or two contents for one path.
    """
    if not asked or asked.startswith("/") or _FORBIDDEN.search(asked) or "../" in asked or "/.." in asked:
        raise CheckoutError(f'invalid checkout path "{_quoted(asked)}"')
    made = _free_path(shaman.checkouts, asked)
    folder = shaman.checkouts / made
    try:
        folder.mkdir(parents=True)
    except OSError as error:
        raise CheckoutError(f"mkdir {folder}: {_go_words(error)}") from None
    try:
        _link_all(shaman, folder, files)
    except CheckoutError:
        delete_asked(shaman, asked)
        raise
    return made


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _free_path(root: Path, asked: str) -> str:
    found = asked
    try:
        while os.path.lexists(os.path.join(root, found)):
            found = f"{asked}-{''.join(secrets.choice(string.ascii_lowercase + string.digits) for _ in range(4))}"
        os.stat(os.path.join(root, found))
    except FileNotFoundError:
        pass
    except OSError as error:
        raise CheckoutError(f"stat {os.path.join(root, found)}: {_go_words(error)}") from None
    return found


def _go_words(error: OSError) -> str:
    return (error.strerror or str(error)).lower()


def _link_all(shaman: Shaman, folder: Path, files: list[dict[str, Any]]) -> None:
    for file in files:
        if shaman.status(file["sha"], file["size"]) != STORED:
            raise CheckoutError("unknown files requested in checkout")
        _link(shaman, folder, file["path"], shaman.blob(file["sha"], file["size"]))


def _link(shaman: Shaman, folder: Path, path: str, blob: Path) -> None:
    # The path is not checked: ".." leaves the checkout, a leading "/" is dropped. Only leaving the storage itself is
    # refused, unlike in the real Manager.
    place = os.path.normpath(os.path.join(folder, path.lstrip("/")))
    if os.path.commonpath([place, shaman.checkouts.parent]) != str(shaman.checkouts.parent):
        raise CheckoutError(f'symlinking "{path}" to checkout: the test Manager does not write outside its storage')
    target = os.path.relpath(blob, os.path.dirname(place))
    try:
        os.makedirs(os.path.dirname(place), exist_ok=True)
        os.symlink(target, place)
    except FileExistsError:
        if os.path.islink(place) and os.readlink(place) == target:
            return
        raise CheckoutError(f'symlinking "{path}" to checkout: symlink {target} {place}: file exists') from None
    except OSError as error:
        words = f"symlink {target} {place}: {_go_words(error)}"
        raise CheckoutError(f'symlinking "{path}" to checkout: {words}') from None


def delete_asked(shaman: Shaman, asked: str) -> None:
    """Delete the requested folder, as a failing checkout does.

    "." deletes all checkouts and ".." the file store, too; nothing outside of the two folders is deleted.
    """
    victim = os.path.normpath(os.path.join(shaman.checkouts, asked))
    roots = [shaman.checkouts] if victim == str(shaman.checkouts) else []
    if victim == str(shaman.checkouts.parent):
        roots = [shaman.checkouts, shaman.stored, shaman.uploading]
    for root in roots:
        shutil.rmtree(root)
        root.mkdir()
    if not roots:
        shutil.rmtree(victim, ignore_errors=True)
