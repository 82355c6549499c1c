"""A gate that opens once a share of the units below has passed, as each place sets it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from duban.engine.core.facts import UnitFacts
from duban.engine.core.organisation import Organisation, Post, Unit
from duban.engine.errors import InvalidInput
from duban.engine.store.directory import SqlDirectory
from support.gate_flows import CHECK_UP, SHARED
from support.small import deploy
from support.world import World

LOWER = ("first", "second", "third")
MOVING = SHARED.replace("workflow: shared", "workflow: moving").replace(
    "requires: [checked], to: done}",
    "requires: [checked], to: done}\n      go: {title: go, auto: 'gate.checked == \"passed\"', to: done}",
)
"""Goes on by itself once enough have passed."""


@pytest.fixture
def top(world: World) -> str:
    """The case of a county with three units that count, one that does not, and itself not listed below."""
    return county(world, SHARED, "shared")


def county(world: World, source: str, workflow: str) -> str:
    """A case of a county, by this workflow."""
    deploy(world, source, CHECK_UP)
    units = [Unit("county", "县", level="county", parent="city")]
    units += [Unit(one, one, level="township", parent="county", category=("K1",)) for one in LOWER]
    units.append(Unit("county-team", "县督导组", level="county", parent="county"))
    posts = tuple(Post("zhang", "principal", one.id) for one in units)
    world.duban.store_organisation(Organisation(tuple(units), (), posts, ()))
    return world.duban.start(workflow, unit="county", by="zhang").case


def gate(world: World, top: str) -> dict[str, Any]:
    """The gate, as it is told."""
    return next(dict(one) for one in world.duban.gates(top, "en") if one["gate"] == "checked")


def checked(world: World, unit: str, how: str) -> None:
    """A unit below is checked."""
    case = world.duban.start("check-up", unit=unit, by="zhang").case
    world.must(case, how, "li")


def test_it_opens_at_the_share(world: World, top: str) -> None:
    """Two of three are enough for 0.6 and not for 0.7; units of which the condition does not hold count for nothing."""
    world.duban.set_parameter("enough", "0.6")
    assert gate(world, top)["standing"] == "missing"
    checked(world, "first", "pass")
    told = gate(world, top)
    assert (told["standing"], told["share"]["passed"], told["share"]["total"], told["share"]["needed"]) == (
        "open",
        1,
        3,
        2,
    )
    checked(world, "second", "pass")
    assert gate(world, top)["standing"] == "passed"
    world.duban.set_parameter("enough", "0.7", unit="county")
    assert gate(world, top)["standing"] == "open"
    (refusal,) = world.do(top, "finish", "zhang").refusals
    assert refusal.json("en")["values"]["share"] == {
        "total": 3,
        "passed": 2,
        "failed": 0,
        "missing": 1,
        "needed": 3,
        "least": "0.7",
        "parameter": "enough",
    }
    assert "of 3 2 passed, 0 failed, 1 not begun; 70% have to have passed (3), 1 to go" in refusal.message(
        "en"
    )
    assert "须通过 70%（3 个），还差 1 个" in refusal.message("zh")
    world.duban.set_parameter("enough", "0.66", unit="county")
    world.must(top, "finish", "zhang")
    world.sound()


def test_it_has_failed_once_the_share_is_out_of_reach(world: World, top: str) -> None:
    """One failure leaves 0.6 within reach and 0.7 not; a unit with one case passed and one failed has not passed."""
    world.duban.set_parameter("enough", "0.6")
    checked(world, "first", "fail")
    assert gate(world, top)["standing"] == "open"
    checked(world, "second", "pass")
    checked(world, "second", "fail")
    assert gate(world, top)["standing"] == "failed"
    assert gate(world, top)["share"]["failed"] == 2


def test_while_nobody_has_set_it_it_opens_nothing(world: World, top: str) -> None:
    """Undetermined, all having passed is not enough, and the refusal says which parameter to set."""
    for one in LOWER:
        checked(world, one, "pass")
    told = gate(world, top)
    assert (told["standing"], told["share"]["needed"], told["share"]["least"]) == ("open", None, None)
    (refusal,) = world.do(top, "finish", "zhang").refusals
    assert "duban parameter set enough" in refusal.message("en")
    assert "尚未设定" in refusal.message("zh")
    _, impossible = world.duban.can(top, by="zhang")
    assert [one.reasons[0].code for one in impossible] == ["gate-closed"]
    world.duban.set_parameter("enough", "1")
    world.must(top, "finish", "zhang")


@pytest.mark.parametrize("value", ["80", "1.1", "-0.1"])
def test_a_share_lies_between_0_and_1(world: World, top: str, value: str) -> None:
    """Anything else is refused, and nothing is set."""
    with pytest.raises(InvalidInput):
        world.duban.set_parameter("enough", value)
    assert world.duban.parameters()[0]["values"] == []


def test_without_units_below_it_asks_for_nothing(world: World, top: str) -> None:
    """Where no unit below counts the gate is not applicable, which lets through and is not called passed."""
    world.duban.set_parameter("enough", "1")
    lowest = world.duban.start("shared", unit="first", by="zhang").case
    assert gate(world, lowest)["standing"] == "not-applicable"
    world.must(lowest, "finish", "zhang")


def test_a_share_may_be_written_down(lite: World) -> None:
    """`least: 60%` is the same everywhere, and needs no parameter."""
    source = SHARED.replace("least: enough", "least: 60%").replace("workflow: shared", "workflow: fixed")
    case = county(lite, source, "fixed")
    checked(lite, "first", "pass")
    assert gate(lite, case)["share"]["least"] == "0.6"
    assert lite.refused(lite.do(case, "finish", "zhang")) == ["gate-closed"]
    checked(lite, "second", "pass")
    lite.must(case, "finish", "zhang")


def test_units_below_may_be_chosen_without_a_share(lite: World) -> None:
    """All of those that count have to have passed; the others are neither asked nor missing."""
    source = SHARED.replace(", least: enough", "").replace("workflow: shared", "workflow: chosen")
    case = county(lite, source, "chosen")
    for one in LOWER:
        assert lite.refused(lite.do(case, "finish", "zhang")) == ["gate-closed"]
        checked(lite, one, "pass")
    assert gate(lite, case)["share"] is None
    lite.must(case, "finish", "zhang")


def test_the_units_are_listed_once_however_many_gates_look_below(
    lite: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a whole country's units no decision reads the list twice, nor does the night for each case that waits."""
    two = (
        MOVING.replace(
            "gates:\n",
            "gates:\n  again: {title: again, workflow: check-up, of: unit.below, passed: [passed]}\n",
            1,
        )
        .replace("requires: [checked]", "requires: [checked, again]")
        .replace("workflow: moving", "workflow: twice")
    )
    case = county(lite, two, "twice")
    lite.duban.start("twice", unit="county", by="zhang")
    assert len(lite.duban.gates(case)) > 1
    listed, real = [], SqlDirectory.units

    def counted(directory: SqlDirectory) -> Iterator[UnitFacts]:
        listed.append(directory)
        return real(directory)

    monkeypatch.setattr(SqlDirectory, "units", counted)
    assert lite.refused(lite.do(case, "finish", "zhang")) == ["gate-closed"] * 2
    assert len(listed) == 1
    assert lite.duban.look_at_gates() == 0
    assert len(listed) == 2


