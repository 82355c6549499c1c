"""Ballots: secret ones that nothing ties to a person, open ones, rolls and counts."""

from __future__ import annotations

import json
import random
from collections import Counter
from typing import Any

import pytest

from support.small import deploy, open_vote
from support.world import TABLES, VOTERS, World, Worlds, make_rehearsal, tally

CHOICES = ("satisfied", "basically", "unsatisfied")
EVERYBODY = [(group, person) for group, people in VOTERS.items() for person in people]


@pytest.fixture
def polled(world: World) -> str:
    """A plan at its appraisal with fifty people on the roll."""
    case = world.start()
    world.bring(case, "appraisal")
    world.duban.roll(case, VOTERS, by="zhao").unwrap()
    return case


def vote(world: World, case: str, seed: int = 1) -> dict[str, str]:
    """Everybody votes, in a random order; who chose what."""
    chance = random.Random(seed)
    order = chance.sample(EVERYBODY, len(EVERYBODY))
    chosen = {}
    for group, person in order:
        chosen[person] = chance.choice(CHOICES)
        world.duban.cast(case, group=group, choice=chosen[person], by=person, key=f"vote-{person}").unwrap()
    return chosen


def test_fifty_secret_ballots_are_counted(world: World, polled: str) -> None:
    """What was put into the box comes out at the close, per group and pooled."""
    chosen = vote(world, polled)
    world.must(polled, "close", "zhao")
    result = next(one for one in world.duban.history(polled) if one["action"] == "close")["data"]["result"]
    assert result["pooled"]["choices"] == {one: list(chosen.values()).count(one) for one in CHOICES}
    for group, people in VOTERS.items():
        counted = Counter(chosen[one] for one in people)
        assert result["groups"][group]["choices"] == {one: counted[one] for one in CHOICES}
    assert result["turnout"] == "1"
    world.sound()


def test_nothing_stored_ties_a_person_to_a_choice(world: World, polled: str) -> None:
    """After fifty ballots no row, event, message or fingerprint of any table tells what one person chose."""
    before = world.dump()
    vote(world, polled)
    after = world.dump()
    people = {person for _, person in EVERYBODY}
    for table in TABLES:
        fresh = [row for row in after[table] if row not in before[table]]
        for row in fresh:
            text = json.dumps(row, ensure_ascii=False, default=str)
            if table == "duban_box":
                assert not any(f'"{person}"' in text for person in people)
                continue
            assert not any(choice in text for choice in CHOICES), (table, text)
    assert {row[4] for row in after["duban_roll"]} == {1} or {row[4] for row in after["duban_roll"]} == {True}
    assert {row[5] for row in after["duban_roll"]} == {None}


def test_two_opposite_votes_leave_the_same_traces(worlds: Worlds, backend: str) -> None:
    """Whatever was chosen, all tables but the box are equal, and so is the order in which the box is stored."""
    dumps, orders = [], []
    for choice in ("satisfied", "unsatisfied"):
        with worlds.world(backend, make_rehearsal) as world:
            case = world.start()
            world.bring(case, "appraisal")
            world.duban.roll(case, VOTERS, by="zhao").unwrap()
            world.duban.cast(case, group="staff", choice=choice, by="s01", key="k").unwrap()
            world.duban.cast(case, group="staff", choice="basically", by="s02", key="l").unwrap()
            dumps.append(world.dump())
            place = "rowid" if world.is_sqlite else "ctid"
            orders.append(world.sql(f"SELECT group_id, choice FROM duban_box ORDER BY {place}"))
    different = [table for table in TABLES if dumps[0][table] != dumps[1][table]]
    assert different == ["duban_box"]
    assert orders[0] == orders[1]


def test_the_box_holds_counters_without_order_or_time(world: World, polled: str) -> None:
    """The box is one number per group and choice, all written at once by whoever votes."""
    world.duban.cast(polled, group="staff", choice="satisfied", by="s01").unwrap()
    rows = world.dump()["duban_box"]
    assert len(rows) == len(VOTERS) * len(CHOICES)
    assert sum(row[4] for row in rows) == 1
    vote_order = [one["actor"] for one in world.duban.history(polled) if one["kind"] == "cast"]
    assert vote_order == ["s01"]
    if not world.is_sqlite:
        world.duban.cast(polled, group="masses", choice="unsatisfied", by="m03").unwrap()
        writers = world.sql("SELECT DISTINCT CAST(CAST(xmin AS TEXT) AS BIGINT) FROM duban_box")
        assert len(writers) == 1


def test_the_box_is_empty_after_the_close(world: World, polled: str) -> None:
    """The count is sealed in the record; the box is gone."""
    vote(world, polled)
    world.must(polled, "close", "zhao")
    assert world.dump()["duban_box"] == []


