"""Tampering: whatever is changed in a record without recomputing its chain is found and named."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from duban.engine.core import canonical
from duban.engine.core.chain import genesis, link
from duban.engine.store.verify import FINDINGS, Flaw
from support.deciding import DRAW, PLACES, begin
from support.small import deploy, open_vote
from support.world import VOTERS, World, Worlds, make_rehearsal

Found = list[tuple[str, int | None]]


@pytest.fixture
def told(world: World) -> str:
    """A case with eight events, beside another that nobody touches."""
    case = world.start()
    other = world.start()
    world.must(other, "submit", "zhang")
    world.advance("13 workdays")
    world.must(case, "submit", "zhang")
    world.must(case, "return", "wang", deficiencies=["unfocused"])
    world.must(case, "submit", "zhang")
    world.must(case, "endorse", "wang")
    assert world.duban.snapshot(case).seq == 8
    assert world.duban.verify() == (2, [])
    return case


def flaws(world: World, case: str) -> Found:
    """What is found wrong: only with this case, and in words that name it."""
    checked, found = world.duban.verify()
    assert found, "nothing was found"
    assert checked == 2
    assert {one.case for one in found} == {case}
    alone = world.duban.verify(case)[1]
    assert alone == found
    for one in found:
        _say(one)
    return [(one.code, one.seq) for one in found]


def _say(flaw: Flaw) -> None:
    for language in ("zh", "en"):
        told = flaw.json("zh" if language == "zh" else "en")
        assert told["case"] == flaw.case
        assert "{" not in told["message"]
        if "{seq}" in FINDINGS[flaw.code].zh:
            assert str(flaw.seq) in told["message"]


def body(world: World, case: str, seq: int) -> str:
    """The stored text of an event."""
    return str(world.sql("SELECT body FROM duban_event WHERE case_id = :c AND seq = :s", c=case, s=seq)[0][0])


@pytest.mark.parametrize("seq", [1, 4, 8])
def test_a_changed_letter_is_found(world: World, told: str, seq: int) -> None:
    """One letter changed in an event, the first, one in the middle or the last: the event is named."""
    text = body(world, told, seq)
    changed = text.replace('"actor":"', '"actor":"x', 1)
    world.sql("UPDATE duban_event SET body = :b WHERE case_id = :c AND seq = :s", b=changed, c=told, s=seq)
    assert flaws(world, told) == [("changed", seq)]


@pytest.mark.parametrize(("seq", "found"), [(1, ("gap", 1)), (4, ("gap", 4)), (8, ("head", 8))])
def test_a_deleted_event_is_found(world: World, told: str, seq: int, found: tuple[str, int]) -> None:
    """The first, one in the middle or the last event taken out: its number is named."""
    world.sql("DELETE FROM duban_event WHERE case_id = :c AND seq = :s", c=told, s=seq)
    assert found in flaws(world, told)


@pytest.mark.parametrize("pair", [(3, 4), (1, 8), (2, 7)])
def test_two_swapped_events_are_found(world: World, told: str, pair: tuple[int, int]) -> None:
    """Two events in each other's place: both are named."""
    first, second = pair
    for here, there in ((first, 100), (second, first), (100, second)):
        world.sql("UPDATE duban_event SET seq = :t WHERE case_id = :c AND seq = :s", c=told, s=here, t=there)
    assert {first, second} <= {seq for _, seq in flaws(world, told)}


def test_two_swapped_bodies_are_found(world: World, told: str) -> None:
    """The contents of two events exchanged, numbers and hashes left: both are named."""
    one, other = body(world, told, 3), body(world, told, 4)
    world.sql("UPDATE duban_event SET body = :b WHERE case_id = :c AND seq = 3", b=other, c=told)
    world.sql("UPDATE duban_event SET body = :b WHERE case_id = :c AND seq = 4", b=one, c=told)
    assert flaws(world, told) == [("changed", 3), ("changed", 4)]


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("kind", "moved", "copy"),
        ("action", "approve", "copy"),
        ("action", None, "copy"),
        ("at", "2014-08-01T00:00:00.000000Z", "copy"),
        ("command", "somebody-elses", "copy"),
        ("hash", "0" * 64, "changed"),
        ("prev", "0" * 64, "broken-link"),
        ("prev", "no hexadecimal", "broken-link"),
        ("alg", "md5", "changed"),
        ("alg", "rot13", "unreadable"),
        ("alg", "shake_128", "unreadable"),
        ("seq", -4, "gap"),
        ("seq", 400, "gap"),
    ],
)
@pytest.mark.parametrize("seq", [1, 5, 8])
def test_a_changed_column_of_an_event_is_found(
    world: World, told: str, column: str, value: Any, code: str, seq: int
) -> None:
    """Any column beside the body changed: the event is named."""
    before = world.sql(f"SELECT {column} FROM duban_event WHERE case_id = :c AND seq = :s", c=told, s=seq)
    if before == [(value,)]:
        value = "overdue" if column == "kind" else "submit"
    world.sql(f"UPDATE duban_event SET {column} = :v WHERE case_id = :c AND seq = :s", v=value, c=told, s=seq)
    found = flaws(world, told)
    if column == "seq":
        assert {code for code, _ in found} & {code, "head"}
    else:
        assert (code, seq) in found


