"""Pack builder: collects the files of all references, then gives each one its path in the pack."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from ...core.cancel import CancelToken
from ...core.finding import Finding, listed, remark, warning
from ...core.glob_patterns import Globs
from ...core.safe_names import printable
from ...core.text import say
from ..colour_findings import ColourConfiguration, about_colours
from ..local_files.file_sources import readable
from ..snapshot import AssetReference, FileChoices
from .expanders import COLOUR_TABLES, Expander, Expansion, MissingPath, missing_path, reason, scripts
from .pack import EXTRA, MissingFile, Pack, PackFile, SkippedFile
from .pack_layout import Layout, key, normal
from .pack_paths import case_collisions, placed, require_fit, unresolvable_paths
from .placed_reference import RELATIVE
from .project_root import ProjectRoot
from .real_paths import RealPaths, outermost
from .shared_folders import SharedFolders

_TELL_EVERY = 250
"""Files between two progress reports."""
_BLENDCACHE = "blendcache_"
"""Prefix of the cache folders that Blender expects beside a .blend; no reference to them can be rewritten."""

_PROXIES = "BL_proxy"
"""Name of the folder of proxies that Blender expects beside a clip; it has one folder for each clip."""
_PROXY = "proxy"
"""Kind of a reference to the proxies of one clip."""

Users = tuple[AssetReference, ...]


@dataclass(slots=True)
class _Item:
    """A file to upload, before its path in the pack is known."""

    path: str
    source: str
    """What is read: the copy with the unsaved changes, or ``path`` itself."""
    size: int
    users: Users
    is_link: bool = False


class PackBuilder:
    """Builder of a pack."""

    def __init__(
        self, blend_path: str, root: ProjectRoot, choices: FileChoices, cancel: CancelToken, *, source: str, size: int
    ) -> None:
        """Start with the .blend; ``source`` and ``size`` are those of the file to read in place of ``blend_path``."""
        self._root = normal(root.path)
        self._real_paths = RealPaths((root.inside, *choices.shared_folders))
        self._choices = choices
        self._cancel = cancel
        self._expander = Expander(cancel, self._is_shared)
        self._exclude = Globs(choices.exclude, ignore_case=os.name == "nt")
        self._layout = Layout(self._root)
        self._shared_folders = SharedFolders((), ())
        self._main = normal(blend_path)
        self._items = {key(self._main): _Item(self._main, source, size, ())}
        self._users: dict[tuple[int, int], Users] = {}
        self._missing: dict[str, MissingFile] = {}
        self._unreadable: dict[str, MissingFile] = {}
        self._shared: dict[str, SkippedFile] = {}
        self._excluded: dict[str, SkippedFile] = {}
        self._references: list[tuple[AssetReference, str, bool]] = []
        """Each reference, the normal path of its target or "", and whether it is shared."""
        self._fixed: dict[tuple[str, str], None] = {}
        self._together: set[tuple[str, str]] = set()
        self._notices: dict[Finding, None] = {}
        self._scripts: list[scripts.Script] = []
        self._computed: dict[str, str] = {}
        """For each owner of nodes that compute a path, one such path."""
        self._without_file: dict[str, Callable[[AssetReference], None]] = {
            "environment": self._add_environment,
            "script": self._add_script,
            "unknown": self._add_unknown,
        }
        self._looks = 0

    def share(self, assets: Iterable[AssetReference]) -> None:
        """Find the references into shared folders; call it with all references before the first ``add``."""
        self._shared_folders = SharedFolders(self._choices.shared_folders, assets)

    def _is_shared(self, path: str) -> bool:
        return self._shared_folders.holds(path)

    def add(self, asset: AssetReference) -> Iterator[int]:
        """Add the files of one reference; yield the number of files from time to time.

        Raises:
            Cancelled: The user cancelled.
        """
        self._cancel.check()
        if not asset.path:
            return
        if asset.spread in self._without_file:
            self._without_file[asset.spread](asset)
            return
        if not os.path.isabs(asset.path):
            self._add_missing(MissingPath(asset.path, say("is not an absolute path")), asset)
            return
        try:
            path = normal(asset.path)
        except ValueError as error:
            self._add_missing(missing_path(asset.path, error), asset)
            return
        if asset.spread == "place":
            self._references.append((asset, path, self._shared_folders.has(asset)))
            return
        if self._shared_folders.has(asset):
            self._skip(self._shared, path, asset)
            self._references.append((asset, "", True))
            self._add_all_missing(self._expander.expand_shared(asset, path), asset)
            return
        if asset.owner and self._shared_folders.reads(asset.start_file):
            text = "{library} is in a shared folder and refers to {path}, which workers may not find."
            library = printable(asset.start_file)
            found = warning("shared-library", text, library, library=library, path=printable(path))
            self._notices[found] = None
            return
        yield from self._add_expansion(self._expander.expand(asset, path), asset, path)

    def _add_environment(self, asset: AssetReference) -> None:
        self._notices.update(dict.fromkeys(about_colours(ColourConfiguration(asset.path, asset.stem))))
        if os.path.isabs(asset.path):
            read = self._expander.expand(asset, normal(asset.path)).notices
            self._notices.update((found, None) for found in read if found.id == COLOUR_TABLES)

    def _add_script(self, asset: AssetReference) -> None:
        found = scripts.script(asset.owner, asset.path, asset.owner_file, asset.stem, self._cancel)
        self._scripts.append(found)
        for path in found.files:
            if self._is_shared(path):
                self._skip(self._shared, path, asset)
            elif self._add_file(path, asset):
                self._together.add((os.path.dirname(normal(asset.path)), os.path.dirname(path)))

    def _add_unknown(self, asset: AssetReference) -> None:
        self._computed.setdefault(asset.owner, printable(asset.written))

    def _add_expansion(self, expansion: Expansion, asset: AssetReference, path: str) -> Iterator[int]:
        sent = False
        for each in expansion.files:
            sent |= self._add_file(each, asset)
            self._looks += 1
            if self._looks % _TELL_EVERY == 0:
                self._cancel.check()
                yield len(self._items)
        self._add_all_missing(expansion, asset)
        self._together.update(expansion.together)
        self._fixed.update(dict.fromkeys(expansion.fixed))
        for each in expansion.shared:
            self._skip(self._shared, each, asset)
        self._notices.update(dict.fromkeys(expansion.notices))
        if _BLENDCACHE in path and os.path.basename(path).startswith(_BLENDCACHE):
            self._together.add((os.path.dirname(path), path))
        elif asset.kind == _PROXY and os.path.basename(os.path.dirname(path)) == _PROXIES:
            self._together.add((os.path.dirname(os.path.dirname(path)), path))
        if asset.owner and asset.spread != "project":  # Blender finds a project by its folder
            self._references.append((asset, path if sent else "", False))

    def _add_file(self, path: str, asset: AssetReference) -> bool:
        """Add a file unless it is known already; return whether it is uploaded."""
        name = key(path)
        item = self._items.get(name)
        if item is not None:
            if name != key(self._main):
                item.users = self._with(item.users, asset)
            return True
        pattern = self._excluded_by(path, asset)
        if pattern:
            self._skip(self._excluded, path, asset, pattern)
            return False
        try:
            size, is_link = readable(path)
        except (OSError, ValueError) as error:
            self._add_missing(missing_path(path, error), asset)
            return False
        self._items[name] = _Item(path, path, size, self._with((), asset), is_link)
        return True

    def _with(self, users: Users, asset: AssetReference) -> Users:
        """Return the users and one more; the files of one reference share one tuple to save memory."""
        pair = (id(users), id(asset)) if users else (0, id(asset))
        if pair not in self._users:
            self._users[pair] = users if any(user is asset for user in users) else (*users, asset)
        return self._users[pair]

    def _excluded_by(self, path: str, asset: AssetReference) -> str:
        if not self._exclude or (asset.kind == EXTRA and asset.spread == "file"):
            return ""
        folder, name = os.path.split(path)
        inner = self._layout.inner(folder)
        if inner is None:
            return self._exclude.first(path.replace(os.sep, "/"))
        return self._exclude.first(f"{inner}/{name}" if inner else name)

    def _add_all_missing(self, expansion: Expansion, asset: AssetReference) -> None:
        for missing in expansion.missing:
            self._add_missing(missing, asset)

    def _add_missing(self, missing: MissingPath, asset: AssetReference) -> None:
        """Record a file as missing or unreadable."""
        if missing.absent and asset.optional:
            return
        notes = self._missing if missing.absent else self._unreadable
        known = notes.get(missing.path)
        why = known.why if known else self._with_hint(missing)
        notes[missing.path] = MissingFile(missing.path, why, self._with(known.users if known else (), asset))

    def _with_hint(self, missing: MissingPath) -> str:
        """Return why a file is missing, and name one that differs in case or accents: other systems take that one."""
        alike = self._expander.alike(missing.path) if missing.absent else ""
        if not alike or alike == missing.path:
            return missing.why
        return say("{reason}; {path} exists, but differs in case or accents", reason=missing.why, path=printable(alike))

    def _skip(self, notes: dict[str, SkippedFile], path: str, asset: AssetReference, why: str = "") -> None:
        known = notes.get(path)
        notes[path] = SkippedFile(path, self._with(known.users if known else (), asset), why)

    def build(self) -> Pack:
        """Give every file its path in the pack.

        Raises:
            ValueError: The name of the .blend is not possible on the farm.
        """
        for one, other in sorted(self._together):
            self._layout.keep_together(one, other)
        self._layout.make_room(item.path for item in self._items.values())
        files: dict[str, PackFile] = {}
        outside: dict[str, str] = {}
        for name, item in self._items.items():
            folder, own_name = os.path.split(item.path)
            try:
                place = self._layout.place_in(folder, own_name)
                require_fit(place)
            except ValueError as error:
                if not item.users:
                    raise
                self._unreadable[item.path] = MissingFile(item.path, reason(error), item.users)
            else:
                files[name] = PackFile(item.source, place, item.size, item.users)
                where = self._real_paths.outside_folder(item.path, is_link=item.is_link) if item.users else ""
                if where:
                    outside[item.path] = where
        self._notices.update(dict.fromkeys((*scripts.findings(self._scripts), *self._about_computed())))
        # Files whose own references to other files will not resolve on the farm.
        self._notices.update(dict.fromkeys(unresolvable_paths(self._layout, self._together, self._fixed)))
        return self._pack(files, outside)

    def _about_computed(self) -> Iterator[Finding]:
        if self._computed:
            text = "Nodes compute the path of a file that they import: {owners}. Add the files if workers need them."
            owners = [say("{owner} ({path})", owner=owner, path=path) for owner, path in self._computed.items()]
            yield remark("computed-import", text, next(iter(self._computed)), owners=listed(owners))

    def _place(self, path: str) -> str:
        """Return where a file that is not sent would be in the pack; only its name, if the path is none of here."""
        with contextlib.suppress(ValueError):
            if os.path.isabs(path):
                return printable(self._layout.place(normal(path)))
        return printable(path.replace("\\", "/").rpartition("/")[2])

    def _pack(self, files: dict[str, PackFile], outside: dict[str, str]) -> Pack:
        large = self._choices.large_bytes
        main = key(self._main)
        return Pack(
            files=tuple(files.values()),
            root=self._root,
            blend_path_in_pack=files[main].path_in_pack,
            missing=tuple(self._missing.values()),
            unreadable=tuple(self._unreadable.values()),
            outside=tuple(outside),
            outside_folders=outermost(outside.values()),
            real_paths=self._real_paths.of,
            absolute=tuple(dict.fromkeys(self._absolute())),
            shared=tuple(self._shared.values()),
            excluded=tuple(self._excluded.values()),
            extra=tuple(file.source for file in files.values() if file.is_extra),
            large=tuple(file for file in files.values() if large and file.size > large),
            missing_places=tuple(map(self._place, (*self._missing, *self._unreadable))),
            excluded_places=tuple(map(self._place, self._excluded)),
            case_collisions=tuple(case_collisions(files.values())),
            notices=tuple(self._notices),
            references=tuple(placed(self._layout, files, self._main, self._references)),
        )

    def _absolute(self) -> Iterator[str]:
        for asset, path, _ in self._references:
            if (
                path
                and asset.spread != "place"
                and not asset.written.startswith(RELATIVE)
                and not self._layout.is_outside(os.path.dirname(path))
            ):
                yield path
