"""Decisions that can be held against their rule: by a table, by a draw, by a ranking, by signatures."""

from __future__ import annotations

from typing import Any

import pytest

from duban.engine.core.sampling import sample
from support.deciding import DRAW, PLACES, SIGN, TABLE, begin
from support.world import World


def last(world: World, case: str) -> dict[str, Any]:
    """The newest event of a case."""
    return world.duban.history(case)[-1]


def signed(world: World, case: str) -> list[tuple[str, str | None]]:
    """Every party with what it signed."""
    return [(one["party"], one["answer"]) for one in world.duban.show(case)["countersign"]["parties"]]


def waits(world: World, case: str) -> tuple[list[str], set[str]]:
    """Whom a case waits for, and of some people those who find it on their list."""
    people = ("zhang", "wang", "zhao", "gao", "luo", "li", "he")
    return world.duban.show(case)["waits_for"], {
        one for one in people if any(view["case"] == case for view in world.duban.todo(by=one))
    }


def test_a_decision_keeps_its_row_and_what_it_rests_on(world: World) -> None:
    """Everything is refused at once; what is decided tells table, row, outcome, basis, rule, and what was read."""
    case = begin(world, TABLE, handed_in="part")
    wrong: dict[str, Any] = {"row": "surrendered", "measures": ["severe", "none"]}
    assert world.refused(world.do(case, "decide", "zhang", **wrong)) == [
        "row-condition", "row-condition", "outcome-not-allowed", "row-evidence",
    ]  # fmt: skip
    right: dict[str, Any] = {
        "measures": ["none", "lighter"],
        "told": True,
        "handed_in": "full",
        "receipt": "收据",
        "rule": "第三条",
    }
    view = world.must(case, "decide", "zhang", row="surrendered", **right)
    assert view["status"] == "success"
    assert last(world, case)["ruling"] == {
        "table": "leniency", "row": "surrendered", "outcome": ["lighter", "none"], "basis": "主动如数上交",
        "cites": "第三条",
    }  # fmt: skip
    world.sound()


def test_what_is_possible_is_not_refused_before_it_is_filled_in(world: World) -> None:
    """`can` asks for row and measure and says nothing of rows yet."""
    case = begin(world, TABLE)
    (one,) = world.duban.can(case, by="zhang")[0]
    assert (one.action, one.missing) == ("decide", ("row", "measures"))


def test_a_draw_is_kept_and_can_be_drawn_again(world: World) -> None:
    """Frame, exclusions, strata, seed and result stand in the event; drawing again from them agrees; each is another."""
    case = begin(world, DRAW)
    world.must(case, "draw", "zhang", places=PLACES, skipped=["东村"])
    draw = last(world, case)["draw"]
    assert draw["frame"] == [one["name"] for one in PLACES]
    assert (draw["excluded"], draw["size"], draw["least"]) == (["东村"], 3, 1)
    assert draw["result"] == sample(
        draw["frame"], 3, draw["seed"], excluded=["东村"], strata=draw["strata"], least=1
    )
    kinds = {one["name"]: one["kind"] for one in PLACES}
    assert {kinds[one] for one in draw["result"]} == {"village", "street"}
    drawn = [one["name"] for one in world.duban.show(case)["data"]["drawn"]]
    assert drawn == draw["result"]
    world.must(case, "draw", "zhang")
    world.must(case, "name", "zhang", size=2)
    told = world.duban.draws(case)
    assert [(one["number"], one["action"], one["agrees"]) for one in told] == [
        (1, "draw", True), (2, "draw", True), (3, "name", True),
    ]  # fmt: skip
    assert len({one["seed"] for one in told}) == 3
    assert told[2]["again"] == world.duban.show(case)["data"]["names"]
    assert not set(told[2]["result"]) & set(told[1]["result"])
    world.sound()


def test_a_rehearsal_draws_the_same_again_and_chance_does_not(world: World, normal: World) -> None:
    """On a rehearsal the second playing gives the same seed; on a normal database no two are alike."""
    seeds = []
    for one in (world, normal):
        case = begin(one, DRAW)
        one.must(case, "draw", "zhang", places=PLACES)
        one.must(case, "draw", "zhang")
        seeds += [draw["seed"] for draw in one.duban.draws(case)]
    assert seeds[:2] == PLAYED
    assert len(set(seeds)) == 4
    assert all(len(one) == 32 for one in seeds)


PLAYED = ["6f88c2ab9df6c215e794e5157e00bc55", "3668777eb57bd955cb0fcdac7bd500cd"]
"""What clock and case give on both databases; another value would make every recorded scenario another."""


def test_a_ranking_happens_by_itself(world: World) -> None:
    """Each class apart, ties shared, too small a sample without a rank; the event says how many and who stands apart."""
    case = begin(world, DRAW, places=[{**PLACES[3], "rank": 1}, *PLACES[:3], *PLACES[4:]])
    world.must(case, "draw", "zhang")
    view = world.must(case, "finish", "zhang")
    assert view["status"] == "success"
    ranks = {one["name"]: one.get("rank") for one in view["data"]["places"]}
    assert ranks == {"北村": None, "东村": 1, "西村": 1, "南村": 3, "二街": 1, "一街": 2}
    ranking = last(world, case)["ranking"]
    assert ranking["ranked"] == {"street": 2, "village": 3}
    assert ranking["apart"] == {"too-few": ["北村"]}
    assert world.duban.show(case)["data"]["places"][0] == PLACES[3]
    world.sound()


