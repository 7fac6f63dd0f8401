"""Findings about the scene that the job renders."""

from __future__ import annotations

import pytest

from flamenco_client.core.finding import Severity
from flamenco_client.submission.checks import scene_findings


@pytest.mark.parametrize(
    ("wanted", "rendered", "hidden", "found"),
    [("A", "A", False, []), ("B", "A", False, [("scene", "open_scene")]), ("A", "A", True, [("scene-twin", "")])],
)
def test_another_scene_would_be_rendered(
    wanted: str, rendered: str, hidden: bool, found: list[tuple[str, str]]
) -> None:
    """The job is not submitted if a worker's Blender takes another scene for the name."""
    findings = list(scene_findings.about_scene(wanted, rendered, is_hidden_by_local=hidden))

    assert [(each.id, each.fix) for each in findings] == found
    assert all(each.blocks for each in findings)


def test_render_single_layer() -> None:
    """A warning that names both layers, and turns the option off."""
    (found,) = scene_findings.about_layer("Shadow {x}", "Beauty")

    assert (found.severity, found.fix) == (Severity.WARNING, "all_layers")
    assert '"Shadow {x}"' in found.text
    assert '"Beauty"' in found.text
    assert list(scene_findings.about_layer("", "Beauty")) == []


def test_scenes_of_the_compositor() -> None:
    """Each scene without a camera is named."""
    found = list(scene_findings.about_layers_without_camera(("A", "B")))

    assert ['"A"' in found[0].text, '"B"' in found[1].text, found[0].blocks] == [True] * 3
