"""What a viewer may see: which cases there are for them, and what is kept from them in a case they see.

A case is confidential by its own definition, or because it belongs to one that is. For whoever does not
see it, it is left out, or unknown, as if it had never been opened.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property

from ..core.branching import is_for_all
from ..core.case import Case
from ..core.commands import Cast, Command, HandOver, Origin, Urge
from ..core.decisions import fields_of
from ..core.definition import Definition
from ..core.refusals import Refusal
from ..core.seeing import Trusted, Viewer, is_hidden_from, unnamed
from ..core.text import Text
from ..errors import UnknownCase, UnknownWorkflow, UnreadableRecord
from ..ports import Stored, UnitOfWork
from .family import lineage
from .shade import CLEAR, Shade
from .todo import Turn, turns
from .veils import veils

Family = Mapping[str, Stored]
DAMAGED = (UnreadableRecord, UnknownWorkflow, AttributeError, KeyError, TypeError, ValueError)
"""What a snapshot of the right outer shape and wrong inside comes to."""
_LOST = Text("现状已丢失", "its snapshot is lost")


class Sight:
    """The eyes of one viewer on one day, within one transaction."""

    def __init__(self, work: UnitOfWork, viewer: Viewer, day: date, family: Family | None = None) -> None:
        """Begin.

        Args:
            work: the transaction.
            viewer: who looks.
            day: the local day, on which posts and delegations are held.
            family: cases that are loaded already.
        """
        self._work, self.viewer, self._day = work, viewer, day
        self._known: dict[str, Case | None] = {name: stored.case for name, stored in (family or {}).items()}

    def sees(self, case: Case) -> bool:
        """Whether the case exists for the viewer."""
        if self.viewer is Trusted:
            return True
        try:
            return self._sees(case)
        except DAMAGED:
            if self.hushed(case.id):
                return False
            raise

    def hushed(self, case: str) -> bool:
        """Whether a case that cannot be read is left out rather than named: whom it concerns cannot be read either."""
        return self.viewer is not Trusted and bool(self._work.secret([case]))

    def _sees(self, case: Case) -> bool:
        definition = self._definition(case)
        if definition.confidential is not None:
            return self._may(definition, case)
        above = self._secret_above(case)
        if above is None:
            return True
        # It says nothing of its own: whoever sees what it belongs to sees it, and those it concerns itself.
        person = self.viewer
        if not isinstance(person, str) or is_hidden_from(self._definition(above), above, person):
            return False
        return self._may(self._definition(above), above) or any(
            turn.concerned(definition, case) for turn in self._turns
        )

    def admits(self, case: Case, origin: Origin, *, voting: bool = False) -> bool:
        """Whether the case exists for somebody who acts in it; a voter on its roll may vote, and sees no more."""
        principal = origin.on_behalf_of
        if any(self._hidden(case, person) for person in origin.people):
            return False
        if self.sees(case):
            return True
        if principal is not None:
            standing = self._work.directory.standing(case.unit, origin.people, case.workflow, self._day)
            if standing.delegated and Sight(self._work, principal, self._day).sees(case):
                return True
        poll = case.body.get("poll")
        return voting and poll is not None and self._work.voter(case.id, poll, origin.actor).group is not None

    def may_vote(self, case: Case) -> bool:
        """Whether somebody on the roll of a case is let vote: everybody but those it is hidden from."""
        return not isinstance(self.viewer, str) or not self._hidden(case, self.viewer)

    def tells_hidden(self, case: Case, person: str) -> bool:
        """Whether a case is hidden from somebody, and the viewer may read that it is."""
        above = self._hiding(case)
        if above is None or not self.sees(above):
            return False
        definition = self._definition(above)
        return is_hidden_from(definition, above, person, self._withheld(definition, above))

    def shade(self, case: Case) -> Shade:
        """What is kept from the viewer of a case they see."""
        if self.viewer is Trusted:
            return CLEAR
        definition = self._definition(case)
        fields = self._withheld(definition, case)
        hidden: tuple[Case, ...] = ()
        if case.children:
            hidden = tuple(one for one in self._secret_children(case) if not self.sees(one))
        orphan = case.parent is not None and not self._sees_parent(case)
        veiled = bool(definition.gates) and self._any_secret
        if not (fields or hidden or orphan or veiled):
            return CLEAR
        ids = frozenset(one.id for one in hidden)
        return Shade(
            fields=fields,
            people=unnamed(definition, case, fields),
            through_it=self._only_through(definition, case, fields),
            children=ids,
            skipped=self._work.events_about(case.id, ids) if ids else (),
            deciding=_that_tell_of(definition, fields) if fields else frozenset(),
            signers=any(
                one.countersign is not None and one.countersign.field in fields for one in definition.states
            ),
            orphan=orphan,
            gates=lambda: veils(self, self._work, definition, case, self._day) if veiled else {},
        )

    def is_open_to(self, definition: Definition, unit: str) -> bool:
        """Whether every confidential case of a workflow and unit is open to the viewer, were there one."""
        rule = definition.confidential
        if self.viewer is Trusted or rule is None:
            return True
        case = Case({"id": "", "workflow": definition.id, "unit": unit, "data": {}})
        return any(turn.holds_one(rule.to, definition, case) for turn in self._turns)

    # ---- within -----------------------------------------------------------------------------

    @cached_property
    def _turns(self) -> list[Turn]:
        if not isinstance(self.viewer, str):
            return []
        return turns(self.viewer, self._day, self._work.directory)

    def _may(self, definition: Definition, case: Case) -> bool:
        if isinstance(self.viewer, str) and is_hidden_from(definition, case, self.viewer):
            return False
        return any(turn.sees(definition, case) for turn in self._turns)

    def _hidden(self, case: Case, person: str) -> bool:
        try:
            above = self._hiding(case)
            return above is not None and is_hidden_from(self._definition(above), above, person)
        except DAMAGED:
            if self.hushed(case.id):
                return True
            raise

    def _hiding(self, case: Case) -> Case | None:
        """The case by which it goes who may know of one: itself, or the one it belongs to; none where everybody may."""
        return case if self._definition(case).confidential is not None else self._secret_above(case)

    def _secret_children(self, case: Case) -> list[Case]:
        """The children that are confidential by their own definition."""
        known = [self._known.get(str(one["id"])) for one in case.children.values()]
        there = [one for one in known if one is not None]
        if len(there) < len(known):
            return self._work.secret_children(case)
        return [one for one in there if self._definition(one).confidential is not None]

    def _withheld(self, definition: Definition, case: Case) -> frozenset[str]:
        rule = definition.private
        if rule is None or any(turn.holds_one(rule.to, definition, case) for turn in self._turns):
            return frozenset()
        return frozenset(rule.fields)

    def _only_through(self, definition: Definition, case: Case, fields: frozenset[str]) -> frozenset[str]:
        """Who is somebody in this case only because a private field names them.

        Whoever holds a post in it besides is named for that: left out, they would be given away.
        """
        bound = {case.data.get(role.person) for role in definition.roles if role.person in fields}
        posts = [role.id for role in definition.roles if role.post is not None]
        return frozenset(
            one
            for one in bound
            if isinstance(one, str)
            and not Turn(one, self._day, self._work.directory).holds_one(posts, definition, case)
        )

    def _sees_parent(self, case: Case) -> bool:
        name = case.parent or ""
        try:
            above = self._case(name)
        except UnreadableRecord:
            above = None
        return not self._is_lost(name) if above is None else self.sees(above)

    def _secret_above(self, case: Case) -> Case | None:
        """The nearest case above it that is confidential by its own definition, and keeps what it opened to itself."""
        below = case.id
        for name in reversed(lineage(case.id)[:-1]):
            above = self._case(name)
            if above is None and self._is_lost(name):
                raise UnreadableRecord(case=name, what=_LOST)
            if above is not None and self._is_open(above, below):
                return None
            below = name
            if above is None or not self._work.may_be_secret(above.workflow):
                continue
            if self._definition(above).confidential is not None:
                return above
        return None

    def _is_open(self, parent: Case, child: str) -> bool:
        """Whether a case has opened this child for everybody to know."""
        opened = (one for one in parent.children.values() if one["id"] == child)
        return any(is_for_all(self._definition(parent), one) for one in opened)

    def _is_lost(self, name: str) -> bool:
        """Whether a case that could not be had is, as far as can be told, confidential."""
        return self._any_secret and bool(self._work.secret([f"{name}.1"]))

    def _case(self, name: str) -> Case | None:
        if name not in self._known:
            found = self._work.load([name], "none").get(name) if self._any_secret else None
            self._known[name] = found.case if found is not None else None
        return self._known[name]

    @cached_property
    def _any_secret(self) -> bool:
        """Whether anything confidential is deployed here: where nothing is, no case above is looked up for it."""
        return bool(self._work.confidential())

    def _definition(self, case: Case) -> Definition:
        return self._work.definition(case.body["digest"])


def judge_sight(
    work: UnitOfWork, family: Family, case: str, command: Command, day: date
) -> tuple[Refusal, ...]:
    """Whether a case is there for whoever acts, and for those whom the act would tell of it.

    Args:
        work: the transaction.
        family: the case and those it belongs to, loaded.
        case: its id.
        command: what is asked of it.
        day: the local day.

    Raises:
        UnknownCase: there is no such case for whoever acts.
    """
    stored = family.get(case)
    names = lineage(case)
    above = [family[one].case for one in names if one in family]
    doubtful = [one for one in above if work.may_be_secret(one.workflow)]
    secret = any(work.definition(one.body["digest"]).confidential is not None for one in doubtful)
    if stored is not None and len(above) < len(names) and work.confidential() and work.secret([case]):
        raise UnknownCase(case=case)  # it belongs to one that is lost: whom that concerns cannot be read
    if stored is None or not secret:
        return ()
    sight = Sight(work, command.origin.actor, day, family)
    if not sight.admits(stored.case, command.origin, voting=isinstance(command, Cast)):
        raise UnknownCase(case=case)
    told = command.to if isinstance(command, Urge) else ()
    strangers = [one for one in told if not Sight(work, one, day, family).sees(stored.case)]
    return (Refusal("may-not-know", {"people": strangers}),) if strangers else ()


def kept_away(
    work: UnitOfWork, family: Family, case: Case, command: HandOver, asking: Iterable[str], day: date
) -> frozenset[str]:
    """The successor, where the case, or the one it belongs to, is hidden from them.

    Args:
        work: the transaction.
        family: the case and those it belongs to, loaded.
        case: the case.
        command: who is to take a place in it.
        asking: who acts, and for whom they may; one of them has to be able to read that it is hidden.
        day: the local day.
    """
    told = any(Sight(work, one, day, family).tells_hidden(case, command.new) for one in asking)
    return frozenset({command.new} if told else ())


def _that_tell_of(definition: Definition, fields: frozenset[str]) -> frozenset[str]:
    """The actions whose decisions tell of fields, and the states whose parties one of them names, with what signs there."""
    found = {
        action.id
        for _, action in definition.actions()
        if not fields.isdisjoint(fields_of(action.decides, action.draws, action.ranks))
    }
    for state in definition.states:
        if state.countersign is not None and state.countersign.field in fields:
            found |= {state.id, *(action.id for action in state.actions if action.signs is not None)}
    return frozenset(found)
