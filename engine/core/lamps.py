"""Lamps: how pressing a deadline is now, read off the clock and kept nowhere.

Three levels and no lamp. What they are called differs from place to place: 蓝、橙、红 in one city,
蓝、黄、红 in another (the regulations differ, so the colours are a setting of the database). When a
rung says nothing, the levels are ours: 1 from the first reminder (or the last day) on, 2 when the term has
passed, 3 from the second rung after it on.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, tzinfo
from typing import Any

from .dues import Due
from .text import Text
from .times import local_day, stamp

COLOURS: dict[str, Text] = {
    "white": Text("白", "white"),
    "green": Text("绿", "green"),
    "blue": Text("蓝", "blue"),
    "yellow": Text("黄", "yellow"),
    "orange": Text("橙", "orange"),
    "red": Text("红", "red"),
    "purple": Text("紫", "purple"),
    "black": Text("黑", "black"),
}
"""Colours a lamp may have, by the word that stands in JSON."""
LEVELS = 3
DEFAULT = ("blue", "orange", "red")
"""The colours of the three levels where nothing else is set."""
NAMED = {"blue": 1, "yellow": 2, "orange": 2, "red": 3, "1": 1, "2": 2, "3": 3}
"""How a rung names the level it lights: a colour of either usual row, or the number."""


def read_colours(text: str) -> tuple[str, ...] | None:
    """Three colours from `blue,yellow,red` or 「蓝黄红」, mildest first; `None` when it is not that."""
    chinese = {one.zh: name for name, one in COLOURS.items()}
    bare = text.strip()
    for mark in "，、,/ ":
        bare = bare.replace(mark, " ")
    words = bare.split() if " " in bare or bare.isascii() else list(bare)
    found = [chinese.get(one.removesuffix("灯").removesuffix("色"), one) for one in words]
    good = len(found) == LEVELS and len(set(found)) == LEVELS and all(one in COLOURS for one in found)
    return tuple(found) if good else None


def level(due: Due | None, running: Mapping[str, Any], now: datetime, zone: tzinfo) -> int:
    """The level a running deadline shows at an instant: 0 (no lamp) to 3.

    A rung counts when its instant has passed, whether or not the night has come by since.
    """
    if "due" not in running:
        return 0
    at = stamp(now)
    late = at >= running["due"]
    waiting = {rung for rung, when in running.get("rungs", ()) if when > at}
    last_day = date.fromisoformat(running["last"]) if "last" in running else None
    near = last_day is not None and local_day(now, zone) >= last_day
    shown = 2 if late else int(near)
    if due is None:
        return shown
    if any(f"remind-{number}" not in waiting for number, _ in enumerate(due.remind, 1)):
        shown = max(shown, 1)
    after = 0
    for rung in due.escalate:
        if rung.id in waiting or (rung.after and not late):
            continue
        after += rung.after and rung.offset.amount > 0
        ours = 1 if not rung.after else 3 if after > 1 else 2
        shown = max(shown, rung.lamp or ours)
    return shown


def colour(found: int, colours: tuple[str, ...] = DEFAULT) -> str | None:
    """The colour of a level; `None` for no lamp."""
    return colours[found - 1] if found else None
