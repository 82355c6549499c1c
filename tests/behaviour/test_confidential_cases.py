"""Cases that exist for some people only, on both databases: who sees them, and what stays hidden of a visible one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from duban import Trusted, UnknownCase
from duban.engine.core.seeing import Viewer
from support.confidential_flows import CLUE, CONFERENCE, EVALUATION, INSPECTION, WATCHING
from support.small import deploy
from support.world import World

UNIT = "school-board"


@pytest.fixture
def world(world: World) -> World:
    """A rehearsal with the workflows that hide something."""
    deploy(world, CLUE, EVALUATION, INSPECTION, WATCHING)
    return world


def clue(world: World, by: str = "wu", **changes: Any) -> str:
    """A clue about a member of the unit, from somebody."""
    said = {"no": 1, "what": "公款吃喝", "subject": "luo", "informant": "wu"} | changes
    return world.duban.start("clue", unit=UNIT, by=by, data=said).case


def sees(world: World, case: str, by: Viewer) -> bool:
    """Whether a viewer sees a case, asked in every way there is to ask: they all say the same."""
    duban = world.duban
    ways: list[Callable[[], object]] = [
        lambda: duban.show(case, by=by),
        lambda: duban.history(case, by=by),
        lambda: duban.explain(case, by=by),
        lambda: duban.definition_of(case, by=by),
        lambda: duban.snapshot(case, by=by),
        lambda: duban.events(case, by=by),
        lambda: duban.verify(case, by=by),
    ]
    if isinstance(by, str):
        ways += [lambda: duban.can(case, by=by), lambda: duban.act(case, "nothing", by=by)]
    told = {_is_known(way) for way in ways}
    told.add(case in {one["case"] for one in duban.list_cases(by=by)})
    assert len(told) == 1, (case, by)
    return told.pop()


def _is_known(way: Callable[[], object]) -> bool:
    try:
        way()
    except UnknownCase:
        return False
    return True


def test_sight_follows_who_it_concerns(world: World) -> None:
    """Open to the office at all times, to whoever may act now, and from then on to whoever acted; never to its subject."""
    case = clue(world)
    seen = {
        one: sees(world, case, one) for one in ("zhao", "wu", "chen", "he", "gao", "song", "admin", "zheng")
    }
    assert [one for one, sight in seen.items() if sight] == ["zhao", "wu"]
    assert not sees(world, case, None)
    assert sees(world, case, Trusted)
    world.must(case, "assign", "zhao", investigator="he")
    assert sees(world, case, "he")
    world.must(case, "verify", "he", finding="属实")
    assert sees(world, case, "chen")
    world.must(case, "decide", "chen")
    assert [one for one in ("zhao", "wu", "he", "chen", "gao") if sees(world, case, one)] == [
        "zhao",
        "wu",
        "he",
        "chen",
    ]
    # As the decider's post is no ground any more when nothing is to be decided, another holder of it sees nothing.
    assert not sees(world, case, "both")


def test_the_subject_sees_nothing_whatever_they_are(world: World) -> None:
    """The office's own holder, the one who reported it and a delegate: named as the subject, none of them sees it."""
    assert not sees(world, clue(world, subject="zhao"), "zhao")
    own = clue(world, by="wu", subject="wu")
    assert not sees(world, own, "wu")
    about_he = clue(world, subject="he", investigator="he")
    assert not sees(world, about_he, "he")
    world.must(about_he, "assign", "zhao", investigator="he")
    assert not sees(world, about_he, "he")
    assert about_he not in {one["case"] for one in world.duban.todo(by="he")}


def test_whoever_may_act_for_somebody_sees_what_they_may_do(world: World) -> None:
    """A delegate of the investigator has the clue on the list and may act in it, unless it is about the delegate."""
    case = clue(world, subject="luo")
    world.must(case, "assign", "zhao", investigator="wang")
    assert sees(world, case, "he")  # may act for wang
    assert case in {one["case"] for one in world.duban.todo(by="he")}
    assert not sees(world, case, "sun")
    world.must(case, "verify", "he", "wang", finding="属实")
    other = clue(world, subject="he")
    world.must(other, "assign", "zhao", investigator="wang")
    assert not sees(world, other, "he")
    with pytest.raises(UnknownCase):
        world.do(other, "verify", "he", "wang", finding="不属实")
    third = clue(world, subject="wang")
    world.must(third, "assign", "zhao", investigator="wang")
    with pytest.raises(UnknownCase):  # nor in the name of its subject
        world.do(third, "verify", "he", "wang", finding="不属实")


