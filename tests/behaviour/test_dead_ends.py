"""A case whose children can no longer succeed in number is shown as stuck, unless another way leads on."""

from __future__ import annotations

import pytest

from support.small import deploy
from support.world import World

PARENT = """
workflow: bundle
title: bundle
roles:
  head: {title: head, post: principal, of: unit}
start: {by: head}
types:
  records:
    row: {title: row, key: no, fields: {no: {type: text, title: no}}}
data:
  rows: {type: list, of: row, title: rows}
  waived: {type: bool, title: waived}
states:
  doing:
    title: doing
    children: {each: rows, workflow: leaf, done: DONE}
    actions:
      note: {title: note, by: head, may: [waived]}
      EXIT
  ended: {title: ended, final: success}
"""
LEAF = """
workflow: leaf
title: leaf
roles:
  head: {title: head, post: principal, of: unit}
data: {no: {type: text, title: no}}
states:
  open:
    title: open
    actions:
      finish: {title: finish, by: head, to: done}
      lose:   {title: lose, by: head, to: lost}
  done: {title: done, final: success}
  lost: {title: lost, final: failure}
"""
BY_HAND = "report: {title: report, by: head, when: [children_done], to: ended}"
BY_ITSELF = "go: {title: go, auto: children_done, to: ended}"
WAIVED = "report: {title: report, by: head, when: [children_done || waived], to: ended}"
TWO_WAYS = f"{BY_HAND}\n      drop: {{title: drop it, by: head, to: ended}}"


def bundle(world: World, way: str, done: str = "all") -> str:
    """A case with four children."""
    deploy(world, PARENT.replace("EXIT", way).replace("DONE", done), LEAF)
    rows = {"rows": [{"no": str(number)} for number in range(1, 5)]}
    return world.duban.start("bundle", unit="water-bureau", by="zhang", data=rows).case


def stuck(world: World, case: str) -> bool:
    """Whether a case is stuck: `show` and the list of those that are agree."""
    found = bool(world.duban.show(case)["stuck"])
    assert (case in [one["case"] for one in world.duban.stuck()]) == found
    return found


@pytest.mark.parametrize("way", [BY_HAND, BY_ITSELF])
def test_a_lost_child_that_all_depends_on_leaves_a_dead_end(world: World, way: str) -> None:
    """Where every child must succeed and one has failed, the parent is stuck at once, with the figures; it can be cancelled."""
    case = bundle(world, way)
    assert not stuck(world, case)
    world.must(f"{case}.1", "finish", "zhang")
    assert not stuck(world, case)
    world.must(f"{case}.2", "lose", "zhang")
    assert stuck(world, case)
    assert world.duban.show(case)["dead_end"] == {"total": 4, "needed": 4, "possible": 3}
    world.duban.cancel(case, by="zhang", note="另行立项").unwrap()
    assert not stuck(world, case)
    world.sound()


def test_a_share_that_can_still_be_reached_is_no_dead_end(world: World) -> None:
    """Where half must succeed, two of four may fail, and the third ends it."""
    case = bundle(world, BY_HAND, "at least 50%")
    for number in (1, 2):
        world.must(f"{case}.{number}", "lose", "zhang")
        assert not stuck(world, case)
    world.must(f"{case}.3", "lose", "zhang")
    assert stuck(world, case)


@pytest.mark.parametrize("way", [WAIVED, TWO_WAYS])
def test_another_way_on_is_no_dead_end(world: World, way: str) -> None:
    """A condition that something else may fulfil, or an action that asks for no child, keeps the case from being stuck."""
    case = bundle(world, way)
    world.must(f"{case}.2", "lose", "zhang")
    assert not stuck(world, case)
