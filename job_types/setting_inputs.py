"""Inputs from which the values of a job's settings are computed."""

from __future__ import annotations

from dataclasses import dataclass

from .expressions import Plain
from .setting_defaults import InitialValues


@dataclass(frozen=True)
class Inputs:
    """Everything that the values of a job's settings depend on; equal inputs give equal values."""

    given: InitialValues
    values: dict[str, Plain]
    job_name: str
    blend_path: str