def test_nobody_is_urged_or_told_who_may_not_know(world: World) -> None:
    """Urging an outsider by name is refused; the escalation to the head goes to the office instead."""
    case = clue(world)
    assert world.refused(world.duban.urge(case, "请办", by="zhao", to=["gao"])) == ["may-not-know"]
    world.duban.urge(case, "请办", by="zhao", to=["wu"]).unwrap()
    world.advance("8 workdays")
    world.duban.deliver([])
    told = {one["person"] for one in world.duban.deliveries(by=Trusted) if case in one["body"]}
    lines = world.sql("SELECT DISTINCT person FROM duban_notice WHERE case_id = :case ORDER BY 1", case=case)
    assert [one for (one,) in lines] == ["wu", "zhao"]
    assert told <= {"wu", "zhao"}


def test_a_rehearsal_counts_no_hidden_case(world: World) -> None:
    """The ids of cases that are counted have no gap where a clue was started, and are the same when played again."""
    first, hidden, second = world.start(), clue(world), world.start()
    assert (first, second) == ("case-1", "case-2")
    assert hidden not in ("case-1", "case-2", "case-3")
    assert world.start() == "case-3"
    assert clue(world) != hidden


def test_children_of_a_visible_case_are_left_out(world: World) -> None:
    """The head sees the inspection without the clue it referred: no child, and no count in a refusal."""
    case = world.duban.start("watching", unit=UNIT, by="song").case
    world.must(case, "refer", "song", leads=[{"no": 1, "what": "宴请", "subject": "gao"}])
    child = f"{case}.1"
    assert (sees(world, child, "zhao"), sees(world, child, "gao"), sees(world, child, "song")) == (
        True,
        False,
        False,
    )
    world.must(child, "assign", "zhao", investigator="he")
    world.must(child, "verify", "he", finding="属实")
    world.must(case, "note", "gao", found="台账不全")
    for by in ("gao", None):
        assert world.duban.show(case, by=by)["children"] == []
    (reason,) = world.do(case, "finish", "gao").refusals
    assert child not in str(reason.json("zh"))
    assert "children_open now" not in reason.message("en")
    assert "not shown" in reason.message("en")


def test_an_event_about_a_hidden_child_leaves_no_gap(world: World) -> None:
    """The clue ends and the parent's record says so: to whoever sees no clue the events are numbered as if it had not."""
    case = world.duban.start("inspection", unit=UNIT, by="song").case
    world.must(case, "refer", "song", leads=[{"no": 1, "what": "宴请", "subject": "gao", "informant": "wu"}])
    child = f"{case}.1"
    world.must(child, "assign", "zhao", investigator="he")
    world.must(child, "verify", "he", finding="属实")
    world.must(child, "decide", "chen")
    answer = world.must(case, "note", "gao", found="台账不全")
    kinds = {
        by: [(one["seq"], one["kind"]) for one in world.duban.history(case, by=by)] for by in ("gao", "zhao")
    }
    assert kinds["zhao"] == [(1, "started"), (2, "moved"), (3, "child-ended"), (4, "moved")]
    assert kinds["gao"] == [(1, "started"), (2, "moved"), (3, "moved")]
    assert answer["seq"] == world.duban.show(case, by="gao")["seq"] == 3
    assert world.duban.show(case, by="zhao")["seq"] == 4
    assert world.duban.snapshot(case, by="gao").children == {}
    assert child not in str([one.body for one in world.duban.events(case, by="gao")])
    assert world.duban.show(child, by="he")["parent"] == case
    assert world.duban.verify()[1] == []


def test_private_fields_are_withheld_and_so_are_the_names_in_them(world: World) -> None:
    """The decider sees the clue without its informant: not in data, record or refusals, nor as who reported it."""
    case = clue(world)
    world.must(case, "assign", "zhao", investigator="he")
    world.must(case, "verify", "he", finding="属实")
    view, events = world.duban.show(case, by="chen"), world.duban.history(case, by="chen")
    assert view["withheld"] == ["informant"]
    assert "informant" not in view["data"]
    assert events[0]["actor"] is None
    assert "'wu'" not in str(
        (view, events, world.duban.events(case, by="chen"), world.duban.snapshot(case, by="chen"))
    )
    assert "'wu'" in str(world.duban.history(case, by="zhao"))
    mine = clue(world, informant="chen", no=2)
    world.must(mine, "assign", "zhao", investigator="he")
    world.must(mine, "verify", "he", finding="属实")
    (reason,) = world.do(mine, "decide", "chen").refusals
    assert "chen" not in str({name: one for name, one in reason.values.items() if name != "guard"})


