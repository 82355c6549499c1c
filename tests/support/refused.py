"""Ways to be refused: at least one for every code there is, with what the refusal must hold."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from duban.engine.app import Answer
from duban.engine.core.refusals import Refusal
from duban.engine.errors import Refused
from support.confidential_flows import CLUE
from support.gate_flows import CHECK_UP, HEARING, MASTER, SURVEY
from support.small import PLACES_VOTE, deploy, open_vote
from support.world import BEGIN, VOTERS, World, plan_data, tally

Case = Callable[[World], tuple[Refusal, ...]]
CASES: dict[str, list[tuple[Case, dict[str, Any]]]] = {}


def refused_as(code: str, **values: Any) -> Callable[[Case], Case]:
    """A way to be refused, and what the refusal must hold."""

    def register(case: Case) -> Case:
        CASES.setdefault(code, []).append((case, values))
        return case

    return register


def of(answer: Answer) -> tuple[Refusal, ...]:
    """The reasons of an answer."""
    return answer.refusals


def raised(call: Callable[[], object]) -> tuple[Refusal, ...]:
    """The reasons with which a call is refused."""
    with pytest.raises(Refused) as caught:
        call()
    return caught.value.refusals


def _at(world: World, state: str) -> str:
    case = world.start()
    world.bring(case, state)
    return case


def _polled(world: World) -> str:
    case = _at(world, "appraisal")
    world.duban.roll(case, VOTERS, by="zhao").unwrap()
    return case


@refused_as("unknown-action", action="submitt", workflow="rectification-plan")
def _no_such_action(world: World) -> tuple[Refusal, ...]:
    return of(world.do(world.start(), "submitt", "zhang"))


@refused_as("not-here")
def _elsewhere(world: World) -> tuple[Refusal, ...]:
    return of(world.do(world.start(), "report", "zhang"))


@refused_as("not-here")
def _automatic_elsewhere(world: World) -> tuple[Refusal, ...]:
    return of(world.do(world.start(), "proceed", "zhang"))


@refused_as("ended", status="success")
def _over(world: World) -> tuple[Refusal, ...]:
    case = _at(world, "appraisal")
    world.appraise(case)
    return of(world.do(case, "close", "zhao"))


@refused_as("ended", status="cancelled")
def _cancelled_twice(world: World) -> tuple[Refusal, ...]:
    case = world.start()
    world.duban.cancel(case, by="zhang", note="合并").unwrap()
    return of(world.duban.cancel(case, by="zhang", note="合并"))


@refused_as("ended", status="cancelled")
def _vote_after_the_end(world: World) -> tuple[Refusal, ...]:
    case = _polled(world)
    world.duban.cancel(case, by="zhang", note="合并").unwrap()
    return of(world.duban.cast(case, group="staff", choice="satisfied", by="s01"))


@refused_as("automatic", begins="publish")
def _by_hand(world: World) -> tuple[Refusal, ...]:
    case = _at(world, "disclosure")
    return of(world.do(case, "proceed", "zhang"))


@refused_as("automatic", until="2014-08-12T23:59:59+08:00")
def _too_early(world: World) -> tuple[Refusal, ...]:
    case = _at(world, "disclosure")
    world.must(case, "publish", "zhang", channel="公告栏", evidence="照片")
    return of(world.do(case, "proceed", "zhang"))


@refused_as("already-done", at="2014-08-01T09:00:00+08:00")
def _published_twice(world: World) -> tuple[Refusal, ...]:
    case = _at(world, "disclosure")
    world.must(case, "publish", "zhang", channel="公告栏", evidence="照片")
    world.advance("1 workday")
    return of(world.do(case, "publish", "zhang", channel="公告栏", evidence="照片"))


@refused_as("nothing-open", kind="objection")
def _nothing_to_resolve(world: World) -> tuple[Refusal, ...]:
    return of(world.do(_at(world, "disclosure"), "resolve", "zhao", text="已答复"))


@refused_as("not-open", kind="objection", number=7, open=["1"])
def _no_such_objection(world: World) -> tuple[Refusal, ...]:
    case = _at(world, "disclosure")
    world.must(case, "object", "wu", text="不具体")
    return of(world.do(case, "resolve", "zhao", text="已答复", objection=7))


@refused_as("not-authorized", person="li", holders=["zhang"])
def _wrong_person(world: World) -> tuple[Refusal, ...]:
    return of(world.do(world.start(), "submit", "li"))


@refused_as("not-authorized", person="wu")
def _wrong_starter(world: World) -> tuple[Refusal, ...]:
    return of(world.duban.start("rectification-plan", unit="water-bureau", by="wu", data=plan_data()))


@refused_as("not-authorized", person="wang")
def _wrong_canceller(world: World) -> tuple[Refusal, ...]:
    return of(world.duban.cancel(world.start(), by="wang", note="合并"))


@refused_as("not-authorized", person="zhang")
def _wrong_officer(world: World) -> tuple[Refusal, ...]:
    return of(world.duban.roll(_at(world, "appraisal"), VOTERS, by="zhang"))


@refused_as("not-authorized", person="wang")
def _wrong_counter(world: World) -> tuple[Refusal, ...]:
    return of(world.duban.tally(_at(world, "appraisal"), tally(), by="wang"))


@refused_as("no-delegation", person="he", principal="zhang", day="2014-08-01")
def _no_delegation(world: World) -> tuple[Refusal, ...]:
    return of(world.do(world.start(), "submit", "he", "zhang"))


@refused_as("excluded", person="zhang")
def _own_item(world: World) -> tuple[Refusal, ...]:
    case = world.item(responsible="zhang")
    world.must(case, "claim", "zhang")
    world.must(case, "submit-evidence", "zhang", evidence="材料")
    return of(world.do(case, "write-off", "zhang"))


@refused_as("separation", person="both")
def _own_review(world: World) -> tuple[Refusal, ...]:
    case = world.start(by="both")
    world.must(case, "submit", "zhang")
    return of(world.do(case, "endorse", "both"))


@refused_as("missing", names=["deficiencies"])
def _no_reason(world: World) -> tuple[Refusal, ...]:
    return of(world.do(_at(world, "team-review"), "return", "wang"))


@refused_as("missing", names=["roadmap", "timetable"])
def _incomplete(world: World) -> tuple[Refusal, ...]:
    return of(world.do(world.start(roadmap=None, timetable=""), "submit", "zhang"))


@refused_as("not-settable", field="deficiencies")
def _not_its_field(world: World) -> tuple[Refusal, ...]:
    return of(world.do(world.start(), "submit", "zhang", deficiencies=["unfocused"]))


@refused_as("not-settable", field="colour")
def _no_field_at_all(world: World) -> tuple[Refusal, ...]:
    data = plan_data(colour="red")
    return of(world.duban.start("rectification-plan", unit="water-bureau", by="zhang", data=data))


@refused_as("invalid-value", path="problems[1].source")
def _not_a_source(world: World) -> tuple[Refusal, ...]:
    problems = plan_data()["problems"]
    problems[0]["source"] = "rumour"
    return of(world.do(world.start(), "submit", "zhang", problems=problems))


@refused_as("invalid-value", path="problems[2].no")
def _the_same_number_twice(world: World) -> tuple[Refusal, ...]:
    problems = plan_data()["problems"]
    problems[1]["no"] = 1
    return of(world.do(world.start(), "submit", "zhang", problems=problems))


@refused_as("invalid-value", path="problems[1].due")
def _bare_days(world: World) -> tuple[Refusal, ...]:
    problems = plan_data()["problems"]
    problems[0]["due"] = "5天"
    return of(world.do(world.start(), "submit", "zhang", problems=problems))


@refused_as("unknown-reference", path="problems[1].responsible", id="nobody")
def _nobody_responsible(world: World) -> tuple[Refusal, ...]:
    problems = plan_data()["problems"]
    problems[0]["responsible"] = "nobody"
    return of(world.do(world.start(), "submit", "zhang", problems=problems))


@refused_as("unknown-reference", id="nobody")
def _nobody_on_the_roll(world: World) -> tuple[Refusal, ...]:
    return of(world.duban.roll(_at(world, "appraisal"), VOTERS | {"staff": ["nobody"]}, by="zhao"))


@refused_as("item-dropped", keys=["4"])
def _dropped(world: World) -> tuple[Refusal, ...]:
    case = _at(world, "appraisal")
    world.appraise(case, 0.0)
    return of(world.do(case, "submit", "zhang", problems=plan_data()["problems"][:3]))


@refused_as("no-such-item", keys=["9"], known=["1", "2", "3", "4"])
def _no_such_item(world: World) -> tuple[Refusal, ...]:
    case = _at(world, "appraisal")
    world.appraise(case, 0.0)
    return of(world.do(case, "reopen", "zhang", items=[1, 9]))


@refused_as("condition", guard="presided_by == unit.principal", presided_by="li")
def _not_presided(world: World) -> tuple[Refusal, ...]:
    return of(world.do(world.start(presided_by="li"), "submit", "zhang"))


@refused_as("condition", guard='covers(problems, "source", four_responses)')
def _not_covered(world: World) -> tuple[Refusal, ...]:
    return of(world.do(world.start(problems=plan_data()["problems"][:3]), "submit", "zhang"))


@refused_as("condition", guard="children_done", children_done=False)
def _items_open(world: World) -> tuple[Refusal, ...]:
    return of(world.do(_at(world, "implementing"), "report", "zhang"))


@refused_as("clock-goes-forward", now="2014-08-01T09:00:00+08:00")
def _back_in_time(world: World) -> tuple[Refusal, ...]:
    return raised(lambda: world.duban.set_clock(BEGIN - timedelta(days=1)))


@refused_as("clock-goes-forward", now="2014-08-01T09:00:00+08:00")
def _a_night_in_the_past(world: World) -> tuple[Refusal, ...]:
    return raised(lambda: world.duban.sweep(as_of=BEGIN - timedelta(days=1)))


@refused_as("no-ballot")
def _no_ballot(world: World) -> tuple[Refusal, ...]:
    return of(world.duban.cast(world.start(), group="staff", choice="satisfied", by="qian"))


@refused_as("ballot-closed")
def _ballot_closed(world: World) -> tuple[Refusal, ...]:
    case = open_vote(world)
    world.duban.roll(case, {"all": ["s01", "s02"]}, by="zhao").unwrap()
    world.must(case, "close", "zhao")
    return of(world.duban.cast(case, group="all", choice="yes", by="s01"))


@refused_as("already-done")
def _closed_twice(world: World) -> tuple[Refusal, ...]:
    case = open_vote(world)
    world.duban.roll(case, {"all": ["s01", "s02"]}, by="zhao").unwrap()
    world.must(case, "close", "zhao")
    return of(world.do(case, "close", "zhao"))


@refused_as("unknown-group", group="press")
def _no_such_group(world: World) -> tuple[Refusal, ...]:
    return of(world.duban.cast(_polled(world), group="press", choice="satisfied", by="s01"))


@refused_as("unknown-group", group="press")
def _no_such_group_on_the_roll(world: World) -> tuple[Refusal, ...]:
    return of(world.duban.roll(_at(world, "appraisal"), VOTERS | {"press": ["qian"]}, by="zhao"))


@refused_as("unknown-group", group="press")
def _no_such_group_counted(world: World) -> tuple[Refusal, ...]:
    return of(world.duban.tally(_at(world, "appraisal"), {"press": {"invited": 1}}, by="zhao"))


@refused_as("unknown-choice", choice="maybe", choices=["satisfied", "basically", "unsatisfied"])
def _no_such_choice(world: World) -> tuple[Refusal, ...]:
    return of(world.duban.cast(_polled(world), group="staff", choice="maybe", by="s01"))


@refused_as("empty-group", groups=["staff", "delegates", "masses", "clients"])
def _a_roll_of_nobody(world: World) -> tuple[Refusal, ...]:
    return of(world.duban.roll(_at(world, "appraisal"), {}, by="zhao"))


@refused_as("empty-group", groups=["masses"])
def _nobody_in_a_group(world: World) -> tuple[Refusal, ...]:
    groups: dict[str, list[str]] = {"staff": ["s01"], "delegates": ["d01"], "masses": []}
    return of(world.duban.roll(_at(world, "appraisal"), groups, by="zhao"))


@refused_as("twice-on-roll", person="s01")
def _twice_on_the_roll(world: World) -> tuple[Refusal, ...]:
    groups = VOTERS | {"delegates": ["d01", "s01"]}
    return of(world.duban.roll(_at(world, "appraisal"), groups, by="zhao"))


@refused_as("roll-in-use")
def _roll_in_use(world: World) -> tuple[Refusal, ...]:
    case = _polled(world)
    world.duban.cast(case, group="staff", choice="satisfied", by="s01").unwrap()
    return of(world.duban.roll(case, VOTERS, by="zhao"))


@refused_as("not-on-roll", person="qian", group="staff")
def _not_on_the_roll(world: World) -> tuple[Refusal, ...]:
    return of(world.duban.cast(_polled(world), group="staff", choice="satisfied", by="qian"))


@refused_as("not-on-roll", person="s01", group="masses")
def _in_another_group(world: World) -> tuple[Refusal, ...]:
    return of(world.duban.cast(_polled(world), group="masses", choice="satisfied", by="s01"))


@refused_as("already-voted", person="s01")
def _voted_twice(world: World) -> tuple[Refusal, ...]:
    case = _polled(world)
    world.duban.cast(case, group="staff", choice="satisfied", by="s01").unwrap()
    return of(world.duban.cast(case, group="staff", choice="unsatisfied", by="s01"))


@refused_as("bad-tally", group="staff")
def _more_papers_than_people(world: World) -> tuple[Refusal, ...]:
    counts = tally() | {"staff": {"invited": 3, "satisfied": 4}}
    return of(world.duban.tally(_at(world, "appraisal"), counts, by="zhao"))


@refused_as("mixed-count", group="staff")
def _counted_and_cast(world: World) -> tuple[Refusal, ...]:
    case = _polled(world)
    world.duban.tally(case, {"staff": {"invited": 3, "satisfied": 3}}, by="zhao").unwrap()
    return of(world.duban.cast(case, group="staff", choice="satisfied", by="s01"))


@refused_as("mixed-count", group="staff")
def _cast_and_counted(world: World) -> tuple[Refusal, ...]:
    case = _polled(world)
    world.duban.cast(case, group="staff", choice="satisfied", by="s01").unwrap()
    return of(world.duban.tally(case, {"staff": {"invited": 3, "satisfied": 3}}, by="zhao"))


@refused_as("no-voters", groups=["delegates", "masses", "clients"])
def _nobody_asked(world: World) -> tuple[Refusal, ...]:
    case = _at(world, "appraisal")
    world.duban.tally(case, {"staff": {"invited": 3, "satisfied": 3}}, by="zhao").unwrap()
    return of(world.do(case, "close", "zhao"))


@refused_as("figure-unset", parameter="least", name="least")
def _by_a_figure_nobody_has_set(world: World) -> tuple[Refusal, ...]:
    deploy(world, PLACES_VOTE)
    case = world.duban.start("places-vote", unit="water-bureau", by="zhao").case
    world.duban.tally(case, {"all": {"invited": 10, "yes": 7}}, by="zhao").unwrap()
    return of(world.do(case, "close", "zhao"))


@refused_as("no-urge", number=1)
def _nothing_to_answer(world: World) -> tuple[Refusal, ...]:
    return of(world.duban.answer(world.item(), 1, "好", by="li"))


@refused_as("urge-answered", number=1)
def _answered_twice(world: World) -> tuple[Refusal, ...]:
    case = world.item()
    world.duban.urge(case, "快", by="wang", to=["qian"]).unwrap()
    world.duban.answer(case, 1, "好", by="qian").unwrap()
    return of(world.duban.answer(case, 1, "好", by="qian"))


@refused_as("empty-text")
def _urged_without_words(world: World) -> tuple[Refusal, ...]:
    return of(world.duban.urge(world.item(), "  ", by="wang"))


@refused_as("needed-by-parent", total=4, needed=4, possible=3)
def _cancelled_item(world: World) -> tuple[Refusal, ...]:
    case = _at(world, "implementing")
    return of(world.duban.cancel(f"{case}.1", by="zhang", note="不办了"))


@refused_as("box-differs", group="staff", found=51, recorded=1)
def _papers_put_in(world: World) -> tuple[Refusal, ...]:
    case = _polled(world)
    world.duban.cast(case, group="staff", choice="satisfied", by=VOTERS["staff"][0]).unwrap()
    world.sql(
        "UPDATE duban_box SET papers = 51 WHERE group_id = 'staff' AND choice = 'satisfied' AND case_id = :case",
        case=case,
    )
    return of(world.do(case, "close", "zhao"))


@refused_as("roll-differs", group="staff", listed=20, ticked=0, rolled=20, recorded=1)
def _voter_wiped_off(world: World) -> tuple[Refusal, ...]:
    case = _polled(world)
    world.duban.cast(case, group="staff", choice="satisfied", by=VOTERS["staff"][0]).unwrap()
    world.sql("UPDATE duban_roll SET voted = false WHERE case_id = :case", case=case)
    return of(world.do(case, "close", "zhao"))


@refused_as("not-settable", field="evidence")
def _filled_in_before_its_time(world: World) -> tuple[Refusal, ...]:
    data = {**plan_data(), "evidence": "公开前就备好的照片"}
    return of(world.duban.start("rectification-plan", unit="water-bureau", by="zhang", data=data))


@refused_as("gate-closed", gate="checked", standing="missing", cases=[])
def _gate_shut(world: World) -> tuple[Refusal, ...]:
    deploy(world, MASTER, CHECK_UP, HEARING, SURVEY)
    return of(world.do(world.duban.start("master", unit="water-bureau", by="zhang").case, "force", "zhang"))


@refused_as("may-not-take", person="luo")
def _handed_to_whom_it_is_hidden_from(world: World) -> tuple[Refusal, ...]:
    deploy(world, CLUE)
    said = {"no": 1, "what": "公款吃喝", "subject": "luo", "informant": "wu"}
    case = world.duban.start("clue", unit="school-board", by="wu", data=said).case
    world.must(case, "assign", "zhao", investigator="he")
    return of(world.duban.hand_over("he", "luo", by="zhao", note="x").results[case])


@refused_as("may-not-know", people=["gao"])
def _urged_who_may_not_know(world: World) -> tuple[Refusal, ...]:
    deploy(world, CLUE)
    said = {"no": 1, "what": "公款吃喝", "subject": "luo", "informant": "wu"}
    case = world.duban.start("clue", unit="school-board", by="wu", data=said).case
    return of(world.duban.urge(case, "请办", by="zhao", to=["gao"]))
