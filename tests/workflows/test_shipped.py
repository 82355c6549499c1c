"""The shipped workflows hold what the command line promises, and their own scenarios are true."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from duban.adapters.organisation import read_organisation
from duban.engine.core.data import accept
from duban.engine.core.definition import Definition, State
from duban.engine.core.organisation import Organisation
from duban.engine.core.terms import Term
from duban.engine.dsl.compiler import check_paths, compile_file
from duban.workflows import DATA, FOLDER, sample, shipped


def definition(name: str) -> Definition:
    """A shipped workflow."""
    found = compile_file(FOLDER / f"{name}.yaml", FOLDER).definition
    assert found is not None
    return found


def organisation(name: str) -> Organisation:
    """A shipped organisation, read without findings."""
    found = read_organisation(DATA / name)
    assert found.findings == ()
    assert found.organisation is not None
    return found.organisation


def by_hand(state: State) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """What people may do in a state: by whom, and what they must fill in."""
    return {one.id: (one.by, one.needs) for one in state.actions if one.auto is None}


def test_the_shipped_files_are_clean_together() -> None:
    """No finding, not even a warning."""
    assert [found for one in check_paths([FOLDER], FOLDER) for found in one.findings] == []
    assert [path.stem for path in shipped()] == ["rectification-item", "rectification-plan"]


def test_the_states_and_actions_of_a_plan_are_the_promised_ones() -> None:
    """People script against these names, who may do what, and what it needs."""
    plan = definition("rectification-plan")
    assert {state.id: by_hand(state) for state in plan.states} == {
        "drafting": {
            "reopen": (("head",), ("items",)),
            "submit": (("head",), ("problems", "roadmap", "task_book", "timetable")),
        },
        "team-review": {"endorse": (("team",), ()), "return": (("team",), ("deficiencies",))},
        "liaison-audit": {"approve": (("liaison",), ()), "return": (("liaison",), ("deficiencies",))},
        "disclosure": {
            "publish": (("head",), ("channel", "evidence")),
            "object": (("anybody",), ("text",)),
            "resolve": (("office",), ("text",)),
        },
        "implementing": {"report": (("head",), ())},
        "appraisal": {"close": (("office",), ())},
        "passed": {},
        "failed": {},
    }
    assert plan.start_by == ("head", "member")


def test_the_terms_of_a_plan_are_the_promised_ones() -> None:
    """Drafting 10 workdays, each review 5, disclosure at least 7, the ballot 10 natural days."""
    plan = definition("rectification-plan")
    terms = {state.id: state.due.within for state in plan.states if state.due}
    assert terms == {
        "drafting": Term(10, "workdays"), "team-review": Term(5, "workdays"), "liaison-audit": Term(5, "workdays"),
    }  # fmt: skip
    stay, ballot = plan.state("disclosure").stay, plan.state("appraisal").ballot
    assert stay is not None
    assert stay.least == Term(7, "workdays")
    assert ballot is not None
    assert ballot.open == Term(10, "days")


def test_the_posts_are_the_promised_ones() -> None:
    """The roles ask for posts that the sample organisation fills."""
    posts = {role.post for name in ("plan", "item") for role in definition(f"rectification-{name}").roles}
    assert posts == {"principal", "member", "supervisor", "liaison", "campaign-office", "any", None}
    held = {one.post for one in organisation("sample-org.yaml").posts}
    assert posts - {"any", None} <= held


def test_the_reasons_for_a_return_are_the_promised_seven() -> None:
    """The enumeration is data, in the order of the notice."""
    assert [one.id for one in definition("rectification-plan").enumeration("deficiency").values] == [
        "unfocused", "vague-measures", "weak-special-rectification", "masses-dissatisfied",
        "untargeted-institutions", "generalities", "perfunctory",
    ]  # fmt: skip


def test_an_item_is_never_verified_by_the_person_responsible() -> None:
    """`reject` and `write-off` are for the principal or a supervisor, whoever of them is not responsible."""
    item = definition("rectification-item")
    assert {state.id: by_hand(state) for state in item.states} == {
        "listed": {"claim": (("responsible",), ())},
        "doing": {"submit-evidence": (("responsible",), ("evidence",))},
        "checking": {"reject": (("head", "team"), ("reason",)), "write-off": (("head", "team"), ())},
        "written-off": {},
    }
    assert {one.never for one in item.state("checking").actions} == {("responsible",)}
    assert item.due is not None
    assert item.due.field == "due"


def test_the_sample_plan_fits_the_workflow() -> None:
    """Every value of the sample is of its declared type, and the four responses are covered."""
    plan = definition("rectification-plan")
    data = json.loads(sample("sample-plan.json").read_text(encoding="utf-8"))
    values, refusals = accept(plan, data)
    assert refusals == []
    assert {row["source"] for row in values["problems"]} == {
        one.id for one in plan.enumeration("four_responses").values
    }


@pytest.mark.parametrize("name", ["rectification-plan", "rectification-item"])
def test_every_person_and_unit_in_a_scenario_is_in_its_organisation(name: str) -> None:
    """Nobody acts who is not there."""
    for scenario in compile_file(FOLDER / f"{name}.yaml", FOLDER).scenarios:
        there = organisation(str(scenario.org))
        people = {one.id for one in there.people}
        assert {scenario.by, *(step.by for step in scenario.steps if step.by)} <= people
        assert scenario.unit in {one.id for one in there.units}


def test_what_is_ours_says_so() -> None:
    """Shares, terms and numbers of rounds, which the notice does not name, are marked as ours in the file."""
    lines = Path(FOLDER / "rectification-plan.yaml").read_text(encoding="utf-8").splitlines()
    states = lines[lines.index("states:") : lines.index("scenarios:")]
    ours = ("within:", "due:", "least:", "open:", "secret:", "valid:", "pass: ballot", "rounds:", "repeats:")
    unmarked = [line for line in states if line.strip().startswith(ours) and "ours" not in line]
    assert unmarked == []
