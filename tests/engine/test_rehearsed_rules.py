"""What scenarios and refusals say of rules: whose they are, and which of them nobody has seen."""

from __future__ import annotations

from pathlib import Path

import pytest

from duban.adapters.console.coverage import coverage
from duban.adapters.console.files import read_organisation_file
from duban.engine.dsl.catalogue import load_catalogue
from duban.engine.dsl.compiler import Compiled, compile_text
from duban.engine.dsl.diagnostics import Finding
from duban.engine.testing import Outcome, rehearse, run_scenarios
from duban.workflows import DATA, sample

FLOW = """\
workflow: leave
title: {zh: 请假, en: leave}
roles: {head: {title: {zh: 负责人, en: head}, post: principal, of: unit}}
milestones: {spring: {zh: 春节, en: spring}}
data: {days: {type: integer, title: {zh: 天数, en: days}}}
states:
  asked:
    title: {zh: 申请, en: asked}
    due: {stages: {soon: {milestone: spring}}}
    actions:
      grant:
        title: {zh: 批准, en: grant}
        by: head
        needs: [days]
        when:
          - {that: days < 9, title: {zh: 九天以内, en: under nine}, BASIS}
          - {that: days > 0, title: {zh: 至少一天, en: at least one}}
        to: granted
        basis: 本办法第一条
        origin: implied
      refuse: {title: {zh: 不批, en: refuse}, by: head, to: refused}
  granted: {title: {zh: 已批准, en: granted}, final: success}
  refused: {title: {zh: 未批准, en: refused}, final: failure}
scenarios:
  - name: one
    at: 2014-08-01 09:00
    start: {unit: water-bureau, by: zhang}
    steps:
      - {expect: {undetermined: [asked.soon]}}
      - {milestones: {spring: 2014-08-05}, expect: {undetermined: []}}
      - {advance: 10 days, expect: {overdue: [asked.soon]}}
      - {by: zhang, do: grant, data: {days: 20}, expect: {refused: condition}}
      - {by: zhang, do: grant, data: {days: 2}, expect: {state: granted}}
"""
SAID = {
    "basis: 第九条": 'under nine ("days" is now 20); basis: 第九条',
    "basis: 第九条, origin: stated": '"days" is now 20); basis (stated): 第九条',
    "basis: 第九条, origin: implied": '"days" is now 20); basis (implied): 第九条',
    "basis: 第九条, origin: ours": '"days" is now 20); our own rule, not the source\'s: 第九条',
    "origin: ours": '"days" is now 20); ours, not the source\'s',
}


def flow(condition: str, text: str = FLOW) -> Compiled:
    """The workflow, with this said of its condition."""
    return compile_text(text.replace("BASIS", condition), str(DATA.parent / "w.yaml"), load_catalogue([DATA]))


@pytest.mark.parametrize(("written", "said"), SAID.items())
def test_a_refusal_says_whose_the_rule_is(written: str, said: str) -> None:
    """A rule of the house is never shown as what the source states; machines read the same in `origin`."""
    compiled = flow(written)
    assert compiled.definition is not None, compiled.findings
    duban = rehearse(compiled.scenarios[0].at)
    duban.register(compiled.definition, compiled.source.text)
    duban.store_organisation(read_organisation_file(sample("sample-org.yaml")))
    case = duban.start("leave", unit="water-bureau", by="zhang").case
    (refusal,) = duban.act(case, "grant", by="zhang", data={"days": 20}).refusals
    assert said in refusal.message("en")
    values = refusal.json("en")["values"]
    assert values.get("origin") == (written.partition("origin: ")[2] or None)
    assert values["basis"] == ("第九条" if "basis" in written else None)


def test_what_is_missing_is_asked_for_with_the_rule_behind_it() -> None:
    """The refusal of an act without its data ends with the sentence the action comes from."""
    compiled = flow("origin: ours")
    assert compiled.definition is not None
    duban = rehearse(compiled.scenarios[0].at)
    duban.register(compiled.definition, compiled.source.text)
    duban.store_organisation(read_organisation_file(sample("sample-org.yaml")))
    case = duban.start("leave", unit="water-bureau", by="zhang").case
    (refusal,) = duban.act(case, "grant", by="zhang").refusals
    assert refusal.code == "missing"
    assert refusal.message("zh").endswith("；依据（由原文推得）：本办法第一条")
    (refusal,) = duban.act(case, "refuse", by="li").refusals
    assert "{" not in refusal.message("zh")


def outcomes(compiled: Compiled) -> list[Outcome]:
    """What its scenarios came to."""
    return run_scenarios(compiled, [], read_organisation_file)


