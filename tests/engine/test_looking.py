"""A decision reads only the gates it may ask for, and comes out as if it had read them all."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from duban.adapters.console.files import read_organisation_file
from duban.engine.core.commands import Act, Cancel, Origin, Tick
from duban.engine.core.decide import decide
from duban.engine.core.definition import Definition
from duban.engine.core.facts import Facts
from duban.engine.core.looking import gates_asked
from duban.engine.dsl.compiler import Compiled, check_paths
from duban.engine.runtime import facts, handler
from duban.engine.testing import run_scenarios
from duban.workflows import CAMPAIGN, FOLDER

BY = Origin("lin", datetime(2014, 8, 4, tzinfo=UTC), datetime(2014, 8, 4, tzinfo=UTC))


@pytest.fixture(scope="module")
def files() -> list[Compiled]:
    """The files of the campaign, which have gates of every kind."""
    return check_paths([CAMPAIGN], FOLDER)


def _definition(files: list[Compiled], name: str) -> Definition:
    return next(one.definition for one in files if one.definition is not None and one.definition.id == name)


def test_what_is_asked_is_what_the_way_from_here_reads(files: list[Compiled]) -> None:
    """A tick reads what moves by itself, an act also its own conditions and where it leads; a rare command reads all."""
    unit = _definition(files, "unit-campaign")
    plans = {"plan", "list", "measures", "projects", "programme"}
    ends = {"acceptance", "debrief", "survey", "appraisal"}
    assert gates_asked(unit, "not-deployed", Tick(BY)) == frozenset()
    assert gates_asked(unit, "planning", Tick(BY)) == plans
    assert gates_asked(unit, "rectifying", Act(BY, "close", {}, None)) == frozenset()
    assert gates_asked(unit, "closing", Act(BY, "fail", {"reasons": "x"}, None)) == ends
    assert gates_asked(unit, "closing", Act(BY, "pass", {}, None)) == ends | {"below"}
    assert gates_asked(unit, "not-deployed", Act(BY, "hold-special-meeting", {}, None)) == plans
    assert gates_asked(unit, "closing", Cancel(BY, "x")) == plans | ends | {"below"}


def test_a_decision_comes_out_the_same_with_all_gates(
    files: list[Compiled], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever happens in these scenarios is decided twice, once with every gate read: the same both times."""
    compared = []

    def both(*asked: Any, whole: bool = True) -> Facts:
        few, every = facts.gather(*asked, whole=whole), facts.gather(*asked, whole=True)
        _, _, definition, case, command, *_ = asked
        if definition.gates:
            compared.append((definition.id, few.others.keys() == every.others.keys()))
            assert decide(definition, case, command, few) == decide(definition, case, command, every)
        return few

    monkeypatch.setattr(handler, "gather", both)
    for one in files:
        if Path(one.file).stem in ("acceptance", "special-project"):
            outcomes = run_scenarios(one, files, read_organisation_file)
            assert [outcome.failure for outcome in outcomes] == [None] * len(outcomes)
    assert len(compared) > 100
    assert not all(all_read for _, all_read in compared)
