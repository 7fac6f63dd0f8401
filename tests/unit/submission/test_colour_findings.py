"""Findings about colours and the settings of a project."""

from __future__ import annotations

import pytest

from flamenco_client.core.finding import Severity
from flamenco_client.submission.colour_findings import ColourConfiguration, about_colours, about_project_settings
from flamenco_client.tests.unit.submission.conftest import Planner
from flamenco_client.tests.unit.submission.helpers import asset


def test_blenders_own_is_not_reported() -> None:
    """Nothing is reported about Blender's own configuration and about saved settings."""
    assert list(about_colours(ColourConfiguration())) == []
    assert list(about_project_settings("film", changed=False)) == []


@pytest.mark.parametrize(
    ("source", "severity", "named"),
    [
        ("$OCIO", Severity.WARNING, "from $OCIO"),
        ("user", Severity.WARNING, "from the folder of Blender's user files"),
        ("project", Severity.REMARK, "project's colour configuration"),
    ],
)
def test_another_one_is_named(source: str, severity: Severity, named: str) -> None:
    """Workers need it, too: the finding has its path and who names it. That of a project is sent."""
    (found,) = about_colours(ColourConfiguration("/studio/config.ocio", source))
    assert (found.id, found.severity, found.about) == ("colours", severity, "/studio/config.ocio")
    assert "/studio/config.ocio" in found.text
    assert named in found.text


@pytest.mark.parametrize("path", ["/studio/config.ocio", "ocio://default"])
def test_in_the_pack(planned: Planner, path: str) -> None:
    """What the environment names is a warning of the pack, and no file."""
    pack = planned(asset(path, path, "colours", "$OCIO", spread="environment", stem="$OCIO"))

    assert [notice.id for notice in pack.notices] == ["colours"]
    assert (len(pack.files), pack.unavailable, pack.references) == (1, (), ())