def test_a_host_that_is_trusted_sees_all_and_must_say_so(world: World) -> None:
    """Whatever reads takes the viewer; nothing but Trusted stands for everybody, the name of the system neither."""
    case = clue(world)
    with pytest.raises(UnknownCase):
        world.duban.show(case, by="system")
    assert sees(world, case, Trusted)
    assert "withheld" not in world.duban.show(case, by=Trusted)
    assert case in {one["case"] for one in world.duban.list_cases(by=Trusted)}
    assert world.duban.list_cases() == []


def test_a_damaged_confidential_case_gives_nothing_away(world: World) -> None:
    """Broken so that nobody can say whom it concerns, it is unknown and off the lists; the whole check names its id."""
    case, other = clue(world), world.start()
    world.sql("UPDATE duban_case SET body = 'x' WHERE id = :case", case=case)
    for by in (None, "gao", "zhao"):
        assert [one["case"] for one in world.duban.list_cases(by=by)] == [other]
        assert world.duban.stuck(by=by) == []
        for way in (world.duban.show, world.duban.history, world.duban.verify):
            with pytest.raises(UnknownCase):
                way(case, by=by)
    with pytest.raises(UnknownCase):
        world.do(case, "assign", "zhao", investigator="he")
    assert {(one.case, one.code) for one in world.duban.verify()[1]} == {(case, "confidential")}
    assert {one.code for one in world.duban.verify(by=Trusted)[1]} == {"snapshot"}
    world.advance("8 workdays")
    assert case not in str(world.duban.last_sweep())


def test_what_a_confidential_case_opens_is_seen_with_it(world: World) -> None:
    """A child whose workflow says nothing is there for those who see its parent and those it concerns, and for nobody else."""
    secret = INSPECTION.replace("workflow: inspection", "workflow: secret").replace(
        "workflow: clue", "workflow: errand"
    )
    secret = secret.replace(
        "private: {fields: leads, to: team}", "confidential: {to: team, hidden_from: leads}"
    )
    errand = CLUE.replace("workflow: clue", "workflow: errand")
    errand = "\n".join(
        line for line in errand.splitlines() if not line.startswith(("confidential:", "private:"))
    )
    deploy(world, secret, errand)
    case = world.duban.start("secret", unit=UNIT, by="song").case
    world.must(
        case, "refer", "song", leads=[{"no": 1, "what": "宴请", "subject": "zhao", "informant": "zheng"}]
    )
    child = f"{case}.1"
    seen = {one: sees(world, child, one) for one in ("song", "zhao", "wu", "zheng", "gao", "sun")}
    assert [one for one, sight in seen.items() if sight] == [
        "song",
        "gao",
    ]  # the head has something to do in the parent
    with pytest.raises(UnknownCase):  # named among the leads above it
        world.do(child, "assign", "zhao", investigator="he")
    assert world.duban.list_cases(workflow="errand") == []
    report = world.advance("8 workdays")
    assert (report["checked"], report["fired"]) == (0, 0)
    assert world.duban.show(child, by="song")["seq"] > 1


def test_a_gate_tells_where_it_stands_to_those_who_may_know(world: World) -> None:
    """The office sees that the clue holds the gate; the head is told only that it is shut, with a clue and without one."""
    deploy(world, CLUE, EVALUATION, INSPECTION, CONFERENCE)
    duban = world.duban
    conference = duban.start("conference", unit=UNIT, by="gao").case

    def told(by: Viewer) -> tuple[str, list[str]]:
        gate = next(one for one in duban.gates(conference, by=by) if one["gate"] == "cleared")
        return gate["standing"], [one["case"] for one in gate["cases"]]

    def refused() -> list[str]:
        return [
            one.message("en")
            for action in ("hold", "ask", "count")
            for one in world.do(conference, action, "gao").refusals
        ]

    before = [told("gao"), told("zhao"), told(None), refused()]
    assert before[:3] == [("undisclosed", []), ("missing", []), ("undisclosed", [])]
    case = clue(world)
    assert [told("gao"), told(None), refused()] == [before[0], before[2], before[3]]
    assert told("zhao") == told(Trusted) == told("wu") == ("open", [case])
    assert "not disclosed to you" in before[3][0]
    # What the act may do is decided by the truth.
    world.must(case, "assign", "zhao", investigator="he")
    world.must(case, "verify", "he", finding="属实")
    world.must(case, "decide", "chen")
    inspection = duban.start("inspection", unit=UNIT, by="song").case
    world.must(inspection, "refer", "song")
    world.must(inspection, "note", "song", found="台账")
    world.must(inspection, "finish", "song")
    assert told("gao") == ("undisclosed", [])
    world.must(conference, "hold", "gao")
    # Of a clue that is about the office itself, the office is told nothing by the gate.
    clue(world, subject="zhao")
    assert (told("zhao"), told(Trusted)[0]) == (("passed", [case]), "open")
    world.sound()


