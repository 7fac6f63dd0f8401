"""Odd job types, which the Manager accepts and a client must tolerate."""

from __future__ import annotations

from typing import Any

_CHOICES: list[dict[str, Any]] = [
    {"key": "choice", "type": "string", "choices": ["low", "mid", "high"], "default": "mid"},
    {"key": "choice_default_missing", "type": "string", "choices": ["low", "high"], "default": "giraffe"},
    {"key": "choice_empty", "type": "string", "choices": []},
    {"key": "choice_twice", "type": "string", "choices": ["low", "low", ""]},
    {"key": "choice_of_numbers", "type": "int32", "choices": ["1", "2"], "default": 2},
]

_SUBTYPES: list[dict[str, Any]] = [
    {"key": "a_file", "type": "string", "subtype": "file_path"},
    {"key": "a_folder", "type": "string", "subtype": "dir_path"},
    {"key": "a_name", "type": "string", "subtype": "file_name"},
    {"key": "a_hashed_file", "type": "string", "subtype": "hashed_file_path"},
    {"key": "unknown_subtype", "type": "string", "subtype": "smell"},
    {"key": "unknown_type", "type": "matrix", "default": [1, 0, 0, 1]},
    {"key": "no_type", "type": ""},
]

_VISIBILITIES: list[dict[str, Any]] = [
    {"key": "visible_false", "type": "string", "visible": "false"},
    {"key": "visible_unknown", "type": "string", "visible": "on sundays"},
    {"key": "only_web", "type": "string", "visible": "web", "default": "shown on the web"},
    {"key": "never_shown", "type": "bool", "visible": "hidden", "default": True},
]

_DEFAULTS: list[dict[str, Any]] = [
    {"key": "too_big", "type": "int32", "default": 2**40},
    {"key": "words_for_number", "type": "int32", "default": "many"},
    {"key": "number_for_words", "type": "string", "default": 12},
    {"key": "number_for_bool", "type": "bool", "default": 1},
    {"key": "null_default", "type": "string"},
    {"key": "required_text", "type": "string", "required": True},
]

_PROPARGS: list[dict[str, Any]] = [
    {
        "key": "fraction",
        "type": "float",
        "default": 0.25,
        "propargs": {"min": 0, "max": 1, "soft_min": 0.125, "step": 10, "precision": 3, "subtype": "FACTOR"},
    },
    {
        "key": "odd_propargs",
        "type": "int32",
        "propargs": {"min": "low", "max": None, "get": 1, "update": "x", "name": "n", "no_such_argument": True},
    },
]

_KEYS: list[dict[str, Any]] = [
    {"key": "name", "type": "string", "label": "Its key is name"},
    {"key": "bl_rna", "type": "string"},
    {"key": "class", "type": "string"},
    {"key": "my-key", "type": "string"},
    {"key": "two words", "type": "string"},
    {"key": "", "type": "string"},
    {"key": "choice", "type": "int32", "description": "This key was there before"},
    {"key": "k" * 200, "type": "string"},
]

_TEXTS: list[dict[str, Any]] = [
    {"key": "numbers_for_texts", "type": "string", "label": 7, "description": 8},
    {"key": "very_long_text", "type": "string", "description": "on and on " * 1000},
    {"key": "unknown_field", "type": "string", "colour": "red"},
]

_EVALS: list[dict[str, Any]] = [
    {"key": "fixed", "type": "string", "editable": False, "default": "cannot be changed"},
    {"key": "computed", "type": "string", "editable": False, "eval": "f'{settings.choice}-{C.scene.name}'"},
    {
        "key": "eval_without_link",
        "type": "int32",
        "eval": "C.scene.frame_current",
        "evalInfo": {"showLinkButton": False, "description": "This frame"},
    },
    {
        "key": "eval_with_link",
        "type": "int32",
        "eval": "C.scene.frame_end",
        "evalInfo": {"showLinkButton": True, "description": "Last frame"},
    },
    {"key": "eval_of_wrong_type", "type": "int32", "eval": "'seven'"},
    {"key": "eval_that_fails", "type": "string", "eval": "C.no.such.thing"},
]

ODD: tuple[dict[str, Any], ...] = (
    {
        "name": "always-throws",
        "label": "Always Throws",
        "settings": [{"key": "message", "type": "string"}],
    },
    {
        "name": "many-tasks",
        "label": "Many Tasks",
        "settings": [
            {"key": "count", "type": "int32", "default": 10},
            {"key": "command", "type": "string", "default": "sleep"},
        ],
    },
    {"name": "no-label", "label": "", "settings": []},
    {"name": "no-settings", "label": "No Settings", "settings": None},
    {
        "name": "odd-settings",
        "label": "Odd Settings",
        "description": "Everything that a job type can get wrong",
        "settings": [
            *_CHOICES,
            *_SUBTYPES,
            *_VISIBILITIES,
            *_DEFAULTS,
            *_PROPARGS,
            *_KEYS,
            *_TEXTS,
            *_EVALS,
        ],
    },
)
