"""A record that somebody has damaged: named, never a fault of the program, and never in the way of the others."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from duban.engine.errors import UnreadableRecord
from duban.engine.runtime import views
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


WRONG_INSIDE: dict[str, object] = {
    "states": ["nowhere"], "status": "weird", "digest": "00", "deadlines": {"drafting": 5}, "data": {"problems": 3},
    "children": {"1": 3}, "acted": 3, "opened_at": "garbage", "urges": {"1": {}}, "polls": [], "open": 3, "unit": "gone",
}  # fmt: skip
"""What a snapshot may hold that has its outer shape."""


@pytest.mark.parametrize("key", WRONG_INSIDE)
def test_a_snapshot_that_is_wrong_inside_is_named(world: World, key: str) -> None:
    """Of the right outer shape and wrong inside: whatever breaks on it names the case; what does not break answers."""
    case = world.start()
    world.start()
    ((text,),) = world.sql("SELECT body FROM duban_case WHERE id = :case", case=case)
    damaged = json.dumps({**json.loads(text), key: WRONG_INSIDE[key]})
    world.sql("UPDATE duban_case SET body = :body WHERE id = :case", body=damaged, case=case)
    broke = 0
    for ask in _questions(world, case):
        try:
            ask()
        except UnreadableRecord as error:
            assert case in error.message("zh")
            broke += 1
    assert broke or key in ("polls", "open", "unit")
    assert world.duban.verify(case)[1]


def test_a_snapshot_that_is_no_text_is_named(lite: World) -> None:
    """SQLite keeps bytes that are no UTF-8; every answer about the case, and every list with it, names it."""
    world = lite
    world.start()
    case = world.start()
    world.sql("UPDATE duban_case SET body = CAST(x'fffe7b7d' AS TEXT) WHERE id = :case", case=case)
    for ask in _questions(world, case):
        with pytest.raises(UnreadableRecord) as caught:
            ask()
        assert case in caught.value.message("en")
    world.sql("UPDATE duban_event SET body = CAST(x'ff' AS TEXT) WHERE case_id = :case", case=case)
    with pytest.raises(UnreadableRecord) as caught:
        world.duban.history(case)
    assert case in caught.value.message("en")


def test_a_fault_of_the_program_is_not_blamed_on_a_sound_record(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What breaks on a record that verifies stays what it was."""
    case = world.start()

    def broken(*_: object) -> None:
        raise KeyError("ours")

    monkeypatch.setattr(views, "case_view", broken)
    with pytest.raises(KeyError, match="ours"):
        world.duban.show(case)


def _questions(world: World, case: str) -> list[Callable[[], object]]:
    duban = world.duban
    return [
        lambda: duban.show(case),
        lambda: duban.can(case, by="zhang"),
        lambda: duban.explain(case),
        lambda: duban.snapshot(case),
        duban.list_cases,
        duban.stuck,
        lambda: duban.todo(by="zhang"),
        lambda: duban.act(case, "submit", by="zhang").view,
        lambda: duban.cancel(case, by="zhang", note="撤").view,
    ]


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