def test_who_may_not_read_a_private_field_neither_corrects_nor_hands_it_over(world: World) -> None:
    """Saying again what they guess is refused like any other value; whom only such a field names is named nowhere for them."""
    duban = world.duban
    inspection = duban.start("inspection", unit=UNIT, by="song").case
    leads = [{"no": 1, "what": "接受宴请", "subject": "gao", "informant": "wu"}]
    world.must(inspection, "refer", "song", leads=leads)
    guess = duban.correct(inspection, {"leads": leads}, by="song", note="x")
    assert world.refused(guess) == ["nothing-to-correct"]
    deploy(world, CLUE, INSPECTION.replace("\ndata:", "\ncorrect: {by: [head, team]}\ndata:"))
    other = duban.start("inspection", unit=UNIT, by="song").case
    world.must(other, "refer", "song", leads=leads)
    for said in (leads, []):
        assert world.refused(duban.correct(other, {"leads": said}, by="gao", note="x")) == ["not-settable"]
    # A head hands over what stands in the unit's cases, and knows of no informant.
    done = duban.hand_over("wu", "sun", by="gao", note="x")
    assert (done.results, done.left, done.fields) == ({}, {}, {})
    assert duban.show(other, by="song")["data"]["leads"][0]["informant"] == "wu"


def test_those_it_is_open_to_hand_a_confidential_case_over(world: World) -> None:
    """The office puts another investigator in the place; the head, who may do so elsewhere, does nothing and hears nothing."""
    case = clue(world)
    world.must(case, "assign", "zhao", investigator="he")
    assert world.duban.hand_over("he", "sun", by="gao", note="x").results == {}
    with pytest.raises(UnknownCase):
        world.duban.hand_over("he", "sun", by="gao", note="x", case=case)
    done = world.duban.hand_over("he", "sun", by="zhao", note="x")
    assert (list(done.results), done.fields) == ([case], {case: ["investigator"]})
    assert sees(world, case, "sun")
    assert not sees(world, case, "he")


def test_nobody_takes_a_place_in_which_they_could_do_nothing(world: World) -> None:
    """Neither whoever may not know of the case, nor whoever is kept from what it asks of the place now."""
    apart = CLUE.replace("states:\n", "separate: [[registered, verifying]]\nstates:\n", 1)
    deploy(world, apart)
    case = clue(world, subject="luo")
    world.must(case, "assign", "zhao", investigator="he")
    for successor, code in (("luo", "may-not-take"), ("wu", "separation")):
        done = world.duban.hand_over("he", successor, by="zhao", note="x")
        assert [world.refused(one) for one in done.results.values()] == [[code]]
    assert world.duban.hand_over("he", "li", by="zhao", note="x").ok
    world.must(case, "verify", "li", finding="属实")
    world.sound()


def test_the_clock_of_a_rehearsal_goes_on_past_what_only_a_confidential_case_waits_for(world: World) -> None:
    """A parked one is woken on its day by one move of the clock over many nights."""
    deploy(world, PARKED)
    case = world.duban.start("parked", unit=UNIT, by="zhao", data={"until": "2014-08-20"}).case
    world.duban.set_clock(LATER)
    assert world.duban.show(case, by="zhao")["states"] == ["woken"]
    woken = world.duban.history(case, by="zhao")[-1]
    assert woken["at"].startswith("2014-08-20T00:00")