def test_the_count_is_nobodys_to_read_before_the_close(world: World, polled: str) -> None:
    """Until it is closed a ballot shows who took part in numbers, never what was chosen."""
    vote(world, polled)
    shown = json.dumps(world.duban.show(polled)["ballot"])
    assert not any(choice in shown for choice in CHOICES)
    assert json.loads(shown)["cast"] == {group: len(people) for group, people in VOTERS.items()}


def test_a_ballot_cast_sends_no_message(world: World, polled: str) -> None:
    """Nobody is told when somebody votes."""
    before = world.dump()["duban_outbox"]
    vote(world, polled)
    assert world.dump()["duban_outbox"] == before


def test_a_turnout_just_short_repeats_the_ballot_with_its_roll(world: World, polled: str) -> None:
    """29 of 50 is invalid: the ballot opens again with the same roll, and everybody may vote anew."""
    for group, person in EVERYBODY[:29]:
        world.duban.cast(polled, group=group, choice="satisfied", by=person).unwrap()
    shown = world.must(polled, "close", "zhao")
    assert (shown["states"], shown["round"]) == (["appraisal"], 1)
    assert shown["ballot"]["roll"] == {group: len(people) for group, people in VOTERS.items()}
    assert shown["ballot"]["cast"] == {}
    for group, person in EVERYBODY[:30]:
        world.duban.cast(polled, group=group, choice="satisfied", by=person).unwrap()
    assert world.must(polled, "close", "zhao")["states"] == ["passed"]
    world.sound()


def test_a_new_round_has_a_new_roll(world: World, polled: str) -> None:
    """A redo is appraised by a roll of its own."""
    vote_no = {person: "unsatisfied" for _, person in EVERYBODY}
    for group, person in EVERYBODY:
        world.duban.cast(polled, group=group, choice=vote_no[person], by=person).unwrap()
    assert world.must(polled, "close", "zhao")["round"] == 2
    world.must(polled, "reopen", "zhang", items=[1])
    world.bring(polled, "appraisal")
    assert world.duban.show(polled)["ballot"]["roll"] == {}
    assert world.refused(world.do(polled, "close", "zhao")) == ["no-voters"]
    refused = world.duban.cast(polled, group="staff", choice="satisfied", by="s01")
    assert world.refused(refused) == ["not-on-roll"]


def test_some_groups_vote_and_some_are_counted(world: World, polled: str) -> None:
    """One group by ballots, another on paper: the result pools both."""
    for person in VOTERS["staff"]:
        world.duban.cast(polled, group="staff", choice="satisfied", by=person).unwrap()
    paper = {"invited": 10, "satisfied": 6, "basically": 0, "unsatisfied": 2, "void": 1}
    world.duban.tally(polled, dict.fromkeys(("delegates", "masses", "clients"), paper), by="zhao").unwrap()
    world.must(polled, "close", "zhao")
    result = next(one for one in world.duban.history(polled) if one["action"] == "close")["data"]["result"]
    assert result["pooled"]["invited"] == 50
    assert result["pooled"]["handed_in"] == 47
    assert result["pooled"]["void"] == 3


def test_a_count_can_be_corrected_until_the_close(world: World, polled: str) -> None:
    """The last count of a group stands, and each is signed in the record by who entered it."""
    for yes in (1, 9):
        paper = {"invited": 10, "satisfied": yes, "basically": 0, "unsatisfied": 10 - yes, "void": 0}
        world.duban.tally(polled, dict.fromkeys(VOTERS, paper), by="zhao").unwrap()
    assert world.must(polled, "close", "zhao")["states"] == ["passed"]
    assert [one["actor"] for one in world.duban.history(polled) if one["kind"] == "tallied"] == ["zhao"] * 2


def test_the_end_of_the_voting_time_flags_and_decides_nothing(world: World, polled: str) -> None:
    """After ten days the ballot is late, still open, and only the close decides."""
    assert world.advance("14 days")["overdue"] == 1
    assert world.state(polled) == "appraisal"
    world.duban.cast(polled, group="staff", choice="satisfied", by="s01").unwrap()


BAD_TALLIES: list[dict[str, Any]] = [
    {"invited": 3, "satisfied": 4},
    {"invited": 0},
    {"satisfied": 1},
    {"invited": 5, "satisfied": -1},
    {"invited": 5, "satisfied": 1.5},
    {"invited": 5, "satisfied": True},
    {"invited": "5", "satisfied": 1},
    {"invited": 5, "great": 1},
    {"invited": 5, "satisfied": None},
    {"invited": 5, "satisfied": [1]},
    {},
]


@pytest.mark.parametrize("count", BAD_TALLIES, ids=range(len(BAD_TALLIES)))
def test_a_count_that_does_not_add_up_is_refused(lite: World, count: dict[str, Any]) -> None:
    """Whole numbers, known choices, somebody invited, no more papers than people."""
    case = lite.start()
    lite.bring(case, "appraisal")
    assert lite.refused(lite.duban.tally(case, {"staff": count}, by="zhao")) == ["bad-tally"]


