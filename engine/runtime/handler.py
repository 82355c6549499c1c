"""One act, from the command to the record: load, decide, write, in the transaction handed in.

The body of `handle` is the list of steps. A refusal writes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, tzinfo

from msgspec import Struct
from msgspec.structs import replace

from ..core import clockwork
from ..core.case import Case
from ..core.commands import (
    SYSTEM,
    Cancel,
    ChildEnded,
    Command,
    HandOver,
    Origin,
    Recount,
    Reopen,
    Start,
    Tick,
)
from ..core.data import storable
from ..core.decide import Accepted, Declined, decide
from ..core.definition import Definition
from ..core.events import Event
from ..core.facts import Facts
from ..core.orders import (
    AddEntry,
    CancelChild,
    DropBallot,
    EmptyBox,
    EnterRoll,
    KeepRoll,
    OpenChild,
    Order,
    ReopenChild,
    TellParent,
)
from ..core.refusals import Refusal
from ..core.registers import address
from ..core.roles import entitled
from ..core.text import Text
from ..core.times import local_day, stamp
from ..errors import (
    Conflict,
    InvalidInput,
    Refused,
    Retryable,
    Unknown,
    UnknownCase,
    UnknownPerson,
)
from ..ports import Claim, Lock, Standing, Stored, UnitOfWork
from .facts import Setting, gather
from .family import lineage
from .fingerprint import fingerprint
from .probe import holders_of
from .sight import DAMAGED, judge_sight, kept_away


class Answer(Struct, frozen=True):
    """What became of a command: the case as it then stood, or why nothing happened."""

    case: Case | None
    refusals: tuple[Refusal, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether it happened."""
        return not self.refusals


class Again(Struct, frozen=True):
    """The command id was used before, for the same request: the answer is the case after `seq`."""

    case: str
    seq: int


