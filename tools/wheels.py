"""Wheels of the zip: pip fetches them with the versions and hashes of requirements/wheels.txt."""

from __future__ import annotations

import hashlib
import re
import sys
from dataclasses import dataclass
from pathlib import Path

from . import environment
from .console import step

PINS = Path("requirements") / "wheels.txt"
_PIN = re.compile(r"(?P<name>[A-Za-z0-9._-]+)==(?P<version>\S+) --hash=sha256:(?P<sha256>[0-9a-f]{64})")


class WheelsUnfit(Exception):
    """The wheels of the manifest do not match the pins."""


@dataclass(frozen=True, slots=True)
class Pin:
    """One exact wheel."""

    name: str
    version: str
    sha256: str

    @property
    def start(self) -> str:
        """Beginning of the wheel's file name: name and version as wheels spell them."""
        return f"{re.sub(r'[-_.]+', '_', self.name).lower()}-{self.version}-"


def parse_pins(text: str) -> list[Pin]:
    """Read lines ``name==version --hash=sha256:...``; comments and empty lines are skipped.

    Raises:
        ValueError: a line has another form.
    """
    pins = []
    for line in text.splitlines():
        wanted = line.partition("#")[0].strip()
        if not wanted:
            continue
        match = _PIN.fullmatch(wanted)
        if match is None:
            raise ValueError(f"{PINS}: not a pinned wheel: {line!r}")
        pins.append(Pin(**match.groupdict()))
    return pins


def match(pins: list[Pin], wheels: tuple[str, ...]) -> dict[str, Pin]:
    """Return the pin of each wheel of the manifest.

    Raises:
        WheelsUnfit: a wheel has no pin, a pin has no wheel, or a wheel is not pure Python.
    """
    matched: dict[str, Pin] = {}
    for wheel in wheels:
        name = wheel.rpartition("/")[2]
        fitting = [pin for pin in pins if name.startswith(pin.start)]
        if len(fitting) != 1:
            raise WheelsUnfit(f"{wheel} of the manifest is not pinned in {PINS}")
        if not name.endswith("-none-any.whl"):
            raise WheelsUnfit(f"{wheel} is for one platform, but the zip is for all")
        matched[wheel] = fitting[0]
    forgotten = [pin.name for pin in pins if pin not in matched.values()]
    if forgotten:
        raise WheelsUnfit(f"pinned in {PINS}, but not in the manifest: {', '.join(forgotten)}")
    return matched


def ensure(root: Path, wheels: tuple[str, ...]) -> None:
    """Fetch the wheels of the manifest that are missing in ``root`` or have wrong content.

    Raises:
        WheelsUnfit: manifest and pins differ, or pip fetched a file with another name.
        EnvironmentFailed: pip failed, or a hash differs.
    """
    pins = match(parse_pins((root / PINS).read_text(encoding="utf-8")), wheels)
    if all(_is_right(root / wheel, pin) for wheel, pin in pins.items()):
        return
    step("fetching the wheels for the zip")
    environment.pip(
        Path(sys.executable),
        "download",
        "--no-deps",
        "--only-binary=:all:",
        "--require-hashes",
        f"--requirement={root / PINS}",
        f"--dest={root / 'wheels'}",
    )
    for wheel, pin in pins.items():
        if not _is_right(root / wheel, pin):
            raise WheelsUnfit(f"pip did not fetch {wheel}")


def _is_right(path: Path, pin: Pin) -> bool:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest() == pin.sha256
    except OSError:
        return False
