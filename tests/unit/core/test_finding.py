"""Findings travel between processes and to scripts, and can be translated at the end of the way."""

from __future__ import annotations

import ast
import json
import re

import pytest

from flamenco_client.core import text
from flamenco_client.core.finding import Finding, Severity, error, messages, remark, warning, worst_first
from flamenco_client.farm.farm_findings import EMPTY_STORAGE
from flamenco_client.job_types.project_defaults import PROJECT_FILE
from flamenco_client.job_types.setting_parser import ODD_SETTING
from flamenco_client.submission.colour_findings import COLOURS
from flamenco_client.submission.packing.expanders.linked_files import COLOUR_TABLES
from flamenco_client.submission.packing.expanders.scripts import FILES as SCRIPT_FILES
from flamenco_client.submission.packing.expanders.scripts import MODULES, SCRIPT
from flamenco_client.submission.transfer.shaman_delivery import LEFT_BEHIND
from flamenco_client.tests.support.source import FILES, ROOT, tree

MAKERS = {"error", "warning", "remark", "Finding", "found"}
"""Functions that are called with a finding's id first; ``found`` is one of them, chosen by severity."""


def test_a_script_gets_plain_english() -> None:
    """As JSON a finding is its id, severity, text and what it is about, and a fix where there is one."""
    found = [
        warning("missing", "{name} is missing", "/a/{b}.png", name="{b}.png"),
        error("camera", "There is no camera", "blendfile", fix="camera"),
    ]
    assert json.loads(json.dumps(messages(found))) == [
        {"id": "missing", "severity": "warning", "text": "{b}.png is missing", "about": "/a/{b}.png"},
        {
            "id": "camera",
            "severity": "error",
            "text": "There is no camera",
            "about": "blendfile",
            "fix": "camera",
        },
    ]


@pytest.mark.parametrize("found", [error("a", "b"), warning("a", "{c}", "d", c="{}"), remark("a", "b", fix="e")])
def test_it_comes_back_from_json(found: Finding) -> None:
    """What arrives is what was sent, and it can still be translated."""
    message = json.loads(json.dumps(text.to_json(found.as_message())), object_hook=text.from_json)
    back = Finding.from_message(message)
    assert back == found
    assert isinstance(back.text, text.Text)


def test_what_is_filled_in_stays_as_it_is() -> None:
    """A name with braces breaks no translation."""
    found = error("setting", "{label}: {problem}", label="{0} %s", problem="}")
    assert found.text == "{0} %s: }"
    assert text.translated(found.text, {"{label}: {problem}": "{problem} ({label})"}.__getitem__) == "} ({0} %s)"


@pytest.mark.parametrize("message", [{}, {"severity": "grave"}, {"severity": 1}])
def test_other_messages_are_refused(message: dict[str, object]) -> None:
    """Nothing without a severity is taken for a finding."""
    with pytest.raises(ValueError, match="Severity"):
        Finding.from_message(message)


def test_the_worst_comes_first() -> None:
    """Only errors keep a job from being submitted; the order of each severity stays."""
    found = [remark("a", "A"), error("b", "B"), warning("c", "C"), error("d", "D")]
    assert [each.id for each in worst_first(found)] == ["b", "d", "c", "a"]
    assert [each.id for each in found if each.blocks] == ["b", "d"]
    assert list(Severity) == ["error", "warning", "remark"]


@pytest.mark.slow
def test_the_user_guide_explains_each() -> None:
    """Scripts find every id in the guide, and none there that is gone."""
    made = {
        PROJECT_FILE,
        ODD_SETTING,
        COLOURS,
        COLOUR_TABLES,
        EMPTY_STORAGE,
        LEFT_BEHIND,
        SCRIPT,
        MODULES,
        SCRIPT_FILES,
        "odd-job-type",
    }
    for name in FILES:
        if name.startswith("jobs/"):
            continue  # what logs show has a table of its own
        for node in ast.walk(tree(name)):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {
                "error",
                "warning",
                "remark",
                "found",
                "Finding",
            }:
                made |= {str(each.value) for each in node.args[:1] if isinstance(each, ast.Constant)}
    guide = (ROOT / "docs" / "user_guide.md").read_text(encoding="utf-8")
    table = guide[guide.index("| id | about | meaning |") :].partition("\n\n")[0]
    explained = {name for line in table.splitlines()[2:] for name in re.findall("`([a-z-]+)`", line.split("|")[1])}
    assert len(made) > 40
    assert explained == made
