"""Ways to be refused that have to do with registers."""

from __future__ import annotations

from duban.engine.core.refusals import Refusal
from support.refused import of, raised, refused_as
from support.small import FOLLOWING, PART, deploy
from support.world import World

REGISTERS = {
    "register-key",
    "register-taken",
    "register-retired",
    "register-unknown-key",
    "register-differs",
    "register-made-from",
}
"""What is shown here."""


def _following(world: World) -> str:
    deploy(world, FOLLOWING, PART)
    case = world.duban.start("following", unit="water-bureau", by="zhang").case
    world.must(case, "begin", "zhang")
    return case


@refused_as("register-key", key="新")
def _a_key_that_is_none(world: World) -> tuple[Refusal, ...]:
    return of(world.do(_following(world), "found", "zhang", key="新"))


@refused_as("register-taken", key="s1")
def _a_key_that_is_there(world: World) -> tuple[Refusal, ...]:
    return of(world.do(_following(world), "found", "zhang", key="s1"))


@refused_as("register-retired", key="s9")
def _a_key_that_was_there(world: World) -> tuple[Refusal, ...]:
    _following(world)
    world.duban.retire_from_register("subjects", "s9", by="wang", note="并入他题")
    return raised(lambda: world.duban.add_to_register("subjects", "s9", by="wang", title="又一个"))


@refused_as("register-unknown-key", key="s99")
def _nothing_to_retire(world: World) -> tuple[Refusal, ...]:
    _following(world)
    return raised(lambda: world.duban.retire_from_register("subjects", "s99", by="wang", note="停用"))


@refused_as("register-differs", workflow="other", register="subjects", other="following", what=["title"])
def _a_register_that_is_declared_otherwise(world: World) -> tuple[Refusal, ...]:
    _following(world)
    other = FOLLOWING.replace("workflow: following", "workflow: other").replace("zh: 专题目录", "zh: 题目")
    return raised(lambda: deploy(world, other, PART))


@refused_as("register-made-from", fields=["key"], register="subjects", key="n1")
def _a_correction_that_the_register_would_not_hear_of(world: World) -> tuple[Refusal, ...]:
    case = _following(world)
    world.must(case, "found", "zhang", key="n1")
    return of(world.duban.correct(case, {"key": "n2"}, by="zhang", note="笔误"))
