"""Required changes in copies, and the requests to the second Blender."""

from __future__ import annotations

from flamenco_client.submission.packing.pack import Pack, PackFile
from flamenco_client.submission.packing.placed_reference import PlacedReference
from flamenco_client.submission.rewriting.required_changes import wanted
from flamenco_client.tests.unit.submission.helpers import asset

SHOT, LIBRARY, PROP = "/film/shots/shot.blend", "/store/lib.blend", "/store/prop.blend"


def pack() -> Pack:
    """Return a pack of a shot from a copy with unsaved changes, and two libraries from outside of the project."""
    places = {SHOT: "shots/shot.blend", LIBRARY: "_outside/1/lib.blend", PROP: "_outside/1/prop.blend"}
    references = (
        PlacedReference(asset("/film/tex/a.png", "/film/tex/a.png"), places[SHOT], "tex/a.png"),
        PlacedReference(asset("/film/tex/b.png", "//../tex/b.png"), places[SHOT], "tex/b.png"),
        PlacedReference(asset("/store/cache", "/store/cache/"), places[SHOT], "_outside/2"),
        PlacedReference(asset("/srv/c.png", "/srv/c.png"), places[SHOT], "", shared=True),
        PlacedReference(asset(LIBRARY, LIBRARY, "library"), places[SHOT], places[LIBRARY]),
        PlacedReference(asset(PROP, "//prop.blend", "library"), places[LIBRARY], places[PROP]),
    )
    files = (
        PackFile("/tmp/copy.blend", places[SHOT], 1),
        *(PackFile(path, places[path], 1) for path in (LIBRARY, PROP)),
    )
    return Pack(files, "/film", places[SHOT], references=references)


def test_only_paths_that_do_not_resolve() -> None:
    """The request lists the paths that do not resolve, with their new path; a folder keeps its trailing slash."""
    (change,) = wanted(pack(), SHOT, {}, paths=True)
    request = change.as_request()
    assert request["original"] == SHOT
    assert {path["written"]: path["new"] for path in request["paths"]} == {
        "/film/tex/a.png": "//../tex/a.png",
        "/store/cache/": "//../_outside/2/",
        LIBRARY: "//../_outside/1/lib.blend",
    }


def test_all_libraries_are_listed() -> None:
    """The request lists all other libraries, because Blender reports only one path for each."""
    (change,) = wanted(pack(), SHOT, {}, paths=True)
    assert change.as_request()["libraries"] == [
        {"path": LIBRARY, "new": "//../_outside/1/lib.blend"},
        {"path": PROP, "new": "//../_outside/1/prop.blend"},
    ]


def test_file_on_the_storage() -> None:
    """A file that is rendered from the farm's storage gets its flags and keeps its paths."""
    assert wanted(pack(), SHOT, {}, paths=False) == []
    (change,) = wanted(pack(), SHOT, {"use_overwrite": False}, paths=False)
    assert (change.paths, change.libraries, change.render) == ((), (), {"use_overwrite": False})
