"""Load this folder as the package ``flamenco_client`` outside Blender.

Inside Blender the extension is ``bl_ext.<repository>.flamenco_client``. The helper process, the tests, the tools and
users of the client alone load the same folder, whatever its name, as ``flamenco_client``.
"""

from __future__ import annotations

import importlib.machinery
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

PACKAGE = "flamenco_client"


def mount(root: Path | None = None) -> ModuleType:
    """Make ``flamenco_client`` importable from ``root`` (default: the folder of this file), once per process.

    The root's ``__init__.py`` is not run: it is for Blender.

    Raises:
        RuntimeError: ``flamenco_client`` is already loaded from another folder. With two copies of a class in one
            process, ``except ApiException`` would not catch the other's.
    """
    folder = str((root or Path(__file__).parent).resolve())
    mounted = sys.modules.get(PACKAGE)
    if mounted is not None:
        if list(mounted.__path__) != [folder]:
            raise RuntimeError(f"{PACKAGE} is already loaded from {list(mounted.__path__)}, not from {folder}")
        return mounted
    spec = importlib.machinery.ModuleSpec(PACKAGE, loader=None, is_package=True)
    spec.submodule_search_locations = [folder]
    package = importlib.util.module_from_spec(spec)
    sys.modules[PACKAGE] = package
    return package