@pytest.mark.parametrize("change", ["command = NULL", "command = 'another'"])
def test_a_command_id_that_a_retry_would_no_longer_find_is_missed(
    world: World, told: str, change: str
) -> None:
    """Taken away or renamed, a command id would be acted on twice: the event that came of it is named."""
    assert world.duban.act(told, "approve", by="chen", key="once").ok
    assert world.duban.verify() == (2, [])
    world.sql(f"UPDATE duban_event SET {change} WHERE command = 'once'")
    assert flaws(world, told) == [("copy", 9)]


def test_a_forged_event_is_found(world: World, told: str) -> None:
    """An event put at the end with a right hash of its own, and one put before the first, are named."""
    last = world.sql("SELECT hash FROM duban_event WHERE case_id = :c AND seq = 8", c=told)[0][0]
    text = canonical.dumps({**json.loads(body(world, told, 8)), "seq": 9, "actor": "somebody"})
    _insert(world, told, 9, str(last), text)
    assert ("head", 9) in flaws(world, told)
    world.sql("DELETE FROM duban_event WHERE case_id = :c AND seq = 9", c=told)
    assert world.duban.verify()[1] == []
    _insert(world, told, 0, genesis(told), text)
    assert flaws(world, told)


def _insert(world: World, case: str, seq: int, previous: str, text: str) -> None:
    sealed = link(case, seq, previous, text)
    world.sql(
        "INSERT INTO duban_event (case_id, seq, kind, action, at, alg, prev, hash, body)"
        " VALUES (:c, :s, 'moved', 'endorse', '2014-09-01T00:00:00.000000Z', 'sha256', :p, :h, :b)",
        c=case, s=seq, p=previous, h=sealed, b=text,
    )  # fmt: skip


def test_a_rewritten_chain_of_events_is_found_by_the_snapshot(world: World, told: str) -> None:
    """A later half of the record recomputed is given away by the case's head, and that recomputed by its snapshot."""
    rows = world.sql("SELECT seq, prev, body FROM duban_event WHERE case_id = :c ORDER BY seq", c=told)
    previous = str(rows[4][1])
    for seq, _, text in rows[4:]:
        changed = text.replace('"5 workdays"', '"9 workdays"')
        sealed = link(told, seq, previous, changed)
        world.sql(
            "UPDATE duban_event SET prev = :p, hash = :h, body = :b WHERE case_id = :c AND seq = :s",
            p=previous, h=sealed, b=changed, c=told, s=seq,
        )  # fmt: skip
        previous = sealed
    assert ("head", 8) in flaws(world, told)
    world.sql("UPDATE duban_case SET head = :h WHERE id = :c", h=previous, c=told)
    assert flaws(world, told) == [("snapshot", None)]


