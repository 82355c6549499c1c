"""What the page says of gates, rules, consequences and ambiguities is so: each scenario is there and shows what is said of it."""

from __future__ import annotations

from typing import Any

import pytest

from duban.engine.core.linking import Tells
from duban.engine.testing import Outcome
from duban.workflows import CAMPAIGN
from support.campaign import files, outcomes

from .test_notice_table import ROOT, carriers, writer

NOTICE = (CAMPAIGN / "notice.txt").read_text("utf-8")
HOW_MANY = {"gates": 18, "rules": 25, "consequences": 14, "ambiguities": 42}
ORIGINS = {"stated", "implied", "ours"}
LACKING = {"gates": 0, "rules": 0, "consequences": 0, "ambiguities": 0}
"""Of how many rows something is still lacking, as the page says openly."""


def rows(part: str) -> list[dict[str, Any]]:
    """A part of the data."""
    found: list[dict[str, Any]] = writer().proofs()[part]
    return found


def outcome(name: str) -> Outcome:
    """What became of a scenario that a row names."""
    file, kind, scenario = name.split(":", 2)
    assert kind == "scenario"
    (found,) = [one for one in outcomes(file) if one.name == scenario]
    assert found.failure is None, name
    return found


def is_there(name: str) -> bool:
    """Whether a test, `FILE::NAME`, is there."""
    file, test = name.split("::")
    return f"\ndef {test}(" in (ROOT / file).read_text("utf-8")


@pytest.mark.parametrize("part", HOW_MANY)
def test_every_row_is_there_once_and_says_what_it_lacks(part: str) -> None:
    """In their order, as many as there are; whose they are is one of three; of as many as are counted here something lacks."""
    assert [one["number"] for one in rows(part)] == list(range(1, HOW_MANY[part] + 1))
    assert {one.get("origin", "ours") for one in rows(part)} <= ORIGINS
    assert sum("lacking" in one for one in rows(part)) == LACKING[part]


@pytest.mark.parametrize("one", rows("gates"), ids=lambda one: f"G{one['number']}")
def test_a_gate_is_seen_to_stop_and_to_let_through(one: dict[str, Any]) -> None:
    """Each action it guards is refused, or waits, in a scenario named, and happens in one named; without a stop it flags."""
    stopped = [outcome(name) for name in one.get("stops", ())]
    let = [outcome(name) for name in one["lets"]]
    kept = {place[:3] for each in stopped for place in (*each.declined, *each.refused)}
    done = {place for each in let for place in each.covered}
    assert [name for name in one.get("refused", ()) if tuple(name.split(".")) not in kept] == []
    assert [name for name in one["done"] if tuple(name.split(".")) not in done] == []
    asked = {guard for each in stopped for _, _, _, guard in each.refused}
    assert [part for part in one.get("guards", ()) if not any(part in guard for guard in asked)] == []
    assert bool(one.get("refused")) == bool(stopped) == ("flags" not in one)
    assert all(outcome(name).flagged for name in one.get("flags", ()))


@pytest.mark.parametrize("one", rows("rules"), ids=lambda one: str(one["number"]))
def test_a_rule_is_a_scenario(one: dict[str, Any]) -> None:
    """It names scenarios that are there and green, or tests where it is no matter of scenarios, or says why there is neither."""
    assert one.get("scenarios") or one.get("tests") or one.get("lacking")
    assert all(outcome(name) for name in one.get("scenarios", ()))
    assert [name for name in one.get("tests", ()) if not is_there(name)] == []


@pytest.mark.parametrize("one", rows("consequences"), ids=lambda one: str(one["number"]))
def test_a_consequence_is_the_notices_and_is_carried(one: dict[str, Any]) -> None:
    """Trigger and what follows are the notice's words; what carries it exists, and is done in a scenario named."""
    assert [phrase for phrase in (one["trigger"], *one["follows"]) if phrase not in NOTICE] == []
    assert [name for name in one["carriers"] if name not in carriers()] == []
    done = {place for name in one["scenarios"] for place in outcome(name).covered}
    actions = [name for name in one["carriers"] if ":" not in name]
    assert [name for name in actions if tuple(name.split(".")) not in done] == []


@pytest.mark.parametrize("one", rows("ambiguities"), ids=lambda one: str(one["number"]))
def test_an_ambiguity_is_set_by_something(one: dict[str, Any]) -> None:
    """A parameter, a milestone, an action, a list: whatever sets the reading exists, and so does what shows it."""
    assert one["set_by"]
    assert [name for name in one["set_by"] if name not in carriers()] == []
    assert all(outcome(name) for name in one.get("scenarios", ()))
    assert [name for name in one.get("tests", ()) if not is_there(name)] == []


@pytest.mark.parametrize("one", rows("ambiguities"), ids=lambda one: str(one["number"]))
def test_what_a_place_may_set_is_seen_set(one: dict[str, Any]) -> None:
    """Some scenario of the file sets the figure that each place sets for itself."""
    for name in one["set_by"]:
        file, kind, parameter = (*name.split(":"), "", "")[:3]
        if kind == "parameter":
            shown = [
                step for each in files()[file].scenarios for step in each.steps if parameter in step.data
            ]
            assert shown, name


def test_the_gate_of_the_acceptance_tells_the_items_that_failed() -> None:
    """Of the acceptance the gate of the conference tells the items whose result is that they failed, by their topic."""
    definition = files()["unit-campaign"].definition
    assert definition is not None
    (gate,) = [one for one in definition.gates if one.id == "acceptance"]
    assert gate.tells == Tells("items", ("topic", "other"), (("score", "failed"),))


def test_a_gate_that_stops_nothing_is_found_out() -> None:
    """A row that names an action never refused, or never done, in its scenarios fails."""
    row, other = rows("gates")[0], rows("gates")[1]
    wrong: list[dict[str, Any]] = [
        {"refused": ["team-plan.drafting.consult"]},
        {"done": ["team-plan.reported.accept"], "lets": other["lets"]},
        {"guards": ["1 == 2"]},
    ]
    for one in wrong:
        with pytest.raises(AssertionError):
            test_a_gate_is_seen_to_stop_and_to_let_through(row | one)
