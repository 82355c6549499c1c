"""Reports come out of the record alone, on every database, and say what the cases say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from duban.engine.errors import InvalidInput, UnknownReport, UnknownUnit
from duban.workflows import reports
from support.world import World

FILE = reports()[0]


def board(world: World, name: str, unit: str | None) -> dict[tuple[str | None, str], dict[str, Any]]:
    """The rows of a board by unit and part."""
    view = world.duban.report(FILE, name, unit=unit)
    return {(row["unit"], row["part"]): row["values"] for row in view["rows"]}


def test_a_board_tells_progress_and_keeps_own_apart(world: World) -> None:
    """Written off, under way, late and not started are counted where they stand; the city's own items are none."""
    case = world.start()
    world.bring(case, "implementing")
    first, second, *_ = world.duban.show(case)["children"]
    world.write_off(first)
    world.must(second, "claim", world.duban.show(second)["data"]["responsible"])
    rows = board(world, "items", "city")
    assert rows["city", "own"]["total"] == 0
    bureau = rows["water-bureau", "below"]
    assert {name: bureau[name] for name in ("total", "done", "doing", "slow", "not-started")} == {
        "total": 4, "done": 1, "doing": 1, "slow": 0, "not-started": 2,
    }  # fmt: skip
    assert bureau["rate"] == {"n": 1, "of": 4, "percent": "25.0"}
    assert rows["city", "subordinates"] == rows["city", "total"] == bureau
    world.advance("6 months")
    late = board(world, "items", "water-bureau")["water-bureau", "own"]
    assert (late["doing"], late["slow"], late["overdue"]) == (0, 1, 3)
    told = world.duban.report(FILE, "late", unit="water-bureau")
    assert [row["values"]["case"] for row in told["rows"]] == sorted(
        (row["values"]["case"] for row in told["rows"]),
        key=lambda one: -next(r["values"]["late"] for r in told["rows"] if r["values"]["case"] == one),
    )
    assert {row["values"]["state"] for row in told["rows"]} >= {"doing", "listed"}


def test_what_there_is_not_is_named(world: World, tmp_path: Path) -> None:
    """An unknown report or unit is answered with what is known, a faulty file with its line; nothing is half told."""
    with pytest.raises(UnknownReport, match="items"):
        world.duban.report(FILE, "itms")
    with pytest.raises(UnknownUnit):
        world.duban.report(FILE, "items", unit="nowhere")
    broken = tmp_path / "reports.yaml"
    broken.write_text("reports:\n  x: {title: x, kind: board, workflow: nothing, columns: {n: {title: n}}}\n")
    with pytest.raises(InvalidInput, match="line 2"):
        world.duban.report(broken, "x")
