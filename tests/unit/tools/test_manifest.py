"""Consistency of manifest, pins, requirements and change log: facts in two places agree."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from flamenco_client.tools import manifest, wheels

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def raw() -> dict[str, Any]:
    """Provide the parsed manifest."""
    return tomllib.loads((ROOT / manifest.NAME).read_text(encoding="utf-8"))


def test_identity(raw: dict[str, Any]) -> None:
    """Id and name, which users and scripts depend on, stay the same."""
    assert raw["id"] == "flamenco_client"
    assert raw["name"] == "Flamenco Client"
    assert raw["license"] == ["SPDX:GPL-3.0-or-later"]
    assert raw["blender_version_min"] == "4.2.0"
    assert "Blender" not in raw["name"]


def test_texts_follow_the_platforms_rules(raw: dict[str, Any]) -> None:
    """The tagline has at most 64 characters, ends in a letter or digit, and says that the client is unofficial."""
    texts = [raw["tagline"], *raw["permissions"].values()]

    assert [text for text in texts if len(text) > 64 or not text[-1].isalnum()] == []
    assert "unofficial" in raw["tagline"]
    assert set(raw["permissions"]) == {"network", "files", "clipboard"}


def test_wheels_are_those_of_the_pins(raw: dict[str, Any]) -> None:
    """Each wheel has one pin with its hash, and each pin one wheel; all are pure Python."""
    pins = wheels.parse_pins((ROOT / wheels.PINS).read_text(encoding="utf-8"))
    described = manifest.read(ROOT)

    assert len(wheels.match(pins, described.wheels)) == len(pins) == len(raw["wheels"])
    assert {"urllib3", "python-dateutil"} <= {pin.name for pin in pins}


def test_tests_run_with_the_shipped_versions() -> None:
    """The environment's libraries have the versions of the wheels."""
    pins = wheels.parse_pins((ROOT / wheels.PINS).read_text(encoding="utf-8"))
    development = (ROOT / "requirements" / "dev.txt").read_text(encoding="utf-8").splitlines()

    assert [f"{pin.name}=={pin.version}" for pin in pins if f"{pin.name}=={pin.version}" not in development] == []


def test_development_requirements_are_exact() -> None:
    """Every requirement is pinned, so that all developers have the same tools."""
    lines = (ROOT / "requirements" / "dev.txt").read_text(encoding="utf-8").splitlines()
    wanted = [line for line in lines if line and not line.startswith("#")]

    assert wanted
    assert [line for line in wanted if not re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][0-9A-Za-z.]*", line)] == []


def test_change_log_begins_with_the_manifests_version() -> None:
    """The change log describes the version of the manifest."""
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    top = re.search(r"^## \[([^]]+)\]", text, re.MULTILINE)

    assert top is not None
    assert top.group(1) == manifest.read(ROOT).version


def test_version_is_only_in_the_manifest() -> None:
    """The version is not repeated in the code."""
    assert "version =" not in (ROOT / "pyproject.toml").read_text(encoding="utf-8").partition("[tool.")[0]


def test_archive_name() -> None:
    """The zip has the name that Blender's own builder gives."""
    described = manifest.read(ROOT)

    assert described.archive_name == f"flamenco_client-{described.version}.zip"
