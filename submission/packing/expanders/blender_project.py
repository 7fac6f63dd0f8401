"""Projects of Blender 5.3: the file with their settings, and the colour configuration that it names."""

from __future__ import annotations

import os
import tomllib
from pathlib import PurePath
from typing import Any, Final

from ....core.finding import warning
from ....core.safe_names import printable
from ...local_files.file_sources import open_regular
from ..pack_layout import normal
from .expansion import Expansion
from .linked_files import References

ROOT: Final = "{project_root}"
"""What a path starts with that is relative to the project's root; Blender takes no other relative path."""
MOST_BYTES: Final = 1 << 20
_BUILT_IN: Final = "ocio://"


def project(path: str, user: str, references: References) -> Expansion:
    """Return the settings file of a project and what it needs.

    Args:
        path: The file, in a folder of the project's root.
        user: The .blend, from whose folder upwards Blender looks for it.
        references: Follows the colour configuration.

    Raises:
        Cancelled: The user cancelled.
    """
    found = Expansion([path], together=[(os.path.dirname(user), os.path.dirname(path))])
    settings = _read(path, found)
    if _has_token(settings):
        found.notices.append(
            warning(
                "access-token",
                "{path} is uploaded and contains the access token of an asset library: whoever can read the farm's "
                "storage can read it. Keep the token in Blender's preferences instead.",
                printable(path),
                path=printable(path),
            )
        )
    written = settings.get("ocio_config")
    if not isinstance(written, str) or not written or written.startswith(_BUILT_IN):
        return found
    is_absolute = PurePath(written).is_absolute()
    if not is_absolute and not written.startswith(ROOT):
        return found  # Blender ignores it, too
    root = os.path.dirname(os.path.dirname(path))
    try:
        target = normal(root + written.removeprefix(ROOT) if not is_absolute else written)
    except ValueError:
        return found
    if is_absolute and references.is_shared(target):
        found.shared.append(target)
        return found
    found.add(references.follow(target))
    if is_absolute:
        found.fixed.append((path, target))
    else:
        found.together.append((os.path.dirname(path), os.path.dirname(target)))
    return found


def _read(path: str, found: Expansion) -> dict[str, Any]:
    try:
        with open_regular(path) as file:
            return tomllib.loads(file.read(MOST_BYTES).decode())
    except OSError:
        return {}  # reported when the file itself is added
    except ValueError as error:
        text = "{path} could not be read: {reason}. Blender ignores the settings of this project."
        found.notices.append(
            warning("project-settings", text, printable(path), path=printable(path), reason=str(error))
        )
        return {}


def _has_token(settings: dict[str, Any]) -> bool:
    libraries = settings.get("asset_libraries")
    listed = libraries if isinstance(libraries, list) else []
    return any(isinstance(each, dict) and bool(each.get("access_token")) for each in listed)