def test_a_case_that_goes_or_is_hidden_meanwhile_does_not_stop_the_hand_over(world: World) -> None:
    """Of four cases one vanishes and one turns out to be about the very one who hands over: the last is handed over all the same."""
    cases = [clue(world) for _ in range(4)]
    for case in cases:
        world.must(case, "assign", "zhao", investigator="he")
    first, gone, hidden, last = sorted(cases)

    def meanwhile(number: int) -> None:
        if number == 1:
            world.sql("DELETE FROM duban_case WHERE id = :case", case=gone)
            world.duban.correct(hidden, {"subject": "zhao"}, by="wu", note="核对").unwrap()

    done = world.duban.hand_over("he", "sun", by="zhao", note="x", progress=meanwhile)
    assert (list(done.results), done.ok) == ([first, last], True)
    assert list(done.fields) == [first, last]
    assert world.duban.snapshot(hidden, by=Trusted).data["investigator"] == "he"


def test_hidden_until_it_is_decided(world: World) -> None:
    """Hidden in some states only, a clue is there for its subject afterwards, where a role names them."""
    later = CLUE.replace(
        "hidden_from: subject,", "hidden_from: subject, hidden_in: [registered, verifying, deciding],"
    )
    later = later.replace("roles:", "roles:\n  party: {title: party, person: subject}")
    deploy(world, later)
    case = clue(world)
    world.must(case, "assign", "zhao", investigator="he")
    world.must(case, "verify", "he", finding="属实")
    assert not sees(world, case, "luo")
    world.must(case, "decide", "chen")
    assert sees(world, case, "luo")
    assert not sees(world, case, "gao")


def test_what_a_confidential_case_opens_for_all_is_there_for_all(world: World) -> None:
    """A child opened with `confidential: false` is seen, listed and told of like any other, without a word of its parent."""
    secret = INSPECTION.replace("workflow: inspection", "workflow: raid").replace(
        "workflow: clue", "workflow: notice-board, confidential: false"
    )
    secret = secret.replace("private: {fields: leads, to: team}", "confidential: {to: team}")
    board = """
workflow: notice-board
title: {zh: 公示, en: notice board}
roles:
  anybody: {title: anybody, post: any}
data:
  no:        {type: integer, title: no}
  what:      {type: text, title: what}
  subject:   {type: person, title: subject}
  informant: {type: person, title: informant}
states:
  shown:
    title: shown
    actions:
      end: {title: end, by: anybody, to: over}
  over: {title: over, final: success}
"""
    deploy(world, secret, board)
    case = world.duban.start("raid", unit=UNIT, by="song").case
    world.must(case, "refer", "song", leads=[{"no": 1, "what": "公示"}])
    child = f"{case}.1"
    assert not sees(world, case, "sun")
    assert sees(world, child, "sun")
    assert world.duban.show(child, by="sun")["parent"] is None
    world.must(child, "end", "sun")
    assert world.duban.show(case, by="song")["states"] == ["referred"]


def test_a_count_does_not_name_who_stopped_the_clock_where_a_private_field_names_them(world: World) -> None:
    """The explanation of a deadline tells that the clock stood and by which action, and to those who may read it, by whom."""
    deploy(world, ASKED)
    case = world.duban.start("asked", unit=UNIT, by="gao", data={"informant": "wu"}).case
    world.must(case, "ask", "wu")
    world.advance("2 days")

    def told(by: Viewer) -> str:
        return str(world.duban.explain(case, "en", by=by)[0]["steps"])

    assert "by ask, wu)" in told("song")
    for by in (None, "gao"):
        assert "by ask, —)" in told(by)


LATER = datetime.fromisoformat("2014-09-10T09:00+08:00")
PARKED = """
workflow: parked
title: parked
roles: {office: {title: office, post: campaign-office}}
confidential: {to: office}
data: {until: {type: date, title: until}}
states:
  waiting:
    title: waiting
    actions:
      fill: {title: fill, by: office, may: [until]}
      wake: {title: wake, auto: today >= until, to: woken}
  woken: {title: woken, actions: {close: {title: close, by: office, to: closed}}}
  closed: {title: closed, final: success}
"""

ASKED = """
workflow: asked
title: asked
roles:
  head:   {title: head, post: principal, of: unit}
  team:   {title: team, post: supervisor, of: unit.supervised_by}
  source: {title: source, person: informant}
start: {by: head}
data:
  informant: {type: person, title: informant}
private: {fields: [informant], to: [team]}
states:
  looking:
    title: looking
    due: {within: 5 workdays, stop: open_questions > 0}
    actions:
      ask:    {title: ask, by: source, opens: question}
      answer: {title: answer, by: head, closes: question}
      end:    {title: end, by: head, to: ended}
  ended: {title: ended, final: success}
"""