def test_roles_sign_in_their_order(world: World) -> None:
    """Only the one whose turn it is is waited for; each signs once; the last signature leads on."""
    case = begin(world, SIGN, units=["school-board"])
    assert waits(world, case)[0] == ["zhang"]
    world.must(case, "agree", "zhang")
    assert signed(world, case) == [("head", "agree"), ("team", None), ("office", None)]
    assert [one["turn"] for one in world.duban.show(case)["countersign"]["parties"]] == [False, True, False]
    assert "wang" in waits(world, case)[1]
    assert "zhao" not in waits(world, case)[1]
    assert world.refused(world.do(case, "agree", "zhang")) == ["signed-already"]
    assert world.refused(world.do(case, "agree", "zhao")) == ["not-your-turn"]
    world.must(case, "agree", "he", for_="wang")
    assert last(world, case)["signed"] == {"party": "team", "answer": "agree"}
    assert world.duban.show(case)["countersign"]["parties"][1]["on_behalf_of"] == "wang"
    world.must(case, "agree", "zhao")
    assert world.state(case) == "units"
    world.sound()


def test_one_refusal_stops_or_only_counts(world: World) -> None:
    """Where it stops, the case goes where the file says at once; where it counts, as long as enough can still agree."""
    case = begin(world, SIGN)
    world.must(case, "agree", "zhang")
    assert world.refused(world.do(case, "refuse", "wang")) == ["missing"]
    assert world.must(case, "refuse", "wang", why="不同意")["states"] == ["dropped"]

    units = ["water-bureau", "school-board", "empty-bureau"]
    for answers, state in (
        ([("zhang", "refuse"), ("gao", "agree")], "units"),
        ([("zhang", "agree"), ("gao", "agree")], "people"),
        ([("zhang", "refuse"), ("gao", "refuse")], "dropped"),
    ):
        case = begin(world, SIGN, units=units, people=["li"])
        for one in ("zhang", "wang", "zhao"):
            world.must(case, "agree", one)
        for person, answer in answers:
            world.must(case, answer, person)
        assert world.state(case) == state
    world.sound()


def test_units_sign_by_the_holder_of_a_post(world: World) -> None:
    """Whose units are listed signs for them and is waited for; the list is that of when the case came here."""
    case = begin(world, SIGN, units=["school-board", "water-bureau"])
    for one in ("zhang", "wang", "zhao"):
        world.must(case, "agree", one)
    assert set(waits(world, case)[0]) == {"zhang", "gao"}
    assert waits(world, case)[1] >= {"zhang", "gao"}
    assert world.refused(world.do(case, "agree", "luo")) == ["not-authorized", "not-a-party"]
    world.must(case, "write", "zhang", units=["water-bureau"])
    world.must(case, "agree", "gao")
    assert signed(world, case) == [("school-board", "agree"), ("water-bureau", None)]
    assert "gao" not in waits(world, case)[1]
    world.must(case, "again", "zhang")
    for one in ("zhang", "wang", "zhao"):
        world.must(case, "agree", one)
    assert signed(world, case) == [("water-bureau", None)]
    world.sound()


def test_a_guard_on_signatures_names_who_has_not_signed(world: World) -> None:
    """Where a person leads on, or an automatic action is tried by hand, the refusal tells the parties still missing."""
    case = begin(world, SIGN)
    world.must(case, "agree", "zhang")
    (refusal,) = world.do(case, "go", "zhang").refusals
    assert refusal.json("en")["values"]["parties"] == ["team", "office"]
    assert "尚未会签：team、office" in refusal.message("zh")


def test_nobody_to_sign_is_no_consent(world: World) -> None:
    """An empty list of parties is never complete: it is impossible, and the case goes where that leads."""
    case = begin(world, SIGN)
    for one in ("zhang", "wang", "zhao"):
        world.must(case, "agree", one)
    assert (world.state(case), world.duban.show(case)["status"]) == ("dropped", "failure")


@pytest.mark.parametrize(
    ("answers", "state"), [(["agree"], "done"), (["refuse", "agree"], "done"), (["refuse"] * 2, "dropped")]
)
def test_any_one_is_enough(world: World, answers: list[str], state: str) -> None:
    """With `any`, one that agrees completes it, and only when all have refused it is impossible."""
    case = begin(world, SIGN, units=["water-bureau"], people=["he", "li"])
    for one in ("zhang", "wang", "zhao", "zhang"):
        world.must(case, "agree", one)
    for person, answer in zip(("li", "he"), answers, strict=False):
        world.must(case, answer, person)
    assert world.state(case) == state


def test_what_draws_nothing_asks_for_no_chance(lite: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Chance is asked for only where the workflow draws."""

    def refuse(*_: object, **__: object) -> str:
        raise AssertionError("asked for chance")

    monkeypatch.setattr("duban.engine.runtime.facts.chance", refuse)
    lite.must(begin(lite, SIGN), "agree", "zhang")
    with pytest.raises(AssertionError, match="asked for chance"):
        begin(lite, DRAW)
