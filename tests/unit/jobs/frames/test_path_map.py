"""The farm's paths as this machine sees them."""

from __future__ import annotations

import pytest

from flamenco_client.jobs.frames import path_map

VARIABLES = {"render": "/mnt/render", "storage": "S:\\farm"}


@pytest.mark.parametrize(
    ("path", "table", "seen"),
    [
        ("{render}/shot/######", [], "/mnt/render/shot/######"),
        ("{render}\\shot\\######", [], "/mnt/render/shot/######"),
        ("{storage}/shot/######", [], "S:\\farm\\shot\\######"),
        ("{unknown}/shot", [], "{unknown}/shot"),
        ("/mnt/render/shot/######", [("/mnt/render", "R:\\render")], "R:\\render\\shot\\######"),
        ("/mnt/render2/shot", [("/mnt/render", "R:\\render")], "/mnt/render2/shot"),
        ("/mnt/render/a/b", [("/mnt", "/x"), ("/mnt/render/", "/y")], "/y/a/b"),
        ("r:/Render/shot", [("R:\\render", "/mnt/render")], "/mnt/render/shot"),
        ("{render}/shot", [("/mnt/render", "/home/ann/render")], "/home/ann/render/shot"),
        ("/elsewhere/shot", [("", ""), ("/mnt", "")], "/elsewhere/shot"),
    ],
)
def test_here(path: str, table: list[tuple[str, str]], seen: str) -> None:
    """Variables first, then the longest folder of the table; else the path stays."""
    assert path_map.here(path, VARIABLES, table) == seen


@pytest.mark.parametrize(
    ("farm", "local", "pair"),
    [
        ("/mnt/render/film/shot", "R:\\render\\film\\shot", ("/mnt", "R:\\")),
        ("/mnt/render/film/shot", "/home/ann/out/shot", ("/mnt/render/film", "/home/ann/out")),
        ("R:/render/shot", "/mnt/render/shot", ("R:\\", "/mnt")),
        ("/render", "/render", ("/render", "/render")),
        ("\\\\server\\share\\shot", "/mnt/share/shot", ("\\\\server", "/mnt")),
    ],
)
def test_learn(farm: str, local: str, pair: tuple[str, str]) -> None:
    """The common end is left out, and what was learnt leads to the chosen folder."""
    assert path_map.learn(farm, local) == pair
    if farm != "R:/render/shot":
        assert path_map.here(farm, {}, [pair]) == local
