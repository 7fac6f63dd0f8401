"""Words in the user's language. The bpy module has no languages built in; desktop tests see German itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from flamenco_client.tests.blender.extension import Extension


class Languages:
    """Stands for `bpy.app.translations` of a desktop: keeps what is registered, and knows one language."""

    def __init__(self) -> None:
        self.registered: dict[str, dict[str, dict[tuple[str, str], str]]] = {}

    def register(self, name: str, texts: dict[str, dict[tuple[str, str], str]]) -> None:
        assert name not in self.registered, "Blender refuses a name that is there already"
        self.registered[name] = texts

    def unregister(self, name: str) -> None:
        del self.registered[name]

    def pgettext_iface(self, text: str) -> str:
        (texts,) = self.registered.values()
        return texts["de"].get(("*", text), text)

    pgettext_rpt = pgettext_iface


@pytest.fixture
def languages(extension: Extension, monkeypatch: pytest.MonkeyPatch) -> Languages:
    """The extension registered with languages that can be looked at."""
    known = Languages()
    extension.disable()
    extension.enable()
    translation = extension.module("bridge.runtime.translation")
    translation.unregister()
    monkeypatch.setattr(translation, "_translations", known)
    translation.register()
    return known


def test_it_comes_and_goes_with_the_extension(languages: Languages, extension: Extension) -> None:
    """One dictionary while the extension is enabled, none afterwards."""
    assert len(languages.registered) == 1
    registration = extension.module("registration")
    registration.unregister()
    assert languages.registered == {}
    registration.register()
    assert len(languages.registered) == 1


def test_labels_of_operators_have_a_context_of_their_own(languages: Languages) -> None:
    """Blender asks for a button's label in another context than for everything else."""
    (texts,) = languages.registered.values()

    assert texts["de"]["Operator", "Submit to Farm"] == texts["de"]["*", "Submit to Farm"] == "An Farm senden"


def test_a_pattern_is_looked_up_before_it_is_filled_in(languages: Languages, extension: Extension) -> None:
    """Names stay as they are, also when they are words that have a translation."""
    findings = extension.module("core.finding")
    found = findings.error("camera", 'The scene "{scene}" has no camera', scene="Save")

    assert extension.module("bridge.runtime.translation").iface_(found.text) == "Die Szene „Save“ hat keine Kamera"


def test_a_problem_in_a_finding_is_a_text_too(languages: Languages, extension: Extension) -> None:
    """What is wrong with a setting is said in one language."""
    findings, say = extension.module("core.finding"), extension.module("core.text").say
    problem = say("a value is required")
    found = findings.error("setting", "{label}: {problem}", label="Name", problem=problem)

    assert extension.module("bridge.runtime.translation").iface_(found.text) == "Name: ein Wert ist nötig"


@pytest.mark.slow
def test_an_error_of_the_helper_is_in_the_users_language(languages: Languages, extension: Extension) -> None:
    """It has come from another process, with a host in it: sentence and hint are German all the same."""
    session = extension.module("ipc.session").get()
    arguments = {"url": "http://127.0.0.1:9", "platform": "linux"}
    with pytest.raises(extension.module("core.errors").FarmError) as caught:
        session.run("check_manager", arguments)

    assert str(caught.value) == (
        "Nothing answers at 127.0.0.1:9: the connection was refused. Check that the Manager is running."
    )
    assert extension.module("bridge.runtime.translation").rpt_error(caught.value) == (
        "Unter 127.0.0.1:9 antwortet nichts: Die Verbindung wurde abgelehnt. Prüfen, ob der Manager läuft."
    )


def test_reasons_within_reasons_are_too(languages: Languages, extension: Extension, tmp_path: Path) -> None:
    """What the helper says of a file names the file and the reason; only the names stay as they are."""
    (tmp_path / ".flamenco_client.toml").write_text('priority = "high"\nname = "x"\n', encoding="utf-8")
    arguments = {"blend_path": str(tmp_path / "shot.blend"), "chosen": str(tmp_path)}
    answer = extension.module("ipc.session").get().run("project_defaults", arguments)
    iface_ = extension.module("bridge.runtime.translation").iface_

    assert [iface_(notice["text"]) for notice in answer["notices"]] == [
        ".flamenco_client.toml: name wird nicht benutzt: der Name ist unbekannt",
        ".flamenco_client.toml: priority wird nicht benutzt: es muss eine ganze Zahl von 0 bis 100 sein",
    ]


def test_without_a_translation_the_text_itself_is_shown(extension: Extension) -> None:
    """In English, and wherever a text is not known."""
    translation: Any = extension.module("bridge.runtime.translation")

    assert [translation.iface_("Try Again"), translation.rpt_("so und so"), translation.iface_("")] == [
        "Try Again",
        "so und so",
        "",
    ]