def test_coverage_names_what_no_scenario_has_seen() -> None:
    """A state not entered, an action not done, a condition that never refused: each is named, what was seen is not."""
    compiled = flow("origin: ours")
    ran = outcomes(compiled)
    assert [one.failure for one in ran] == [None]
    told = coverage([compiled], ran)["leave"]
    assert (told["states_left"], told["left"]) == (["refused"], ["asked.refuse"])
    assert told["conditions_left"] == ["asked.grant: days > 0"]
    assert (told["entered"], told["done"], told["judged"]) == (2, 1, 1)


def test_a_condition_that_only_refused_is_not_covered() -> None:
    """Both sides are wanted: refused once, and let through once."""
    compiled = flow("origin: ours", FLOW[: FLOW.index("      - {by: zhang, do: grant, data: {days: 2}")])
    told = coverage([compiled], outcomes(compiled))["leave"]
    assert told["conditions_left"] == ["asked.grant: days < 9", "asked.grant: days > 0"]


BY_ITSELF = """\
workflow: leave
title: {zh: 请假, en: leave}
roles: {head: {title: {zh: 负责人, en: head}, post: principal, of: unit}}
data: {days: {type: integer, title: {zh: 天数, en: days}}}
states:
  asked:    {title: asked, actions: {ask: {title: ask, by: head, needs: [days], to: deciding}}}
  deciding:
    title: deciding
    actions:
      grant:  {title: grant, auto: days < 3, to: granted}
      refuse: {title: refuse, auto: days > 9, to: refused}
      leave:  {title: leave, by: head, to: refused}
  granted: {title: granted, final: success}
  refused: {title: refused, final: failure}
scenarios:
  - name: one
    at: 2014-08-01 09:00
    start: {unit: water-bureau, by: zhang}
    steps:
      - {by: zhang, do: ask, data: {days: DAYS}}
"""


@pytest.mark.parametrize(
    ("days", "more"),
    [(2, ""), (10, ""), (5, "      - {by: zhang, do: leave}\n")],
    ids=["one", "other", "neither"],
)
def test_what_happens_by_itself_is_wanted_from_both_sides_too(days: int, more: str) -> None:
    """It has to have happened once, and once not to have, where the case came to rest or another one led on."""
    compiled = compile_text(BY_ITSELF.replace("DAYS", str(days)) + more, "leave.yaml", load_catalogue([DATA]))
    told = coverage([compiled], outcomes(compiled))["leave"]
    assert told["conditions_left"] == ["deciding.grant: days < 3", "deciding.refuse: days > 9"]
    both = BY_ITSELF.replace("DAYS", "2") + BY_ITSELF[BY_ITSELF.index("  - name: one") :].replace(
        "DAYS", "10"
    )
    seen = compile_text(both, "leave.yaml", load_catalogue([DATA]))
    assert coverage([seen], outcomes(seen))["leave"]["conditions_left"] == []


def test_a_scenario_that_expects_the_wrong_deadline_undetermined_fails() -> None:
    """`undetermined` names exactly the deadlines without a date."""
    compiled = flow("origin: ours", FLOW.replace("undetermined: []", "undetermined: [asked.soon]"))
    (ran,) = outcomes(compiled)
    assert ran.failure is not None
    assert "expected undetermined" in ran.failure.message("en")


def findings(old: str, new: str) -> list[Finding]:
    """What is found in the workflow with a change."""
    return list(flow("origin: ours", FLOW.replace(old, new)).findings)


def test_names_in_the_new_steps_are_looked_up() -> None:
    """A milestone the file does not declare and a deadline of no state are found before anything runs."""
    (milestone,) = findings("milestones: {spring: 2014", "milestones: {sprung: 2014")
    assert (milestone.code, milestone.line) == ("unknown-milestone", 30)
    (deadline,) = findings("overdue: [asked.soon]", "overdue: [aksed.soon]")
    assert deadline.code == "unknown-state"
    (day,) = findings("2014-08-05", "2014-02-30")
    assert day.code == "bad-value"


def test_a_scenario_finds_the_shipped_workflow_of_a_child(tmp_path: Path) -> None:
    """One file of the campaign can be tested alone: what its children are is looked for among the shipped files."""
    from duban.engine.dsl.compiler import behind_them, check_paths
    from duban.workflows import CAMPAIGN, FOLDER

    (one,) = check_paths([CAMPAIGN / "institution-programme.yaml"], FOLDER)
    behind, names = behind_them([one], FOLDER)
    assert [Path(other.file).stem for other in behind] == [
        "institution-document", "accountability", "campaign-item", "disclosure", "exemplar",
    ]  # fmt: skip
    assert set(names) >= {"rectification-plan", "institution-document"}
    assert {ran.failure for ran in run_scenarios(one, behind, read_organisation_file)} == {None}