def test_what_waits_for_the_share_goes_on_once_it_is_set(world: World) -> None:
    """Set low enough, for all or for the unit, it moves the case at once, and not only the next night; one it leaves short stays."""
    cases = [county(world, MOVING, "moving"), world.duban.start("moving", unit="county", by="zhang").case]
    checked(world, "first", "pass")
    checked(world, "second", "pass")
    assert [world.state(one) for one in cases] == ["running", "running"]
    world.duban.set_parameter("enough", "0.7")
    assert [world.state(one) for one in cases] == ["running", "running"]
    world.duban.set_parameter("enough", "0.6", unit="county")
    assert [world.state(one) for one in cases] == ["done", "done"]
    world.sound()


def test_what_goes_by_a_parameter_itself_goes_on_once_it_is_set(world: World) -> None:
    """A guard that reads the figure is looked at again when it is set; where it was set past all this, by the night."""
    reading = MOVING.replace("workflow: moving", "workflow: reading").replace(
        "'gate.checked == \"passed\"'", "param.enough < 0.5"
    )
    case = county(world, reading, "reading")
    world.duban.set_parameter("enough", "0.6")
    assert world.state(case) == "running"
    world.duban.set_parameter("enough", "0.4")
    assert world.state(case) == "done"
    other = world.duban.start("reading", unit="first", by="zhang").case
    assert world.state(other) == "done"
    world.duban.set_parameter("enough", "0.6")
    third = world.duban.start("reading", unit="second", by="zhang").case
    world.sql("UPDATE duban_parameter SET value = '0.3'")
    world.duban.sweep()
    assert world.state(third) == "done"
    world.sound()
