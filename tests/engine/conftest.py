"""Worlds for the tests of this folder."""

from __future__ import annotations

from support.world import backend, lite, normal, templates, world, worlds

__all__ = ["backend", "lite", "normal", "templates", "world", "worlds"]
