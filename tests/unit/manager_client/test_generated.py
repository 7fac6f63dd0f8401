"""The generated files match the definition, and the generator notices when they do not."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest

from flamenco_client.manager_client import apis, models
from flamenco_client.tools.generate_client import command
from flamenco_client.tools.generate_client.definition import Definition, properties, snake
from flamenco_client.tools.generate_client.schemas import models_file


@pytest.fixture
def definition() -> Definition:
    return Definition.read(command.CLIENT / "openapi.yaml")


def test_generated_files_are_current(capsys: pytest.CaptureFixture[str]) -> None:
    """Regenerating in memory gives the files on disk."""
    code = command.main(["--check"])

    assert (code, capsys.readouterr().out) == (0, "manager_client matches its openapi.yaml.\n")


@pytest.mark.slow
def test_check_shows_a_difference(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file changed by hand, and one of a removed tag, are shown as a diff; nothing is written."""
    for name in ("openapi.yaml", "models.py"):
        (tmp_path / name).write_text((command.CLIENT / name).read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.setattr(command, "CLIENT", tmp_path)
    assert command.main([]) == 0
    changed = (tmp_path / "models.py").read_text(encoding="utf-8").replace("shortversion: str", "shortversion: int")
    (tmp_path / "models.py").write_text(changed, encoding="utf-8")
    (tmp_path / "apis" / "gone.py").write_text("stale = True\n", encoding="utf-8")
    capsys.readouterr()

    code = command.main(["--check"])

    shown = capsys.readouterr().out
    assert code == 1
    assert "-    shortversion: int\n+    shortversion: str\n" in shown
    assert "-stale = True" in shown
    assert (tmp_path / "models.py").read_text(encoding="utf-8") == changed


def test_every_schema_is_a_name_of_models(definition: Definition) -> None:
    """All schemas can be imported, with a documented field for each of their properties."""
    own = {name for name in vars(models) if name[0].isupper()} - {"Model", "OpenEnum", "TYPE_CHECKING"}
    assert own == set(definition.schemas)
    for name, node in definition.schemas.items():
        found = getattr(models, name)
        for key in properties(node):
            assert snake(key) in found.field_names(), f"{name}.{key}"


def test_every_operation_is_a_documented_method(definition: Definition) -> None:
    """All 57 operations exist, with the exceptions of the statuses in the definition."""
    operations = definition.operations

    assert len(operations) == 57
    for operation in operations:
        api = getattr(apis, "".join(part.title() for part in operation.tag.split("-")) + "Api")
        method = getattr(api, operation.name)
        assert "_request_timeout" in inspect.signature(method).parameters
        assert inspect.getdoc(method)
        if "412" in operation.node["responses"]:
            assert "PreconditionFailedException: 412" in method.__doc__


def test_a_field_that_would_hide_a_method_is_refused() -> None:
    """The generator refuses a schema with a property named like a method of models."""
    schemas = {"Thing": {"type": "object", "properties": {"to_dict": {"type": "string"}}}}

    with pytest.raises(ValueError, match=r"Thing\.to_dict"):
        models_file(Definition({"components": {"schemas": schemas}, "paths": {}}))
