"""Pins of the wheels, and their match with the manifest."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from flamenco_client.tools import environment, wheels
from flamenco_client.tools.wheels import Pin, WheelsUnfit

SHA = "0" * 64
PIN = Pin("python-dateutil", "4.0.0", SHA)
WHEEL = "wheels/python_dateutil-4.0.0-py3-none-any.whl"


def test_pins_are_read() -> None:
    """A pin has name, version and hash; comments and empty lines are skipped."""
    assert wheels.parse_pins(f"# why\n\npython-dateutil==4.0.0 --hash=sha256:{SHA}  # here\n") == [PIN]


@pytest.mark.parametrize(
    "line", ["urllib3", "urllib3>=2", "urllib3==2", f"urllib3==2 --hash=md5:{SHA}", "-r other.txt"]
)
def test_anything_but_an_exact_pin_is_refused(line: str) -> None:
    """A line without exact version and hash is refused, because the zip would not be reproducible."""
    with pytest.raises(ValueError, match="not a pinned wheel"):
        wheels.parse_pins(line)


def test_names_are_matched_in_the_spelling_of_wheels() -> None:
    """The pin of python-dateutil matches the wheel python_dateutil."""
    assert wheels.match([PIN], (WHEEL,)) == {WHEEL: PIN}


@pytest.mark.parametrize(
    ("pins", "listed", "message"),
    [
        ([], (WHEEL,), "not pinned"),
        ([PIN], (), "not in the manifest: python-dateutil"),
        ([Pin("python-dateutil", "4.0", SHA)], (WHEEL,), "not pinned"),
        ([PIN], ("wheels/python_dateutil-4.0.0-cp311-cp311-linux_x86_64.whl",), "one platform"),
    ],
)
def test_mismatch_of_manifest_and_pins_is_refused(pins: list[Pin], listed: tuple[str, ...], message: str) -> None:
    """A wheel without pin, a pin without wheel, and a wheel for one platform are errors."""
    with pytest.raises(WheelsUnfit, match=message):
        wheels.match(pins, listed)


def test_only_missing_and_wrong_wheels_are_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An incomplete download is fetched again, and the fetched content is checked."""
    content = b"a wheel"
    (tmp_path / "requirements").mkdir()
    (tmp_path / "wheels").mkdir()
    pin = f"python-dateutil==4.0.0 --hash=sha256:{hashlib.sha256(content).hexdigest()}\n"
    (tmp_path / wheels.PINS).write_text(pin)
    (tmp_path / WHEEL).write_bytes(content)
    fetched: list[tuple[str, ...]] = []
    monkeypatch.setattr(environment, "pip", lambda _python, *arguments: fetched.append(arguments))

    wheels.ensure(tmp_path, (WHEEL,))
    assert fetched == []

    (tmp_path / WHEEL).write_bytes(content[:3])
    with pytest.raises(WheelsUnfit, match="did not fetch"):
        wheels.ensure(tmp_path, (WHEEL,))
    assert "--require-hashes" in fetched[0]
