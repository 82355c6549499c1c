"""A case while a decision is being made about it: the next body, and the events that lead there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from . import ballots, branching, clockwork, countersigning, parameters, running
from .case import Case
from .commands import SYSTEM, Origin
from .data import rows_by_key
from .definition import Action, Ballot, Definition, State
from .events import VERSION, Event
from .facts import Facts
from .guards import Guard, evaluate, value_of
from .linking import Branch
from .machine import Moves
from .names import Names, recorded
from .orders import EmptyBox, KeepRoll, OpenChild, Order, ReopenChild, TellParent
from .patch import diff
from .times import stamp


class Work:
    """The case as decided so far. Local to one decision; its events are what comes out."""

    def __init__(self, definition: Definition, body: Mapping[str, Any], facts: Facts, origin: Origin) -> None:
        self.definition = definition
        self.facts = facts
        self.origin = origin
        self.now = stamp(origin.at)
        """The instant of the command, as it is stored."""
        self.before = body
        self.body: dict[str, Any] = dict(body)
        self.events: list[Event] = []
        self.orders: list[Order] = []

    @property
    def case(self) -> Case:
        """The case as decided so far."""
        return Case(self.body)

    @property
    def state(self) -> State:
        """The state it is in."""
        return self.definition.state(self.body["states"][0])

    @property
    def is_open(self) -> bool:
        """Whether the case has not ended."""
        return bool(self.body["status"] == "open")

    def names(self, at: str) -> Names:
        """What guards may read at this point."""
        return Names(self.definition, self.body, self.facts, self.origin.actor, at)

    def holds(self, guard: Guard, at: str) -> bool:
        """Whether a guard holds at this point; an undecided one does not."""
        return evaluate(guard, self.names(at)).value is True

    def emit(self, kind: str, at: str, actor: str, **said: Any) -> None:
        """Record what the body has become since the last event, as one event."""
        self._reckon_stay(at)
        said |= self._reckon_deadlines(at, actor, said.get("action"))
        seq = self.body.get("seq", 0) + 1
        self._number_deadlines(seq)
        event: dict[str, Any] = {
            "v": VERSION,
            "seq": seq,
            "kind": kind,
            "actor": actor,
            "at": at,
            "recorded_at": stamp(self.origin.recorded_at),
            "channel": self.origin.channel,
            "definition": self.body["digest"],
        }
        if actor != SYSTEM:
            event |= {"on_behalf_of": self.origin.on_behalf_of, "user": self.origin.user}
        event |= {"key": self.origin.key, "imported_by": self.origin.imported_by, **said}
        if self.body.get("edition") != self.before.get("edition"):
            event["edition"] = self.body["edition"]
        body = {name: value for name, value in event.items() if value or value not in (None, {}, [])}
        body["change"] = diff(self.before, self.body)  # `seq` is raised below and so never in it
        self.body["seq"] = seq
        self.before = dict(self.body)
        self.events.append(Event(seq, kind, body))

    def _number_deadlines(self, seq: int) -> None:
        """Say of each new deadline by which event it was armed: with it each rung has a key of its own."""
        running = self.body["deadlines"]
        new = {name: {**one, "armed": seq} for name, one in running.items() if "armed" not in one}
        if new:
            self.body["deadlines"] = {**running, **new}

    def put(self, values: Mapping[str, Any]) -> None:
        """Fill fields; `None` takes one away. A deadline that hangs on a field filled moves with it."""
        if not values:
            return
        data = dict(self.body["data"])
        for name, value in values.items():
            if value is None:
                data.pop(name, None)
            else:
                data[name] = value
        self.body["data"] = data

    def rearm(self, values: Mapping[str, Any], at: str) -> None:
        """Count anew the deadlines that hang on a field that was just filled."""
        if not values:
            return
        deadlines = dict(self.body["deadlines"])
        for name, due in clockwork.dues_of(self.definition, self.state.id).items():
            hangs = due.field is not None and due.field in values and name not in self.body.get("met", {})
            if hangs and self.is_open:
                armed = clockwork.arm(due, at, self.body["data"], self.facts)
                deadlines.pop(name, None)
                if armed is not None:
                    deadlines[name] = armed
        self.body["deadlines"] = deadlines

    def meet(self, action: str, at: str) -> list[str]:
        """What an action fulfils of the deadlines that run; their names."""
        dues = clockwork.dues_of(self.definition, self.state.id)
        if not any(due.met for due in dues.values()):
            return []
        change = running.meet(dues, self.body["deadlines"], action, at, self.facts)
        self.body["deadlines"] = change.running
        self._note_met(change.met, at)
        return change.met

    def _note_met(self, met: list[str], at: str) -> None:
        if met:
            self.body["met"] = {**self.body.get("met", {}), **dict.fromkeys(met, at)}

    def _reckon_deadlines(self, at: str, actor: str, action: str | None) -> dict[str, Any]:
        """Stop clocks and let them run as the conditions now say; what the event is to say of it."""
        if not self.is_open or self.state.id not in self.definition.derived(running.guarded):
            return {}
        by = {"by": actor} if action is None else {"by": actor, "action": action}
        dues = clockwork.dues_of(self.definition, self.state.id)
        change = running.reckon(
            dues,
            self.body["deadlines"],
            lambda guard: self.holds(guard, at),
            at,
            by,
            self.body["data"],
            self.facts,
        )
        said = change.said()
        if said:
            self.body["deadlines"] = change.running
            self._note_met(change.met, at)
        return said

    def look_at_conditions(self, at: str) -> None:
        """Stop clocks and let them run where only time has made a condition hold or fail."""
        said = self._reckon_deadlines(at, SYSTEM, None)
        if said:
            kind = "stopped" if "stopped" in said else "resumed" if "resumed" in said else "fulfilled"
            self.emit(kind, at, SYSTEM, state=self.state.id, **said)

    def enter(self, state: State, at: str, *, again: bool = False) -> None:
        """Come into a state: its clocks start, its children open, its ballot begins; a final one ends the case.

        Entered `again` to repeat its ballot, the roll of the last one serves.
        """
        entered = self.body.get("entered", {}).get("n", 0) + 1
        self.body["states"] = [state.id]
        self.body["entered"] = {"at": at, "n": entered}
        for gone in ("done", "stay", "countersign"):
            self.body.pop(gone, None)
        self._start_deadlines(state, at)
        if state.stay is not None and state.stay.since is None:
            self.body["stay"] = clockwork.begin_stay(state.stay, at)
        self._open_ballot(state, at, again)
        if state.countersign is not None:
            self.body["countersign"] = countersigning.begin(state.countersign, self.body["data"])
        if state.children is not None or state.branches:
            self._open_children(state)
        if branching.watches(self.definition):
            self._watch(state)
        if state.final is not None:
            self.end(state.final)
        else:
            self._tell_whether_done(state)

    def _watch(self, state: State) -> None:
        """Keep in mind whose branches are looked at again from here on."""
        watch = branching.watch_after(self.definition, self.body, state)
        self.body.pop("watch", None)
        if watch:
            self.body["watch"] = watch

    def end(self, status: str) -> None:
        """The case is over; no clock runs on, and a parent is told."""
        self.body |= {"status": status, "deadlines": {}}
        for gone in ("stay", "met", "settled", "watch"):
            self.body.pop(gone, None)
        if "parent" in self.body:
            self.orders.append(TellParent(self.body["parent"], self.body["parent_key"], status))

    def _tell_whether_done(self, state: State) -> None:
        """Tell a parent that the case now counts as done, though it is open, or no longer does."""
        if "parent" not in self.body or state.settled == self.body.get("settled", False):
            return
        if state.settled:
            self.body["settled"] = True
        else:
            del self.body["settled"]
        told = "settled" if state.settled else "open"
        self.orders.append(TellParent(self.body["parent"], self.body["parent_key"], told))

    def bound_has_room(self, action: Action) -> bool:
        """Whether a redo or repetition is still within its bound."""
        if action.rounds is not None:
            return bool(self.body["round"] < action.rounds.most)
        return action.repeats is None or self._repeated(action) < action.repeats.most

    def _repeated(self, action: Action) -> int:
        """How often an action of this state has repeated something in this round."""
        return int(self.body.get("repeats", {}).get(f"{self.state.id}.{action.id}", 0))

    def move(self, action: Action, at: str) -> None:
        """Carry out where an action leads: stay, go on, be sent back, begin a new round; open what it calls for."""
        self.spawn(action, at)
        if action.edition:
            self.body["edition"] = self.body.get("edition", 0) + 1
        if not (action.to or action.back):
            self._stay_put(action, at)
            return
        room = self.bound_has_room(action)
        target = self.definition.derived(Moves).lead(self.state.id, action, room=room)
        if action.rounds is not None and room:
            self.body["round"] += 1
            if action.reopens is None:  # what the redo itself names is for the round that begins
                self.body.pop("reopened", None)
            self.body.pop("repeats", None)
        repeats = action.repeats is not None and room
        if repeats:
            # Counted for the whole round: a way back that leads forward again by itself must end too.
            counted = {f"{self.state.id}.{action.id}": self._repeated(action) + 1}
            self.body["repeats"] = {**self.body.get("repeats", {}), **counted}
        again = repeats and target == self.state.id
        if room:
            self.put(dict.fromkeys(action.clear))
        self.assign(action, at)
        self.enter(self.definition.state(target), at, again=again)

    def _stay_put(self, action: Action, at: str) -> None:
        self.put(dict.fromkeys(action.clear))
        self.assign(action, at)
        self.body["done"] = {**self.body.get("done", {}), action.id: at}
        stay = self.state.stay
        if stay is not None and stay.since == action.id:
            self.body["stay"] = clockwork.begin_stay(stay, at)

    def _start_deadlines(self, state: State, at: str) -> None:
        kept = {name: one for name, one in self.body["deadlines"].items() if clockwork.of_case(name)}
        begun = running.begin(running.of_state(self.definition, state), at, self.body["data"], self.facts)
        self.body["deadlines"] = kept | begun
        if "met" in self.body:
            met = {name: when for name, when in self.body["met"].items() if clockwork.of_case(name)}
            self.body["met"] = met
            if not met:
                del self.body["met"]

    def _open_ballot(self, state: State, at: str, again: bool) -> None:
        self.destroy_papers()
        number = self.body.pop("poll", None)
        if state.ballot is None:
            return
        polls = self.body.get("polls", {})
        repeated = polls.get(str(number)) if again else None
        new = len(polls) + 1
        self.body["polls"] = {**polls, str(new): ballots.new_poll(state.ballot, at, repeated)}
        self.body["poll"] = new
        if repeated is not None:
            self.orders.append(KeepRoll(number, new))

    def destroy_papers(self) -> None:
        """What lies in the box of a ballot that will never be counted does not stay there."""
        poll = self.case.poll
        if poll is not None and "result" not in poll:
            self.orders.append(EmptyBox(self.body["poll"]))

    def change_poll(self, **changed: Any) -> None:
        """Change the running ballot."""
        number = str(self.body["poll"])
        polls = self.body["polls"]
        self.body["polls"] = {**polls, number: {**polls[number], **changed}}

    def figures(self, ballot: Ballot) -> dict[str, object]:
        """The parameters that the rules of a ballot read, for the unit of the case; `None` while one is undetermined."""
        known = self.definition.derived(parameters.by_guard_name)
        return {name: parameters.value_of(known[name[6:]], self.facts) for name in ballots.figures_of(ballot)}

    def close_ballot(self) -> dict[str, Any]:
        """Count and close the running ballot; the result goes into the record."""
        ballot, poll = self.state.ballot, self.case.poll
        if ballot is None or poll is None:
            raise ValueError(f"state {self.state.id} holds no ballot")
        result = ballots.count(ballot, poll, self.facts.counts, self.figures(ballot))
        self.change_poll(result=result)
        self.orders.append(EmptyBox(self.body["poll"]))
        return result

    def _open_children(self, state: State) -> None:
        again = set(self.body.pop("reopened", ()))
        children = dict(self.body.get("children", {}))
        rule = state.children
        if rule is not None:
            for key, row in rows_by_key(self.definition, rule.each, self.body["data"]).items():
                data = (
                    {child: row[name] for child, name in rule.fields if name in row}
                    if rule.fields
                    else dict(row)
                )
                if key not in children:
                    self._open(children, rule.workflow, key, data)
                elif key in again and children[key]["status"] != "open":
                    children[key] = {**children[key], "status": "open"}
                    self.orders.append(ReopenChild(children[key]["id"], data))
            self.body["children"] = children
        self._open_branches(state.branches, again)

    def look_again(self, at: str) -> None:
        """Open the cases of elements that were added since the state of their branch was entered."""
        here = self.body["states"][0]
        if here not in branching.watches(self.definition) or not self.is_open:
            return
        branches = branching.watched(self.definition, self.body, here)
        known = set(self.body.get("children", ()))
        self._open_branches([one for one in branches if one.during is None or self.holds(one.during, at)])
        opened = [key for key in self.body.get("children", ()) if key not in known]
        if opened:
            self.emit("opened", at, SYSTEM, state=self.state.id, opened=opened)

    def _open_branches(self, branches: Iterable[Branch], again: Collection[str] = ()) -> None:
        at = self.now
        for branch in branches:
            if branch.when is not None and branch.element is None and not self.holds(branch.when, at):
                continue
            children = dict(self.body.get("children", {}))
            for one in branching.elements_of(branch, self.definition, self.body["data"], self.facts):
                key = f"{branch.name}-{one.key}"
                if key not in children:
                    if self._meant(branch, one, at):
                        self._open(children, branch.workflow, key, one.data, branch.name, one.unit)
                elif key in again and children[key]["status"] != "open":
                    children[key] = {**children[key], "status": "open"}
                    self.orders.append(ReopenChild(children[key]["id"], one.data))
            self.body["children"] = children

    def _meant(self, branch: Branch, element: branching.Element, at: str) -> bool:
        """Whether the condition of a branch holds of this element, where it asks each."""
        if branch.when is None or branch.element is None:
            return True
        read = branching.OfElement(branch.element, element.reads, self.names(at))
        return evaluate(branch.when, read).value is True

    def assign(self, action: Action, at: str) -> None:
        """Fill the fields that an action sets by itself; what cannot be worked out takes the field away."""
        if action.sets:
            now = self.names(at)
            self.put({name: recorded(value_of(expression, now)) for name, expression in action.sets})

    def spawn(self, action: Action, at: str) -> None:
        """Open the linked cases that an action calls for."""
        for one in action.spawns:
            if one.when is not None and not self.holds(one.when, at):
                continue
            children, data = dict(self.body.get("children", {})), self.body["data"]
            number = sum(child.get("branch") == one.name for child in children.values()) + 1
            given = {child: data[name] for child, name in one.given if name in data}
            unit = data.get(one.unit) if one.unit is not None else None
            self._open(children, one.workflow, f"{one.name}-{number}", given, one.name, unit)
            self.body["children"] = children

    def _open(
        self,
        children: dict[str, Any],
        workflow: str,
        key: str,
        data: Mapping[str, Any],
        branch: str | None = None,
        unit: str | None = None,
    ) -> None:
        """Note a child and have it opened. No child is ever taken from the list, so its length numbers the next for good."""
        child = f"{self.body['id']}.{key if _plain_key(key) else f'n{len(children) + 1}'}"
        children[key] = {"id": child, "status": "open", **({"branch": branch} if branch is not None else {})}
        other = unit if unit != self.body["unit"] else None
        self.orders.append(OpenChild(child, workflow, key, data, other))

    def _reckon_stay(self, at: str) -> None:
        stay, staying = self.state.stay, self.body.get("stay")
        if stay is None or staying is None:
            return
        stopped = stay.stop is not None and self.holds(stay.stop, at)
        self.body["stay"] = clockwork.reckon_stay(stay, staying, stopped, at, self.facts)


def _plain_key(key: str) -> bool:
    """Whether the key of a record can stand in an id; `n` and a number stands for one that cannot."""
    if key[:1] == "n" and key[1:].isdecimal():
        return False
    return key.isascii() and key.replace("-", "").replace("_", "").isalnum() and len(key) <= 20
