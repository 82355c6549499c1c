"""What is damaged or lost of confidential cases and of what belongs to them: named by nothing to whoever may not know of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from duban import Trusted, UnknownCase
from duban.engine.errors import UnreadableRecord
from support.confidential_flows import CLUE, CONFERENCE, EVALUATION, INSPECTION, WATCHING
from support.small import deploy
from support.world import World

UNIT = "school-board"


@pytest.fixture
def world(world: World) -> World:
    """A rehearsal with the workflows that hide something."""
    deploy(world, CLUE, EVALUATION, INSPECTION, WATCHING)
    return world


DAMAGED = {"body": "x", "states": ["nowhere"], "digest": "00", "acted": 3, "data": 3, "children": {"1": 3}}
"""How a snapshot may be broken: no snapshot at all, or of the right shape and wrong inside."""


@pytest.mark.parametrize("key", DAMAGED)
@pytest.mark.parametrize("which", ["child", "above"])
def test_a_damaged_case_below_a_confidential_one_gives_nothing_away(
    world: World, tmp_path: Path, which: str, key: str
) -> None:
    """Neither the child that goes with it nor the case above it is named by any list or report to whoever may not know of them."""
    case, child, other = _below(world)
    broken = case if which == "above" else child
    ((text,),) = world.sql("SELECT body FROM duban_case WHERE id = :case", case=broken)
    body = "x" if key == "body" else json.dumps({**json.loads(text), key: DAMAGED[key]})
    world.sql("UPDATE duban_case SET body = :body WHERE id = :case", body=body, case=broken)
    _tells_nothing(world, tmp_path, case, child, other)
    assert world.duban.verify(by=Trusted)[1]


@pytest.mark.parametrize("events", ["kept", "damaged", "gone"])
@pytest.mark.parametrize("which", ["child", "above", "alone"])
def test_a_confidential_case_without_a_snapshot_gives_nothing_away(
    world: World, tmp_path: Path, which: str, events: str
) -> None:
    """Its events are there for those who are trusted, and for nobody else; nor is what it has opened."""
    case, child, other = _below(world)
    gone = {"child": child, "above": case, "alone": _clue(world)}[which]
    world.sql("DELETE FROM duban_case WHERE id = :case", case=gone)
    if events == "kept":
        assert world.duban.events(gone, by=Trusted)
    elif events == "damaged":
        world.sql("UPDATE duban_event SET body = 'x' WHERE case_id = :case AND seq = 1", case=gone)
    else:
        world.sql("DELETE FROM duban_event WHERE case_id = :case", case=gone)
    _tells_nothing(world, tmp_path, case, child, other, gone)


def test_a_confidential_case_that_is_no_text_gives_nothing_away(lite: World, tmp_path: Path) -> None:
    """Bytes that are no UTF-8, which a list cannot even fetch, neither end the list nor are named by it."""
    deploy(lite, CLUE, EVALUATION, INSPECTION, WATCHING)
    case, child, other = _below(lite)
    lite.sql("UPDATE duban_case SET body = CAST(x'fffe7b7d' AS TEXT) WHERE id = :case", case=child)
    _tells_nothing(lite, tmp_path, case, child, other)


@pytest.mark.parametrize("how", ["UPDATE duban_case SET body = 'x'", "DELETE FROM duban_case"])
def test_a_damaged_hidden_child_is_not_named_by_the_visible_case_above_it(world: World, how: str) -> None:
    """The inspection is shown as if it had referred nothing."""
    case = world.duban.start("inspection", unit=UNIT, by="song").case
    world.must(case, "refer", "song", leads=[{"no": 1, "what": "宴请", "subject": "luo", "informant": "wu"}])

    def told() -> str:
        ways = (world.duban.show, world.duban.history, world.duban.explain, world.duban.snapshot)
        return str([way(case, by="gao") for way in ways] + world.duban.list_cases(by="gao"))

    before = told()
    world.sql(f"{how} WHERE id = :case", case=f"{case}.1")
    assert told() == before
    assert f"{case}.1" not in before


def test_a_damaged_hidden_case_is_not_named_by_the_gate_that_looks_at_it(world: World) -> None:
    """The gate tells where it stands to nobody, as with a sound one; an act that has to read it names the case acted in."""
    placed = CLUE.replace("data:\n", "data:\n  place: {type: unit, title: place}\n", 1)
    naming = CONFERENCE.replace("workflow: conference", "workflow: named")
    naming = naming.replace("cleared: {title", "cleared: {names: place, title")
    deploy(world, placed, EVALUATION, INSPECTION, CONFERENCE, naming)
    clue = _clue(world)
    plain, named = (world.duban.start(one, unit=UNIT, by="gao").case for one in ("conference", "named"))

    def told() -> str:
        return str(
            [
                world.duban.gates(plain, by="gao"),
                world.duban.can(plain, by="gao"),
                world.duban.show(plain, by="gao"),
            ]
        )

    before = told()
    world.sql("UPDATE duban_case SET body = 'x' WHERE id = :case", case=clue)
    assert told() == before
    assert clue not in before
    for way in (
        lambda: world.duban.gates(named, by="gao"),
        lambda: world.duban.act(named, "hold", by="gao"),
        lambda: world.duban.gates_of_unit(UNIT, by="gao"),
    ):
        with pytest.raises(UnreadableRecord) as caught:
            way()
        assert named in caught.value.message("zh")
        assert clue not in caught.value.message("en")


def _clue(world: World) -> str:
    said = {"no": 1, "what": "公款吃喝", "subject": "luo", "informant": "wu"}
    return world.duban.start("clue", unit=UNIT, by="wu", data=said).case


def _below(world: World) -> tuple[str, str, str]:
    """A confidential case, the child that goes with it, and a case that everybody may know of."""
    hidden = "confidential: {to: team, hidden_from: leads}"
    secret = INSPECTION.replace("private: {fields: leads, to: team}", hidden)
    secret = secret.replace("workflow: inspection", "workflow: secret")
    errand = CLUE.replace("workflow: clue", "workflow: errand")
    errand = "\n".join(
        line for line in errand.splitlines() if not line.startswith(("confidential:", "private:"))
    )
    deploy(world, secret.replace("workflow: clue", "workflow: errand"), errand)
    case = world.duban.start("secret", unit=UNIT, by="song").case
    world.must(case, "refer", "song", leads=[{"no": 1, "what": "宴请", "subject": "zhao"}])
    return case, f"{case}.1", world.start()


def _tells_nothing(world: World, folder: Path, *hidden_and_other: str) -> None:
    duban, (first, child, other, *more) = world.duban, hidden_and_other
    file = folder / "reports.yaml"
    file.write_text(LISTING, "utf-8")
    for by in (None, "sun"):
        assert [one["case"] for one in duban.list_cases(by=by)] == [other]
        assert duban.stuck(by=by) == []
        assert [one["case"] for one in duban.report(file, "all", by=by)["rows"]] == []
        assert duban.gates_of_unit(UNIT, by=by) == []
        for way in (duban.show, duban.history, duban.explain, duban.snapshot, duban.events, duban.verify):
            for case in (first, child, *more, "nothing"):
                with pytest.raises(UnknownCase):
                    way(case, by=by)
    assert {one["case"] for one in duban.todo(by="sun")} <= {other}
    hidden = {first, child, *more}
    assert not hidden & {one["case"] for one in duban.told(by="sun")}
    assert not any(case in str(duban.deliveries(by="sun")) for case in hidden)
    for case in (first, child, *more):
        with pytest.raises(UnknownCase):
            world.do(case, "add", "sun", what="x")


LISTING = """
reports:
  all:
    title: all
    kind: list
    workflow: [secret, errand]
    columns:
      state: {title: state, value: case.state}
"""