def test_a_sample_that_was_not_drawn_is_found(lite: World) -> None:
    """A result put into a record that is sealed anew throughout: drawing again gives it away."""
    case = begin(lite, DRAW)
    lite.must(case, "draw", "zhang", places=PLACES)
    (drawn,) = lite.duban.draws(case)
    wanted = [one for one in drawn["frame"] if one not in drawn["result"]][:3]
    previous, text = genesis(case), ""
    for seq in (1, 2):
        event = json.loads(body(lite, case, seq))
        if "draw" in event:
            event["draw"]["result"] = wanted
            event["change"]["data"]["drawn"] = [one for one in PLACES if one["name"] in wanted]
        text = canonical.dumps(event)
        sealed = link(case, seq, previous, text)
        lite.sql(
            "UPDATE duban_event SET prev = :p, hash = :h, body = :b WHERE case_id = :c AND seq = :s",
            p=previous, h=sealed, b=text, c=case, s=seq,
        )  # fmt: skip
        previous = sealed
    lite.sql("UPDATE duban_case SET head = :h WHERE id = :c", h=previous, c=case)
    found = lite.duban.verify(case)[1]
    assert ("draw", 2) in [(one.code, one.seq) for one in found]
    for one in found:
        _say(one)
    (again,) = lite.duban.draws(case)
    assert (again["agrees"], again["again"]) == (False, drawn["result"])


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("head", "0" * 64, "head"),
        ("seq", 7, "head"),
        ("seq", 9, "head"),
        ("status", "success", "case-copy"),
        ("state", "passed", "case-copy"),
        ("unit", "school-board", "case-copy"),
        ("workflow", "rectification-item", "case-copy"),
        ("digest", "0" * 64, "case-copy"),
        ("parent", "case-2", "case-copy"),
        ("person", "li", "case-copy"),
        ("due_at", "2020-01-01T00:00:00.000000Z", "case-copy"),
        ("due_at", None, "case-copy"),
        ("opened_at", "2013-01-01T00:00:00.000000Z", "case-copy"),
        ("next_at", None, "case-copy"),
        ("next_at", "2030-01-01T00:00:00.000000Z", "case-copy"),
        ("body", "{}", "snapshot"),
        ("body", "[", "snapshot"),
        ("body", "", "snapshot"),
    ],
)
def test_a_changed_column_of_the_case_is_found(
    world: World, told: str, column: str, value: Any, code: str
) -> None:
    """The snapshot or any of its copies changed: the case is named, with what differs."""
    world.sql(f"UPDATE duban_case SET {column} = :v WHERE id = :c", v=value, c=told)
    assert [one for one, _ in flaws(world, told)] == [code]


def test_a_changed_snapshot_names_what_differs(world: World, told: str) -> None:
    """The keys that differ from the replay are told."""
    text = str(world.sql("SELECT body FROM duban_case WHERE id = :c", c=told)[0][0])
    changed = canonical.dumps({**json.loads(text), "round": 2, "status": "success"})
    world.sql("UPDATE duban_case SET body = :b WHERE id = :c", b=changed, c=told)
    (flaw,) = world.duban.verify()[1]
    assert flaw.values == {"keys": ["round", "status"]}


def test_a_deleted_case_is_found_by_its_events(world: World, told: str) -> None:
    """Events without a case, and a case without events."""
    row = world.sql("SELECT * FROM duban_case WHERE id = :c", c=told)
    world.sql("DELETE FROM duban_case WHERE id = :c", c=told)
    assert flaws(world, told) == [("no-case", None)]
    assert row


def test_a_case_without_events_is_found(world: World, told: str) -> None:
    """All events of a case taken away."""
    world.sql("DELETE FROM duban_event WHERE case_id = :c", c=told)
    assert flaws(world, told) == [("no-events", None)]


def test_a_changed_definition_is_found(world: World, told: str) -> None:
    """The rules a case goes by are part of its record: changed or taken away, the case is named."""
    digest = world.duban.show(told)["digest"]
    text = str(world.sql("SELECT body FROM duban_definition WHERE digest = :d", d=digest)[0][0])
    changed = text.replace("liaison-group", "liaison").replace('"most":3', '"most":4')
    assert changed != text
    world.sql("UPDATE duban_definition SET body = :b WHERE digest = :d", b=changed, d=digest)
    assert {(one.code, one.seq) for one in world.duban.verify()[1]} == {("definition", None)}
    world.sql("DELETE FROM duban_definition WHERE digest = :d", d=digest)
    assert {(one.code, one.seq) for one in world.duban.verify()[1]} == {("definition", None)}


def test_every_finding_has_words(world: World) -> None:
    """Each code says what is wrong in both languages."""
    for code in FINDINGS:
        _say(
            Flaw(
                "case-1",
                code,
                3,
                {
                    "keys": ["a"],
                    "column": "b",
                    "digest": "c",
                    "relative": "d",
                    "poll": 1,
                    "register": "e",
                    "key": "f",
                    "case_id": "g",
                },
            )
        )
    assert world.duban.verify() == (0, [])


