"""Ways to be refused that have to do with documents: batches, editions, corrections, hand-overs."""

from __future__ import annotations

from duban.engine.core.refusals import Refusal
from support.refused import of, raised, refused_as
from support.small import PAPER, POINT, deploy
from support.world import World

DOCUMENTS = {"batch-only", "batch-undone", "no-edition", "no-editions", "not-named", "nothing-to-correct"}
"""What is shown here."""


def _handed_in(world: World) -> str:
    deploy(world, PAPER, POINT)
    case = world.duban.start("paper", unit="water-bureau", by="zhang").case
    points = [{"no": 1, "says": "one", "responsible": "li"}]
    world.must(case, "hand-in", "zhang", text="first", points=points)
    return case


@refused_as("batch-only", action="forward")
def _forwarded_alone(world: World) -> tuple[Refusal, ...]:
    return of(world.do(_handed_in(world), "forward", "wang"))


@refused_as("batch-undone")
def _forwarded_with_a_refused_one(world: World) -> tuple[Refusal, ...]:
    first = _handed_in(world)
    second = world.duban.start("paper", unit="water-bureau", by="zhang").case
    done = world.duban.batch("forward", [first, second], by="wang", all_or_nothing=True)
    return done.results[first].refusals


@refused_as("no-edition", number=2, last=1)
def _an_edition_to_come(world: World) -> tuple[Refusal, ...]:
    case = _handed_in(world)
    return raised(lambda: world.duban.differences(case, 1, 2))


@refused_as("no-editions")
def _a_workflow_without_editions(world: World) -> tuple[Refusal, ...]:
    case = world.start()
    return raised(lambda: world.duban.editions(case))


@refused_as("not-named", person="he")
def _nobody_of_that_name(world: World) -> tuple[Refusal, ...]:
    case = _handed_in(world)
    return of(world.duban.hand_over("he", "li", by="zhang", note="moved", case=case).results[case])


@refused_as("nothing-to-correct")
def _corrected_to_the_same(world: World) -> tuple[Refusal, ...]:
    return of(world.duban.correct(_handed_in(world), {"text": "first"}, by="zhang", note="again"))
