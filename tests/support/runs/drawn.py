"""Circumstances of a run, drawn from its seed."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Literal

from .trouble import CATALOGUE, LOST, Trouble

Interruption = Literal["", "cancel", "drop", "kill"]
INTERRUPTIONS: tuple[Interruption, ...] = ("", "cancel", "drop", "kill")


@dataclass(frozen=True, slots=True)
class Drawn:
    """Circumstances of a run."""

    seed: int
    troubles: tuple[Trouble, ...]
    interruption: Interruption = ""
    """``cancel``: by the user; ``drop``: the generator is closed; ``kill``: the process ends at once."""
    moment: float = 0.0
    """Seconds after the beginning; for ``drop``: number of progress reports before."""
    rival: bool = False
    """Whether another client submits the same files at the same time."""
    restart: float = 0.0
    """Seconds after which the Manager restarts by itself; 0 = never."""
    shaman: bool = True
    copy: bool = False
    """Whether there are unsaved changes, so that a temporary copy is uploaded."""


def draw(seed: int) -> Drawn:
    """Draw the circumstances of a run from a seed."""
    random = Random(seed)
    chance = random.random()
    interruption: Interruption = (
        "cancel" if chance < 0.2 else "drop" if chance < 0.28 else "kill" if chance < 0.33 else ""
    )
    moment = random.choice([random.uniform(0, 0.2), random.uniform(0, 1.5)])
    troubles = tuple(random.choice(CATALOGUE) for _ in range(random.choice([0, 1, 1, 2, 2, 3, 5])))
    if random.random() < 0.2:
        troubles = (*troubles[:1], LOST)
    return Drawn(
        seed=seed,
        troubles=troubles,
        interruption=interruption,
        moment=float(random.randint(1, 40)) if interruption == "drop" else moment,
        rival=random.random() < 0.15,
        restart=random.uniform(0.02, 0.5) if random.random() < 0.1 else 0.0,
        shaman=random.random() < 0.9,
        copy=random.random() < 0.3,
    )
