"""Holding a record against itself: the chain, the order, the replay, and every copy.

It finds any change that does not recompute the chain. Who can rewrite the whole database can
recompute it; that takes an anchor kept elsewhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection

from ..core import canonical
from ..core.case import Case
from ..core.chain import genesis, link
from ..core.events import Event
from ..core.evolve import evolve
from ..core.sampling import agrees
from ..core.text import Language, Text
from . import records
from .records import StoredCase, StoredEvent
from .registers import added_by

FINDINGS: dict[str, Text] = {
    "no-case": Text("有事件而没有事项", "there are events but no case"),
    "no-events": Text("有事项而没有事件", "there is a case but no event"),
    "gap": Text("缺少第 {seq} 号事件", "event {seq} is missing"),
    "broken-link": Text(
        "第 {seq} 号事件与前一事件衔接不上", "event {seq} does not follow from the one before"
    ),
    "changed": Text("第 {seq} 号事件的内容与其摘要不符", "the content of event {seq} is not what was sealed"),
    "unreadable": Text("第 {seq} 号事件无法读取", "event {seq} cannot be read"),
    "copy": Text(
        "第 {seq} 号事件的检索字段 {column} 与内容不符",
        "column {column} of event {seq} differs from its content",
    ),
    "head": Text(
        "末尾事件与事项登记的不符（第 {seq} 号）", "the case names another last event (number {seq})"
    ),
    "snapshot": Text("事项现状与重放结果不符：{keys}", "the case is not what its record replays to: {keys}"),
    "definition": Text(
        "事项所依据的流程定义缺失或已被改动（{digest}）",
        "the definition the case goes by is missing or was changed ({digest})",
    ),
    "no-relative": Text(
        "记录中的上级或子事项 {relative} 不存在",
        "case {relative}, which the record names as its parent or child, is not there",
    ),
    "ballot-roll": Text(
        "第 {poll} 次评议的名册与记录不符", "the roll of ballot {poll} is not what the record says"
    ),
    "ballot-ticks": Text(
        "第 {poll} 次评议名册上已投票的人或其公开的选项与记录不符",
        "those ticked off on the roll of ballot {poll}, or their open choices, are not those of the record",
    ),
    "ballot-box": Text(
        "第 {poll} 次评议票箱中的票数与记录不符",
        "the papers in the box of ballot {poll} are not as many as the record says",
    ),
    "confidential": Text(
        "保密事项的记录有问题；须由知悉该事项的人核对（--by）",
        "the record of a confidential case is flawed; somebody who may know of it sees how (--by)",
    ),
    "draw": Text(
        "第 {seq} 号事件的抽取结果与按其名单、种子重新抽取的不符",
        "the sample of event {seq} is not what its frame and seed give when drawn again",
    ),
    "register-gap": Text("目录缺少第 {seq} 行", "line {seq} of the register is missing"),
    "register-changed": Text(
        "目录第 {seq} 行的内容与其摘要不符，或与前一行衔接不上",
        "line {seq} of the register is not what was sealed, or does not follow from the one before",
    ),
    "register-copy": Text(
        "目录第 {seq} 行的检索字段 {column} 与内容不符",
        "column {column} of line {seq} of the register differs from its content",
    ),
    "register-event": Text(
        "目录第 {seq} 行所说的事项 {case_id} 的事件不存在",
        "the event of case {case_id} that line {seq} of the register names is not there",
    ),
    "register-entry": Text(
        "第 {seq} 号事件增补的 {key} 不在目录 {register} 里",
        "what event {seq} added, {key}, is not in the register {register}",
    ),
    "case-copy": Text(
        "事项的检索字段 {column} 与内容不符", "column {column} of the case differs from its content"
    ),
}


class Flaw(Struct, frozen=True):
    """Something in a record that is not as it was written."""

    case: str
    code: str
    seq: int | None
    values: dict[str, Any]

    def message(self, language: Language) -> str:
        """The sentence, naming the event."""
        return FINDINGS[self.code].say(language, {**self.values, "seq": self.seq})

    def json(self, language: Language) -> dict[str, Any]:
        """As `verify --json` tells it."""
        return {"case": self.case, "seq": self.seq, "code": self.code, "message": self.message(language)}


def verify_case(connection: Connection, case: str, person_of: Callable[[Case], str | None]) -> list[Flaw]:
    """Everything wrong with the record of one case; empty when it is sound."""
    with records.as_it_lies(connection):
        stored = records.case_of(connection, case)
        told = _Voters()
        flaws, replayed, last = _walk(case, records.events_of(connection, case), told)
        if replayed is not None and not records.definition_is_sound(connection, replayed.body["digest"]):
            return [*flaws, Flaw(case, "definition", None, {"digest": replayed.body["digest"]})]
    if stored is None:
        return [*flaws, Flaw(case, "no-case", None, {})]
    if last is None:
        return [*flaws, Flaw(case, "no-events", None, {})]
    known = stored.copies["seq"]
    if stored.head != last.hash or known != last.seq:
        flaws.append(Flaw(case, "head", max(known, last.seq) if isinstance(known, int) else last.seq, {}))
    if not flaws and replayed is not None:
        flaws += _compare(stored, replayed, person_of)
        flaws += _compare_family(connection, replayed) + _compare_ballots(connection, replayed, told)
        flaws += _compare_entries(connection, replayed, told)
    return flaws


def _compare_family(connection: Connection, case: Case) -> list[Flaw]:
    """A child that the sealed record of its parent names, or the parent, that is not there at all."""
    family = [str(one["id"]) for one in case.children.values()] + ([case.parent] if case.parent else [])
    there = records.those_there(connection, family)
    return [Flaw(case.id, "no-relative", None, {"relative": one}) for one in family if one not in there]


def _compare_ballots(connection: Connection, case: Case, told: _Voters) -> list[Flaw]:
    """The roll and the box, which lie beside the record, against what it says of them: who came, how many papers."""
    flaws = []
    for number, poll in case.body.get("polls", {}).items():
        roll = records.roll_of(connection, case.id, int(number))
        cast = {group: count for group, count in poll["cast"].items() if count}
        found = {
            "roll": {(group, person) for group, person, _, _ in roll} == told.rolled.get(number, set()),
            "ticks": {(group, person): choice for group, person, came, choice in roll if came}
            == told.came[number],
        }
        if poll["secret"]:
            ended = "result" in poll or case.status != "open" or int(number) != case.body.get("poll")
            papers = records.papers_of(connection, case.id, int(number))
            found["box"] = papers == ({} if ended else cast)
        flaws += [
            Flaw(case.id, f"ballot-{what}", None, {"poll": number})
            for what, same in found.items()
            if not same
        ]
    return flaws


def _compare_entries(connection: Connection, case: Case, told: _Voters) -> list[Flaw]:
    """What the case says it has put into registers stands there, as its doing."""
    missing = sorted(told.added - added_by(connection, case.id)) if told.added else ()
    return [
        Flaw(case.id, "register-entry", seq, {"register": register, "key": key})
        for seq, register, key in missing
    ]


class _Voters:
    """What the events of a case say of its ballots (who was entered on which roll, and who voted) and of registers."""

    def __init__(self) -> None:
        self.added: set[tuple[int, str, str]] = set()
        """(event, register, key)."""
        self.rolled: dict[str, set[tuple[str, str]]] = {}
        self.came: dict[str, dict[tuple[str, str], str | None]] = defaultdict(dict)
        """With the last choice of each where the ballot is open; of a secret one the record tells none."""
        self._last = ""

    def hear(self, event: Event, case: Case) -> None:
        """Take note of an event; `case` is how it left the case."""
        if added := event.body.get("adds"):
            self.added.add((event.seq, added["register"], added["key"]))
        poll = case.poll
        if poll is None:
            return
        number = str(case.body["poll"])
        if number != self._last and poll["roll"]:  # repeated, it keeps the roll of the one before
            self.rolled[number] = self.rolled.get(self._last, set())
        self._last = number
        said = event.body.get("data", {})
        if event.kind == "rolled":
            self.rolled[number] = {(group, one) for group, people in said["roll"].items() for one in people}
        elif event.kind == "cast":
            self.came[number][said["group"], event.body["actor"]] = said.get("choice")


class _Commands:
    """The command ids that the events of a case tell of, and where they lie to be found again: with the last event of each."""

    def __init__(self) -> None:
        self._told: dict[str, int] = {}
        self._found: dict[int, str] = {}

    def hear(self, event: StoredEvent, body: dict[str, Any]) -> None:
        """Take note of an event."""
        if "key" in body:
            self._told[body["key"]] = event.seq
        if event.command is not None:
            self._found[event.seq] = event.command

    def wrong(self) -> list[int]:
        """The events whose command id is not where a retry would look for it, or is another."""
        told = {seq: key for key, seq in self._told.items()}
        return sorted(seq for seq in {*told, *self._found} if told.get(seq) != self._found.get(seq))


def _walk(
    case: str, events: Iterator[StoredEvent], told: _Voters
) -> tuple[list[Flaw], Case | None, StoredEvent | None]:
    flaws: list[Flaw] = []
    replayed: Case | None = None
    last: StoredEvent | None = None
    previous, expected = None, 1
    ids = _Commands()
    for event in events:
        number: object = event.seq  # SQLite keeps whatever somebody puts there
        if not isinstance(number, int):
            flaws.append(Flaw(case, "unreadable", expected, {}))
            continue
        if event.seq != expected:
            flaws.append(Flaw(case, "gap", expected, {}))
        try:
            if event.seq == expected and event.prev != (previous or genesis(case, event.alg)):
                flaws.append(Flaw(case, "broken-link", event.seq, {}))
            sealed = link(case, event.seq, event.prev, event.body, event.alg)
            body = canonical.loads(event.body)
            if sealed != event.hash:
                flaws.append(Flaw(case, "changed", event.seq, {}))
            else:
                flaws += _compare_event(case, event, body)
                ids.hear(event, body)
            if "draw" in body and not agrees(body["draw"]):
                flaws.append(Flaw(case, "draw", event.seq, {}))
            if not flaws:
                happened = Event(event.seq, event.kind, body)
                replayed = evolve(replayed, happened)
                told.hear(happened, replayed)
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
            flaws.append(Flaw(case, "unreadable", event.seq, {}))
        previous, expected, last = event.hash, event.seq + 1, event
    wrong = [Flaw(case, "copy", seq, {"column": "command"}) for seq in ids.wrong()]
    return flaws + wrong, replayed, last


def _compare_event(case: str, event: StoredEvent, body: dict[str, Any]) -> list[Flaw]:
    copies = {
        "seq": event.seq,
        "kind": event.kind,
        "action": event.action,
        "at": event.at,
        "occurrence": event.occurrence,
    }
    return [
        Flaw(case, "copy", event.seq, {"column": name})
        for name, value in copies.items()
        if body.get(name) != value
    ]


def _compare(stored: StoredCase, replayed: Case, person_of: Callable[[Case], str | None]) -> list[Flaw]:
    if stored.body != canonical.dumps(replayed.body):
        keys = _differing(stored.body, replayed)
        return [Flaw(stored.id, "snapshot", None, {"keys": keys})]
    body = replayed.body
    copies = {
        "workflow": replayed.workflow, "digest": body["digest"], "unit": replayed.unit, "parent": replayed.parent,
        "status": replayed.status, "state": replayed.state, "seq": replayed.seq, "due_at": replayed.due_at(),
        "opened_at": body["opened_at"], "person": person_of(replayed), "doubt": replayed.doubt(),
    }  # fmt: skip
    wrong = [name for name, value in copies.items() if stored.copies[name] != value]
    if _sleeps_too_long(stored, replayed):
        wrong.append("next_at")
    return [Flaw(stored.id, "case-copy", None, {"column": name}) for name in wrong]


def _sleeps_too_long(stored: StoredCase, replayed: Case) -> bool:
    """Whether the night would miss something: it may look at a case too early, never too late.

    A case whose turn failed is put aside for a while.
    """
    due, woken = replayed.next_at(), stored.copies["next_at"]
    return due is not None and not stored.copies["attempts"] and (woken is None or woken > due)


def _differing(stored: str, replayed: Case) -> list[str]:
    try:
        body = canonical.loads(stored)
    except ValueError:
        return ["body"]
    if not isinstance(body, dict):
        return ["body"]
    return sorted(key for key in {*body, *replayed.body} if body.get(key) != replayed.body.get(key)) or [
        "body"
    ]