def test_a_child_that_is_gone_is_missed(world: World) -> None:
    """Whoever removes a whole item, its events and its row, leaves the parent that names it; and the other way round."""
    case = world.start()
    world.bring(case, "implementing")
    for table, column in (("duban_event", "case_id"), ("duban_outbox", "case_id"), ("duban_case", "id")):
        world.sql(f"DELETE FROM {table} WHERE {column} = :case", case=f"{case}.1")
    assert [(one.case, one.code) for one in world.duban.verify()[1]] == [(case, "no-relative")]
    for table, column in (("duban_event", "case_id"), ("duban_outbox", "case_id"), ("duban_case", "id")):
        world.sql(f"DELETE FROM {table} WHERE {column} = :case", case=case)
    assert {one.code for one in world.duban.verify()[1]} == {"no-relative"}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (
            "UPDATE duban_box SET papers = papers + 1 WHERE choice = 'satisfied' AND group_id = 'staff'",
            "ballot-box",
        ),
        ("UPDATE duban_roll SET voted = false", "ballot-ticks"),
        ("UPDATE duban_roll SET group_id = 'masses' WHERE group_id = 'staff'", "ballot-roll"),
        ("UPDATE duban_roll SET person = 'zhang' WHERE person = 's07'", "ballot-roll"),
        ("UPDATE duban_roll SET voted = (person = 's02') WHERE group_id = 'staff'", "ballot-ticks"),
    ],
)
def test_a_ballot_that_was_tampered_with_is_found(world: World, change: str, code: str) -> None:
    """Papers put into the box, another or nobody ticked off, a roll that was changed: each is named."""
    case = world.start()
    world.bring(case, "appraisal")
    world.duban.roll(case, VOTERS, by="zhao").unwrap()
    world.duban.cast(case, group="staff", choice="satisfied", by=VOTERS["staff"][0]).unwrap()
    assert world.duban.verify(case)[1] == []
    world.sql(change)
    assert code in {one.code for one in world.duban.verify(case)[1]}


def test_a_choice_of_an_open_ballot_that_was_changed_is_found(world: World) -> None:
    """The record tells who chose what in an open ballot, the last choice of each; the roll must say the same."""
    deploy(world)
    case = open_vote(world)
    world.duban.roll(case, {"all": ["s01", "s02"]}, by="zhao").unwrap()
    for choice in ("no", "yes"):
        world.duban.cast(case, group="all", choice=choice, by="s01").unwrap()
    assert world.duban.verify(case)[1] == []
    world.sql("UPDATE duban_roll SET choice = 'no' WHERE person = 's01'")
    assert [one.code for one in world.duban.verify(case)[1]] == ["ballot-ticks"]


# ---- any single byte ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def whole(worlds: Worlds) -> Iterator[tuple[World, str]]:
    """A plan that has been through everything, on SQLite, which keeps any bytes."""
    with worlds.world("sqlite", make_rehearsal) as world:
        case = world.start()
        world.bring(case, "appraisal")
        world.appraise(case, 0.5)
        world.must(case, "reopen", "zhang", items=[1])
        world.bring(case, "appraisal")
        world.appraise(case)
        yield world, case


@given(st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_single_byte_changed_is_found(whole: tuple[World, str], data: st.DataObject) -> None:
    """Whichever byte of whichever event is changed to whatever else, that event is named."""
    world, case = whole
    seq = data.draw(st.integers(1, world.duban.snapshot(case).seq))
    text = body(world, case, seq).encode()
    place = data.draw(st.integers(0, len(text) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda one: one != text[place]))
    _break(world, case, seq, text[:place] + bytes([byte]) + text[place + 1 :], text)


def test_bytes_that_are_no_text_are_found(whole: tuple[World, str]) -> None:
    """A byte that breaks the encoding is named like any other; so are bytes lost and bytes added."""
    world, case = whole
    text = body(world, case, 1).encode()
    place = next(number for number, byte in enumerate(text) if byte > 127)
    for changed in (
        text[:place] + b"\xff" + text[place + 1 :], text[:place] + b"\x00" + text[place + 1 :], text[:-1],
        text + b" ", b"", b"\xff\xfe", b"[" * 100_000,
    ):  # fmt: skip
        _break(world, case, 1, changed, text)


def _break(world: World, case: str, seq: int, changed: bytes, text: bytes) -> None:
    statement = f"UPDATE duban_event SET body = CAST(:b AS TEXT) WHERE case_id = '{case}' AND seq = {seq}"
    world.sql(statement, b=changed)
    try:
        found = world.duban.verify(case)[1]
        assert seq in {one.seq for one in found}
        for one in found:
            _say(one)
    finally:
        world.sql(statement, b=text)


def test_the_sound_record_verifies_after_all_that(whole: tuple[World, str]) -> None:
    """What was put back is sound again."""
    world, _ = whole
    assert world.duban.verify()[1] == []
