"""Fixtures: the same Managers as for other submissions."""

from __future__ import annotations

from flamenco_client.tests.blender.farm.conftest import copying_manager, manager

__all__ = ["copying_manager", "manager"]
