"""Reading a story, and setting its stage: an empty rehearsal database with the workflows and the city in it."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

from duban.engine.app import Duban
from duban.engine.core.text import Text
from duban.engine.dsl.access import plain
from duban.engine.dsl.source import read
from duban.engine.errors import InvalidInput
from duban.workflows import FOLDER

from .city import City, grow


def read_story(file: Path) -> dict[str, Any]:
    """A story: `docs/demo.md` tells what stands in it."""
    root = read(file.read_bytes(), str(file)).root
    return {} if root is None else dict(plain(root))


def set_stage(duban: Duban, file: Path, story: dict[str, Any], size: str, seed: int) -> City:
    """Set up an empty database: its clock, the workflows beside the story, the city, and what it has set for itself.

    Args:
        duban: the engine on the database.
        file: where the story lies; the workflows lie in the folder above.
        story: the story.
        size: one of its sizes.
        seed: what all choices come from.

    Raises:
        InvalidInput: there is something in the database already.
    """
    if not duban.initialise(rehearsal=datetime.fromisoformat(story["at"])):
        raise InvalidInput(_NOT_EMPTY, url=duban.engine.url.render_as_string())
    duban.deploy([file.resolve().parent.parent], shipped=FOLDER)
    city = grow(story["city"], story["sizes"][size], seed)
    duban.store_organisation(city.organisation)
    for name, day in story.get("milestones", {}).items():
        duban.set_milestone(name, date.fromisoformat(day))
    for name, value in story.get("parameters", {}).items():
        duban.set_parameter(name, str(value))
    return city


_NOT_EMPTY = Text(
    "数据库 {url} 里已有内容；演示须用一个新的数据库，请用 --db 另指一个",
    "there is something in database {url} already; the demo plays on a new one, name another with --db",
)
