"""A record that somebody has damaged: named, never a fault of the program, and never in the way of the others."""

from __future__ import annotations

import pytest

from duban.engine.errors import UnreadableRecord
from support.world import World

DAMAGED = ["garbage", "[]", "{}", '{"id": "other"}', "null", "3", "[" * 5000]


@pytest.mark.parametrize("body", DAMAGED, ids=range(len(DAMAGED)))
def test_a_damaged_snapshot_is_named(world: World, body: str) -> None:
    """Whatever is asked of a case whose snapshot is damaged, the answer names the case and says that verify knows more."""
    case = world.start()
    world.sql("UPDATE duban_case SET body = :body WHERE id = :case", body=body, case=case)
    duban = world.duban
    for ask in (
        lambda: duban.show(case),
        lambda: duban.can(case, by="zhang"),
        lambda: duban.explain(case),
        duban.list_cases,
        lambda: duban.act(case, "submit", by="zhang"),
        lambda: duban.cancel(case, by="zhang", note="撤"),
    ):
        with pytest.raises(UnreadableRecord) as caught:
            ask()
        for language in ("zh", "en"):
            message = caught.value.message("zh" if language == "zh" else "en")
            assert case in message
            assert "duban verify" in message


@pytest.mark.parametrize("body", DAMAGED, ids=range(len(DAMAGED)))
def test_a_damaged_event_is_named(world: World, body: str) -> None:
    """The history of a case with a damaged event names the case and the event."""
    case = world.start()
    world.sql("UPDATE duban_event SET body = :body WHERE case_id = :case", body=body, case=case)
    with pytest.raises(UnreadableRecord) as caught:
        world.duban.history(case)
    assert "1" in caught.value.message("zh")
    assert case in caught.value.message("zh")
    assert world.duban.verify(case)[1]


def test_a_damaged_case_does_not_stop_the_night(world: World) -> None:
    """The night puts it aside with its fault and flags the others; the relay tells of the others too."""
    bad, good = world.start(), world.start()
    world.sql("UPDATE duban_case SET body = 'garbage' WHERE id = :case", case=bad)
    report = world.advance("11 workdays")
    assert set(report["failures"]) == {bad}
    assert report["overdue"] == 1
    assert any(one["overdue"] for one in world.duban.show(good)["deadlines"])
    world.duban.deliver([])
