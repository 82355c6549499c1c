"""Ways to be refused that have to do with tables, draws and countersignatures."""

from __future__ import annotations

from duban.engine.core.drawing import judge_told
from duban.engine.core.refusals import Refusal
from duban.engine.core.text import named
from support.deciding import DRAW, PLACES, SIGN, TABLE, begin
from support.refused import of, refused_as
from support.world import World

DECISIONS = {
    "row-condition",
    "outcome-not-allowed",
    "outcome-demanded",
    "row-evidence",
    "draw-too-few",
    "draw-least",
    "draw-strange",
    "not-a-party",
    "signed-already",
    "party-already",
    "not-your-turn",
    "countersign-stopped",
}
"""What is shown here."""


@refused_as("row-condition", row="surrendered", table="leniency", handed_in="part", others=["kept"])
def _handed_in_in_part(world: World) -> tuple[Refusal, ...]:
    case = begin(world, TABLE, told=True, handed_in="part")
    return of(
        world.do(case, "decide", "zhang", row="surrendered", measures=["none"], receipt="收据", rule="第三条")
    )


@refused_as("row-condition", row="general", basis="认真纠正", others=[])
def _not_known_whether_corrected(world: World) -> tuple[Refusal, ...]:
    case = begin(world, TABLE, told=True)
    return of(world.do(case, "decide", "zhang", row="general", measures=["none"]))


@refused_as("outcome-not-allowed", outcome=["lighter"], allowed=["none", "exempt"], basis="有的可不予追究")
def _too_much(world: World) -> tuple[Refusal, ...]:
    case = begin(world, TABLE, told=True, corrected=True)
    return of(world.do(case, "decide", "zhang", row="general", measures=["none", "lighter"]))


@refused_as("outcome-demanded", outcome=["severe"], chosen=["none"], row="kept")
def _too_little(world: World) -> tuple[Refusal, ...]:
    case = begin(world, TABLE, told=True, handed_in="part")
    return of(world.do(case, "decide", "zhang", row="kept", measures=["none"]))


@refused_as("row-evidence", names=["receipt", "rule"], row="surrendered", basis="主动如数上交")
def _without_a_receipt(world: World) -> tuple[Refusal, ...]:
    case = begin(world, TABLE, told=True, handed_in="full")
    return of(world.do(case, "decide", "zhang", row="surrendered", measures=["none"]))


@refused_as("draw-too-few", size=6, left=3, total=6, excluded=3)
def _too_few_to_draw(world: World) -> tuple[Refusal, ...]:
    case = begin(world, DRAW, places=PLACES)
    world.must(case, "draw", "zhang")
    return of(world.do(case, "name", "zhang", size=6))


@refused_as("draw-too-few", size=0, left=0, total=1, excluded=1)
def _nobody_left_to_draw(world: World) -> tuple[Refusal, ...]:
    case = begin(world, DRAW)
    return of(world.do(case, "draw", "zhang", places=PLACES[:1], skipped=["东村"]))


@refused_as("draw-too-few", size=-1)
def _fewer_than_nobody(world: World) -> tuple[Refusal, ...]:
    return of(world.do(begin(world, DRAW, places=PLACES), "name", "zhang", size=-1))


@refused_as("draw-least", size=1, least=1, strata=["street", "village"])
def _not_one_of_each(world: World) -> tuple[Refusal, ...]:
    case = begin(world, DRAW)
    return of(world.do(case, "draw", "zhang", places=[PLACES[0], PLACES[-1]]))


@refused_as("draw-strange", strange=["北村", "南村"], field="places")
def _drawn_from_nowhere(world: World) -> tuple[Refusal, ...]:
    case = begin(world, DRAW)
    definition = world.duban.definition_of(case)
    action = definition.initial.action("draw")
    assert action is not None and action.draws is not None
    told = {"places": PLACES[:2], "skipped": ["西村"], "drawn": [PLACES[0], PLACES[3], PLACES[2]]}
    return (*judge_told(definition, action.draws, told, named(action)), *of(world.do(case, "draw", "zhang")))


@refused_as("not-a-party", parties=["li"], waiting=["li"])
def _no_party(world: World) -> tuple[Refusal, ...]:
    case = begin(world, SIGN, units=["water-bureau"], people=["li"])
    for one in ("zhang", "wang", "zhao", "zhang"):
        world.must(case, "agree", one)
    return of(world.do(case, "agree", "he"))


@refused_as("party-already", person="li")
def _handed_to_another_party(world: World) -> tuple[Refusal, ...]:
    case = begin(world, SIGN, units=["water-bureau"], people=["li", "he"])
    for one in ("zhang", "wang", "zhao", "zhang"):
        world.must(case, "agree", one)
    return of(world.duban.hand_over("he", "li", by="zhang", note="x", case=case).results[case])


@refused_as("signed-already", party=["head"], waiting=["team", "office"])
def _signed_twice(world: World) -> tuple[Refusal, ...]:
    case = begin(world, SIGN)
    world.must(case, "agree", "zhang")
    return of(world.do(case, "agree", "zhang"))


@refused_as("not-your-turn", next=["head"])
def _out_of_turn(world: World) -> tuple[Refusal, ...]:
    return of(world.do(begin(world, SIGN), "agree", "zhao"))


@refused_as("countersign-stopped", party=["head"])
def _after_a_refusal(world: World) -> tuple[Refusal, ...]:
    by_hand = SIGN.replace("auto: countersign.impossible", "by: office", 1)
    case = begin(world, by_hand)
    world.must(case, "refuse", "zhang", why="不同意")
    return of(world.do(case, "agree", "wang"))