@pytest.mark.parametrize("groups", [{"staff": 5}, {"staff": None}, {"staff": "satisfied"}, {"staff": [1]}])
def test_a_count_of_the_wrong_shape_is_refused(lite: World, groups: dict[str, Any]) -> None:
    """A group whose count is no table of numbers is refused, with the group named."""
    case = lite.start()
    lite.bring(case, "appraisal")
    assert lite.refused(lite.duban.tally(case, groups, by="zhao")) == ["bad-tally"]


def test_a_roll_can_be_replaced_until_somebody_has_voted(world: World, polled: str) -> None:
    """A new roll takes the place of the old one; after the first ballot it stands."""
    smaller = {group: people[:3] for group, people in VOTERS.items()}
    shown = world.duban.roll(polled, smaller, by="zhao").unwrap()
    assert shown["ballot"]["roll"] == dict.fromkeys(VOTERS, 3)
    assert world.refused(world.duban.cast(polled, group="staff", choice="satisfied", by="s09")) == [
        "not-on-roll"
    ]
    world.duban.cast(polled, group="staff", choice="satisfied", by="s01").unwrap()
    assert world.refused(world.duban.roll(polled, VOTERS, by="zhao")) == ["roll-in-use"]


def test_an_open_ballot_may_be_changed_until_it_closes(world: World) -> None:
    """The last choice of a person counts once; the record has each of them."""
    deploy(world)
    case = open_vote(world)
    world.duban.roll(case, {"all": ["s01", "s02", "s03"]}, by="zhao").unwrap()
    for choice in ("no", "yes", "no"):
        world.duban.cast(case, group="all", choice=choice, by="s01").unwrap()
    world.duban.cast(case, group="all", choice="no", by="s02").unwrap()
    assert world.duban.show(case)["ballot"]["cast"] == {"all": 2}
    world.must(case, "close", "zhao")
    result = next(one for one in world.duban.history(case) if one["action"] == "close")["data"]["result"]
    assert result["pooled"] == {
        "invited": 3, "handed_in": 2, "valid": 2, "void": 0, "choices": {"yes": 0, "no": 2},
    }  # fmt: skip
    assert world.refused(world.duban.cast(case, group="all", choice="yes", by="s01")) == ["ballot-closed"]
    cast = [one["data"].get("choice") for one in world.duban.history(case) if one["kind"] == "cast"]
    assert cast == ["no", "yes", "no", "no"]
    world.must(case, "drop", "zhao")
    world.sound()


def test_a_count_may_come_before_the_roll(world: World) -> None:
    """A group is counted on paper first; the roll then names the others, and the ballot can be closed."""
    case = world.start()
    world.bring(case, "appraisal")
    paper = {"invited": 10, "satisfied": 9, "basically": 0, "unsatisfied": 1, "void": 0}
    world.duban.tally(case, {"masses": paper}, by="zhao").unwrap()
    others = {group: people for group, people in VOTERS.items() if group != "masses"}
    world.duban.roll(case, others, by="zhao").unwrap()
    for group, people in others.items():
        for person in people:
            world.duban.cast(case, group=group, choice="satisfied", by=person).unwrap()
    world.must(case, "close", "zhao")
    assert world.state(case) == "passed"


@pytest.mark.parametrize("counted_first", [True, False])
def test_roll_and_count_come_in_either_order(world: World, counted_first: bool) -> None:
    """Some groups by a roll and the others on paper, whichever is entered first: the result is the same."""
    case = world.start()
    world.bring(case, "appraisal")
    paper = {"invited": 10, "satisfied": 9, "basically": 0, "unsatisfied": 1, "void": 0}
    on_paper = dict.fromkeys(("masses", "clients"), paper)
    by_roll = {group: VOTERS[group] for group in ("staff", "delegates")}
    if counted_first:
        world.duban.tally(case, on_paper, by="zhao").unwrap()
    world.duban.roll(case, by_roll, by="zhao").unwrap()
    for group, people in by_roll.items():
        for person in people:
            world.duban.cast(case, group=group, choice="satisfied", by=person).unwrap()
    if not counted_first:
        (missing,) = world.do(case, "close", "zhao").refusals
        assert (missing.code, missing.json("en")["values"]["groups"]) == ("no-voters", ["masses", "clients"])
        world.duban.tally(case, on_paper, by="zhao").unwrap()
    world.must(case, "close", "zhao")
    result = next(one for one in world.duban.history(case) if one["action"] == "close")["data"]["result"]
    assert (result["pooled"]["invited"], result["pooled"]["handed_in"]) == (45, 45)
    assert world.state(case) == "passed"
    world.sound()


def test_a_roll_of_nobody_is_refused(world: World) -> None:
    """Even where every group is counted on paper, a roll without anybody on it is none."""
    case = world.start()
    world.bring(case, "appraisal")
    world.duban.tally(case, tally(), by="zhao").unwrap()
    assert world.refused(world.duban.roll(case, {}, by="zhao")) == ["empty-group"]
