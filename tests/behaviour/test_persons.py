"""Guards that ask of what rank somebody is, and which posts they hold."""

from __future__ import annotations

from support.small import RANKED, deploy
from support.world import World


def test_a_case_is_routed_by_the_rank_of_the_person(world: World) -> None:
    """A member of deputy-division rank goes one way, anybody else the other; who holds no such post files nothing."""
    deploy(world, RANKED)
    first = world.duban.start("ranked", unit="water-bureau", by="li").case
    assert world.refused(world.do(first, "file", "qian", member="qian")) == ["condition"]
    assert world.refused(world.do(first, "file", "li", member="he")) == ["condition"]
    assert world.must(first, "file", "li", member="li")["states"] == ["upper"]
    world.sql("UPDATE duban_person SET rank = '正科级' WHERE id = 'he'")
    second = world.duban.start("ranked", unit="water-bureau", by="he").case
    assert world.must(second, "file", "he", member="he")["states"] == ["lower"]
    world.sound()
