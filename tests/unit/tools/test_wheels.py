"""Reading the pins and matching them with the manifest."""

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
    """Name, version, hash; comments and empty lines do not count."""
    assert wheels.parse_pins(f"# why\n\npython-dateutil==4.0.0 --hash=sha256:{SHA}  # here\n") == [PIN]


@pytest.mark.parametrize(
    "line", ["urllib3", "urllib3>=2", "urllib3==2", f"urllib3==2 --hash=md5:{SHA}", "-r other.txt"]
)
def test_anything_but_an_exact_pin_is_refused(line: str) -> None:
    """Without a hash the zip would hold whatever the index gives out that day."""
    with pytest.raises(ValueError, match="not a pinned wheel"):
        wheels.parse_pins(line)


def test_names_are_matched_as_wheels_spell_them() -> None:
    """python-dateutil is python_dateutil in a file name."""
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
def test_one_without_the_other_is_refused(pins: list[Pin], listed: tuple[str, ...], message: str) -> None:
    """Manifest and pins change together."""
    with pytest.raises(WheelsUnfit, match=message):
        wheels.match(pins, listed)


def test_wheels_that_are_there_are_not_fetched_and_wrong_ones_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The content decides: a cut-off download is fetched again, and what comes must be right."""
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
    with pytest.raises(WheelsUnfit, match="not among the files"):
        wheels.ensure(tmp_path, (WHEEL,))
    assert "--require-hashes" in fetched[0]
