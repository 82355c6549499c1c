"""A lower level sets an earlier day of a milestone for itself and all below it; never a later one."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from duban.engine.core.organisation import Organisation, Post, Unit
from duban.engine.errors import Refused, UnknownUnit
from support.budget_flows import CAMPAIGN
from support.small import deploy
from support.terminal import Terminal
from support.world import World

CITY, BUREAU, STATION = "2014-09-30", "2014-09-25", "2014-09-19"


@pytest.fixture
def cases(world: World) -> dict[str, str]:
    """An open case each of a bureau, a station below it and a bureau beside it."""
    deploy(world, CAMPAIGN)
    units = (
        Unit("water-bureau", "市水务局", level="city", parent="city", supervised_by="team-3"),
        Unit("pump-station", "泵站", level="city", parent="water-bureau"),
        Unit("forest-bureau", "市林业局", level="city", parent="city"),
    )
    heads = {"water-bureau": "zhang", "pump-station": "li", "forest-bureau": "he"}
    world.duban.store_organisation(
        Organisation(units, (), tuple(Post(who, "principal", unit) for unit, who in heads.items()), ())
    )
    return {unit: world.duban.start("campaign", unit=unit, by=by).case for unit, by in heads.items()}


def dues(world: World, cases: dict[str, str]) -> dict[str, Any]:
    """The last day of each case, ten days before the milestone."""
    shown = {unit: world.duban.show(case)["deadlines"][0]["due"] for unit, case in cases.items()}
    return {unit: due and due[:10] for unit, due in shown.items()}


def put(world: World, day: str, unit: str | None = None) -> Any:
    """Set the milestone."""
    return world.duban.set_milestone("basic-end", date.fromisoformat(day), unit=unit)


def test_the_nearest_unit_upwards_counts(world: World, cases: dict[str, str]) -> None:
    """What a unit sets moves its cases and those of all below it, of nobody else; and a case begun later too."""
    put(world, CITY)
    assert dues(world, cases) == dict.fromkeys(cases, "2014-09-20")
    moved = put(world, BUREAU, "water-bureau")
    assert (moved.unit, moved.before, moved.cases, moved.changed, moved.overtaken) == (
        "water-bureau",
        None,
        2,
        2,
        (),
    )
    assert dues(world, cases) == {
        "water-bureau": "2014-09-15",
        "pump-station": "2014-09-15",
        "forest-bureau": "2014-09-20",
    }
    told = world.duban.history(cases["pump-station"])[-1]
    assert (told["kind"], told["before"][:10], told["due"][:10]) == ("recounted", "2014-09-21", "2014-09-16")
    assert put(world, STATION, "pump-station").changed == 1
    assert dues(world, cases)["pump-station"] == "2014-09-09"
    (step,) = world.duban.explain(cases["pump-station"], "en")[0]["steps"]
    assert step["why"].endswith("(the milestone is 2014-09-19, set earlier by pump-station)")
    (step,) = world.duban.explain(cases["forest-bureau"], "zh")[0]["steps"]
    assert step["why"].endswith("（里程碑为 2014-09-30）")
    later = world.duban.start("campaign", unit="pump-station", by="li").case
    assert dues(world, {"later": later}) == {"later": "2014-09-09"}
    world.sound()


def test_only_earlier(world: World, cases: dict[str, str]) -> None:
    """A later day than what stands above is refused with both days and the unit above, and nothing is set or moved."""
    put(world, CITY)
    put(world, BUREAU, "water-bureau")
    before = world.dump()
    for day, unit, above, limit in (
        ("2014-10-01", "water-bureau", None, CITY),
        ("2014-09-26", "pump-station", "water-bureau", BUREAU),
    ):
        with pytest.raises(Refused) as caught:
            put(world, day, unit)
        (one,) = caught.value.refusals
        assert one.code == "milestone-later"
        figures = one.json("en")["values"]
        assert (figures["unit"], figures["day"], figures["set_by"], figures["limit"]) == (
            unit,
            day,
            above,
            limit,
        )
        assert limit in one.message("zh")
    with pytest.raises(UnknownUnit):
        put(world, STATION, "nowhere")
    assert world.dump() == before
    put(world, BUREAU, "pump-station")  # the same day is not later


def test_a_level_above_that_moves_before_it_counts(world: World, cases: dict[str, str]) -> None:
    """The city's earlier day holds everywhere, whose later one no longer counts is told; moved back, theirs counts again."""
    put(world, CITY)
    put(world, BUREAU, "water-bureau")
    moved = put(world, STATION)
    assert moved.overtaken == ("water-bureau",)
    assert dues(world, cases) == dict.fromkeys(cases, "2014-09-09")
    (listed,) = world.duban.milestones()
    assert [(one["unit"], one["date"], one["counts"]) for one in listed["units"]] == [
        ("water-bureau", BUREAU, False)
    ]
    put(world, CITY)
    assert dues(world, cases)["pump-station"] == "2014-09-15"
    assert world.duban.milestones()[0]["units"][0]["counts"] is True
    world.sound()


def test_a_unit_may_be_the_first(world: World, cases: dict[str, str]) -> None:
    """Where nothing stands above, a unit's day is the first there is, and all others stay undetermined."""
    assert put(world, BUREAU, "water-bureau").changed == 2
    assert dues(world, cases) == {
        "water-bureau": "2014-09-15",
        "pump-station": "2014-09-15",
        "forest-bureau": None,
    }
    assert world.duban.milestones()[0]["date"] is None


def test_a_unit_that_comes_under_another_leaves_the_day_of_the_old_one(
    world: World, cases: dict[str, str], tmp_path: Path
) -> None:
    """Its open cases and those below it are counted by what stands above now, once, and the record and the import say so."""
    put(world, CITY)
    put(world, STATION, "water-bureau")
    put(world, BUREAU, "forest-bureau")
    assert dues(world, cases)["pump-station"] == "2014-09-09"
    moved = Unit("pump-station", "泵站", level="city", parent="forest-bureau")
    assert world.duban.store_organisation(Organisation((moved,), (), (), ())) == 1
    assert dues(world, cases) == {
        "water-bureau": "2014-09-09",
        "pump-station": "2014-09-15",
        "forest-bureau": "2014-09-15",
    }
    told = world.duban.history(cases["pump-station"])[-1]
    assert (told["kind"], told["before"][:10], told["due"][:10]) == ("recounted", "2014-09-10", "2014-09-16")
    before = world.duban.history(cases["pump-station"])
    assert world.duban.store_organisation(Organisation((moved,), (), (), ())) == 0
    assert world.duban.history(cases["pump-station"]) == before
    file = tmp_path / "back.yaml"
    file.write_text("units:\n  - {id: pump-station, title: 泵站, level: city, parent: city}\n", "utf-8")
    terminal = Terminal(world.url)
    assert terminal.json("org", "import", str(file))["recounted"] == 1
    assert dues(world, cases)["pump-station"] == "2014-09-20"
    assert "recounted" not in terminal.json("org", "import", str(file))
    world.sound()
