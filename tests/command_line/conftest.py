"""The command line is called on copies of a database that is set up once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support.terminal import Terminal
from support.world import World, lite, plan_data, templates, worlds

__all__ = ["lite", "templates", "worlds"]


@pytest.fixture
def terminal(lite: World) -> Terminal:
    """The command line on a rehearsal with an organisation in it; a file may have another of its own."""
    return Terminal(lite.url)


@pytest.fixture
def plan(tmp_path: Path) -> str:
    """A file with a whole plan, its keys in no order."""
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(dict(reversed(plan_data().items()))), "utf-8")
    return str(path)