class Handler:
    """Handles commands inside one transaction."""

    def __init__(self, work: UnitOfWork, setting: Setting, *, alone: bool = False) -> None:
        """Take a transaction; `alone` when one command is all that is to happen in it."""
        self._work = work
        self._alone = alone
        self._setting = setting
        self._held: dict[str, Stored] = {}
        self.touched: set[tuple[str, str]] = set()
        """(workflow, unit) of every case to which something has happened; `(register:NAME, "")` of a register."""

    def handle(self, case: str, command: Command) -> Answer | Again:
        """Do what a command asks of a case.

        Raises:
            UnknownCase: there is no such case.
            UnknownPerson: the actor, or the person acted for, is not in the directory.
            Conflict: the command id was used before for another request.
        """
        _check_origin(command.origin)
        refusals = self._judge_sight(case, command)
        return Answer(None, refusals) if refusals else self._handle(case, command)

    @property
    def family(self) -> Mapping[str, Stored]:
        """Every case that was loaded on the way."""
        return self._held

    def _judge_sight(self, case: str, command: Command) -> tuple[Refusal, ...]:
        """For whoever may not know of a case there is none, before anything else is asked; and nobody tells them of it.

        Raises:
            UnknownCase: there is no such case for whoever acts.
        """
        try:
            family, day = self._load(case), local_day(command.origin.at, self._setting.zone)
            return judge_sight(self._work, family, case, command, day)
        except DAMAGED:  # whom it concerns cannot be read either
            if self._work.secret([case]):
                raise UnknownCase(case=case) from None
            raise

    def _handle(self, case: str, command: Command) -> Answer | Again:
        """Do it, whoever asks: what follows from an act is asked for by the system."""
        family = self._load(case)
        if case not in family:
            raise UnknownCase(case=case)
        stored = family[case]
        definition = self._work.definition(stored.case.body["digest"])
        return self._do(definition, stored, command)

    def start(self, workflow: str, start: Callable[[int, str], Start]) -> Answer | Again:
        """Open a case of the newest version of a workflow; `start` gets its number and digest.

        Raises:
            UnknownWorkflow, UnknownUnit, UnknownPerson, Conflict: see `handle`.
        """
        deployed = self._work.deployed(workflow)
        command = start(deployed.version, deployed.digest)
        _check_origin(command.origin)
        return self._do(deployed.definition, None, command)

    def standing(self, case: str) -> Case:
        """A case as it stands in this transaction.

        Raises:
            UnknownCase: there is no such case.
        """
        found = self._load(case).get(case)
        if found is None:
            raise UnknownCase(case=case)
        return found.case

    def tick(self, case: str, command: Tick | Recount) -> tuple[Event, ...] | None:
        """Let what has fallen due happen to a case, or count its deadlines anew; `None` when somebody else holds it just now."""
        family = self._load(case, lock="skip")
        if any(one not in family for one in lineage(case)):
            return None
        stored = family[case]
        definition = self._work.definition(stored.case.body["digest"])
        facts = gather(self._work, self._setting, definition, stored.case, command, whole=False)
        decision = decide(definition, stored.case, command, facts)
        if isinstance(decision, Declined):
            return ()
        self._carry_out(definition, decision, command, stored.head)
        return decision.events

    def recount(self, cases: Sequence[str], command: Recount) -> dict[str, tuple[Event, ...]]:
        """Count the deadlines of cases again; of each the events of those that the calendar's change touches.

        Nothing that has fallen due in between is held back: the clock comes first, as before any act. All are
        locked at once, the eldest first, and of each unit the directory is asked once.
        """
        self._load(*cases)
        units: dict[tuple[str, str], Standing] = {}
        return {case: self._recount(self._held[case], command, units) for case in cases if case in self._held}

    def _recount(
        self, stored: Stored, command: Recount, units: dict[tuple[str, str], Standing]
    ) -> tuple[Event, ...]:
        case, work = stored.case, self._work
        place = case.unit, case.workflow
        if place not in units:
            day = local_day(command.origin.at, self._setting.zone)
            units[place] = work.directory.standing(case.unit, (), case.workflow, day)
        definition = work.definition(case.body["digest"])
        facts = gather(work, self._setting, definition, case, command, units[place])
        decision = decide(definition, case, command, facts)
        if isinstance(decision, Declined):
            return ()
        self._carry_out(definition, decision, command, stored.head)
        return decision.events

    def _do(self, definition: Definition, stored: Stored | None, command: Command) -> Answer | Again:
        """Decide, write, and do what follows.

        A command id is claimed together with what is written. Whether it was used before is looked up
        only where that claim fails or nothing is to be done: an act that succeeds pays nothing for it.
        """
        case, head = (stored.case, stored.head) if stored is not None else (None, None)
        try:
            facts = gather(self._work, self._setting, definition, case, command, whole=False)
            if isinstance(command, HandOver) and case is not None:
                day = local_day(command.origin.at, self._setting.zone)
                asking = entitled(command.origin, facts)
                away = kept_away(self._work, self._held, case, command, asking, day)
                facts = replace(facts, kept_away=away)
        except Unknown:
            if (again := self._answered(definition, case, command)) is not None:
                return again
            raise
        decision = decide(definition, case, command, facts)
        if isinstance(decision, Declined):
            again = self._answered(definition, case, command)
            return again or Answer(case, self._explain(definition, case, command, facts, decision))
        done = self._carry_out(definition, decision, command, head)
        return Answer(done) if done is not None else self._taken(definition, case, command)

    def _load(self, *cases: str, lock: Lock = "wait") -> dict[str, Stored]:
        family = dict.fromkeys(one for case in cases for one in lineage(case))
        missing = [one for one in family if one not in self._held]
        if missing:
            self._held.update(self._work.load(missing, lock))
        return self._held

    def _answered(self, definition: Definition, case: Case | None, command: Command) -> Again | None:
        key = command.origin.key
        answered = self._work.answered(key) if key is not None else None
        if answered is None:
            return None
        if answered.request != fingerprint(definition, case, command):
            raise Conflict(key=key)
        return Again(answered.case, answered.seq)

    def _taken(self, definition: Definition, case: Case | None, command: Command) -> Again:
        again = self._answered(definition, case, command)
        if again is None:
            raise Retryable(what=f"command id {command.origin.key} was taken and given back")
        return again

    def _carry_out(
        self, definition: Definition, accepted: Accepted, command: Command, head: str | None
    ) -> Case | None:
        """Write what was decided and do what follows from it; `None` when the command id is taken."""
        if not self._write(definition, accepted, command, head):
            return None
        for order in accepted.orders:
            self._follow(definition, accepted.case, order, command.origin)
        # What followed may have come back to this case: a child that ended at once, for one.
        held = self._held.get(accepted.case.id)
        case = held.case if held is not None else accepted.case
        if command.origin.key is not None and case.seq != accepted.case.seq:
            self._work.amend(command.origin.key, case.seq)
        return case

    def _write(self, definition: Definition, accepted: Accepted, command: Command, head: str | None) -> bool:
        case, origin = accepted.case, command.origin
        next_at = wakes_at(definition, case, origin.at, self._setting.zone)
        if not accepted.events:
            if head is not None:
                self._work.wake(case.id, next_at)
            return True
        claim = None
        if origin.key is not None:
            claim = Claim(origin.key, fingerprint(definition, case, command))
        last = self._alone and not accepted.orders
        new_head = self._work.add(case, head, accepted.events, next_at, claim, last=last)
        if new_head is None:
            return False
        self._held[case.id] = Stored(case, new_head)
        self.touched.add((case.workflow, case.unit))
        return True

    def _explain(
        self, definition: Definition, case: Case | None, command: Command, facts: Facts, declined: Declined
    ) -> tuple[Refusal, ...]:
        """The refusals; where somebody was not authorised, with the people who would be."""
        if not any(one.code == "not-authorized" for one in declined.refusals):
            return declined.refusals
        holders = holders_of(self._work, self._setting, definition, case, facts, command.origin)
        decision = decide(definition, case, command, replace(facts, holders=holders))
        return decision.refusals if isinstance(decision, Declined) else declined.refusals

    def _follow(self, definition: Definition, case: Case, order: Order, origin: Origin) -> None:
        """Carry out one of the orders that came with a decision."""
        system = replace(origin, actor=SYSTEM, on_behalf_of=None, user=None, key=None)
        match order:
            case OpenChild():
                self._open_child(case, order, system)
            case ReopenChild():
                _insist(self._handle(order.case, Reopen(system, order.data)))
            case CancelChild():
                self._handle(order.case, Cancel(system, order.note))
            case AddEntry():
                self._work.add_entry(order, case.id, stamp(origin.at), stamp(origin.recorded_at))
                self.touched.add((address(order.register), ""))
            case TellParent():
                self._handle(order.case, ChildEnded(system, order.key, order.status))
            case EnterRoll():
                self._work.enter_roll(case.id, order.poll, order.groups)
            case KeepRoll():
                self._work.keep_roll(case.id, order.old, order.new)
            case EmptyBox():
                self._work.empty_box(case.id, order.poll)
            case DropBallot():
                ballot = definition.state(case.state).ballot
                groups, choices = (ballot.groups, ballot.choices) if ballot else ((), ())
                self._work.drop_ballot(case.id, order, groups, choices)

    def _open_child(self, parent: Case, order: OpenChild, origin: Origin) -> None:
        deployed = self._work.deployed(order.workflow)
        known = {
            name: value for name, value in order.data.items() if deployed.definition.field(name) is not None
        }
        start = Start(
            origin=origin,
            workflow=order.workflow,
            case=order.case,
            unit=order.unit or parent.unit,
            version=deployed.version,
            digest=deployed.digest,
            data=known,
            parent=parent.id,
            parent_key=order.key,
        )
        _insist(self._do(deployed.definition, None, start))


def wakes_at(definition: Definition, case: Case, now: datetime, zone: tzinfo) -> str | None:
    """The stored instant at which the clock has to look at a case again, if ever."""
    pending = case.next_at()
    if case.status == "open" and clockwork.reads_today(definition, case.state):
        midnight = clockwork.next_midnight(now, zone)
        pending = midnight if pending is None else min(pending, midnight)
    return pending


def _insist(answer: Answer | Again) -> None:
    """What follows from an act happens with it, or the act does not: never a child that is in the list only."""
    if isinstance(answer, Answer) and answer.refusals:
        raise Refused(answer.refusals)


def _check_origin(origin: Origin) -> None:
    """The system is no person: nobody can ask for anything in its name, which no rule would hold back."""
    if origin.actor == SYSTEM:
        raise UnknownPerson(person=SYSTEM)
    if origin.key is not None and (len(origin.key) > _LONGEST_KEY or not storable(origin.key)):
        raise InvalidInput(_BAD_KEY, most=_LONGEST_KEY)


_LONGEST_KEY = 200
_BAD_KEY = Text(
    "幂等键不能用：最多 {most} 个字符，且不能含有无法保存的字符；请换一个键",
    "this key cannot be used: it has at most {most} characters, all of which can be stored; use another",
)
