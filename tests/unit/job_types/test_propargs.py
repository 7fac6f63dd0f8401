"""Arguments of job types that reach Blender's properties."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flamenco_client.job_types.propargs import read_propargs


def read(raw: Any, kind: str) -> tuple[dict[str, Any], str]:
    """Return the kept arguments and the notice."""
    notices: list[str] = []
    return dict(read_propargs(raw, kind, notices.append)), " ".join(notices)


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        ("int32", {"min": 0, "max": 32, "soft_min": 1, "soft_max": 16, "step": 2, "subtype": "PERCENTAGE"}),
        ("float", {"min": 0.0, "max": 1.0, "step": 10, "precision": 3, "subtype": "FACTOR", "unit": "LENGTH"}),
        ("string", {"subtype": "PASSWORD"}),
        ("bool", {}),
    ],
)
def test_supported_arguments_are_kept(kind: str, raw: dict[str, Any]) -> None:
    """Limits, steps, precision, unit and subtype are kept unchanged."""
    assert read(raw, kind) == (raw, "")


@pytest.mark.parametrize(
    ("kind", "raw", "named"),
    [
        ("int32", {"update": "x", "get": 1, "set": 2, "name": "n", "options": ["HIDDEN"]}, "get"),
        ("int32", {"min": "low"}, "min"),
        ("int32", {"min": "5"}, "min"),
        ("int32", {"max": None}, "max"),
        ("int32", {"min": True}, "min"),
        ("int32", {"max": 2**31}, "max"),
        ("int32", {"max": 1.5}, "max"),
        ("float", {"max": 1e300}, "max"),
        ("float", {"max": float("nan")}, "max"),
        ("float", {"min": 10**400}, "min"),
        ("int32", {"step": 0}, "step"),
        ("int32", {"step": 2**40}, "step"),
        ("float", {"step": 101}, "step"),
        ("float", {"precision": 7}, "precision"),
        ("float", {"precision": -1}, "precision"),
        ("int32", {"precision": 2}, "precision"),
        ("int32", {"unit": "LENGTH"}, "unit"),
        ("int32", {"subtype": "FILE_PATH"}, "subtype"),
        ("string", {"subtype": "BYTE_STRING"}, "subtype"),
        ("string", {"min": 1}, "min"),
        ("bool", {"min": 0}, "min"),
        ("vector", {"size": 3}, "size"),
        ("float", {"subtype": ["FACTOR"]}, "subtype"),
    ],
)
def test_unsupported_arguments_are_dropped_and_named(kind: str, raw: dict[str, Any], named: str) -> None:
    """Unsupported arguments are dropped: one would make Blender refuse the property, and so the whole form."""
    kept, notice = read(raw, kind)
    assert kept == {}
    assert named in notice


def test_limits_that_leave_no_value_are_dropped() -> None:
    """A minimum above the maximum is dropped together with it; the other arguments stay."""
    kept, notice = read({"min": 5, "max": 1, "soft_min": 2, "soft_max": 3}, "int32")
    assert kept == {"soft_min": 2, "soft_max": 3}
    assert "min, max" in notice


@pytest.mark.parametrize("raw", [[], "min", 5, True])
def test_propargs_must_be_an_object(raw: Any) -> None:
    """Anything but an object is ignored and reported."""
    assert read(raw, "int32") == ({}, "its propargs are not an object and are ignored")


def test_numbers_get_the_kind_of_the_setting() -> None:
    """``24.0`` may arrive as ``24`` and vice versa; numbers are converted, because Blender distinguishes them."""
    assert repr(read({"min": 1.0}, "int32")[0]) == "{'min': 1}"
    assert repr(read({"min": 1}, "float")[0]) == "{'min': 1.0}"


@given(
    st.dictionaries(
        st.sampled_from(["min", "max", "soft_min", "soft_max", "step", "precision"]),
        st.integers() | st.floats() | st.booleans() | st.text(max_size=3) | st.none(),
    ),
    st.sampled_from(["int32", "float"]),
)
def test_kept_arguments_are_valid_in_blender(raw: dict[str, Any], kind: str) -> None:
    """Numbers are of the right kind, within C's ranges, and leave a value between minimum and maximum."""
    kept, _ = read(raw, kind)
    for name, value in kept.items():
        assert type(value) is (float if kind == "float" and name not in {"step", "precision"} else int)
        assert abs(value) <= (3.4e38 if kind == "float" else 2**31)
    assert not {"min", "max"} <= kept.keys() or kept["min"] <= kept["max"]
