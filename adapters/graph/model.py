"""The drawing of a workflow, before it takes the form of SVG, Mermaid or DOT.

Everything a reader sees is decided here: what a box says, which line is drawn how, and what a case has
been through. The formats only set it down.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

from duban.engine.core.definition import Action, Bound, Definition, State
from duban.engine.core.dues import Due
from duban.engine.core.linking import Branch
from duban.engine.core.terms import term_text
from duban.engine.core.text import Language, Text

from . import words

NodeKind = Literal["normal", "ballot", "success", "failure"]
EdgeKind = Literal["forward", "back", "then"]
Icon = Literal["clock", "person", "stay", "ballot", "children", "act", "auto"]
Mark = Literal["plain", "visited", "current"]


class Trace(Struct, frozen=True):
    """Where a case stands and what it has been through. States and actions go by their ids."""

    current: tuple[str, ...] = ()
    """The states it is in now."""
    visited: tuple[str, ...] = ()
    """Every state it has been in; the current ones may be left out."""
    edges: tuple[tuple[str, str, str, int], ...] = ()
    """(state, action, state it led to, how many times)."""
    overdue: tuple[str, ...] = ()
    """The current states whose deadline has passed."""
    round: int = 1
    status: Literal["open", "success", "failure", "cancelled"] = "open"
    case: str = ""
    """The id of the case, for the heading."""


class Row(Struct, frozen=True):
    """A line in a box, with the sign before it."""

    icon: Icon
    text: str
    warning: bool = False


class Node(Struct, frozen=True):
    """A state as a box."""

    id: str
    title: str
    kind: NodeKind
    start: bool
    rows: tuple[Row, ...]
    mark: Mark
    overdue: bool


class Edge(Struct, frozen=True):
    """An action that leads somewhere, or the way out when its bound is used up."""

    source: str
    target: str
    action: str
    title: str
    kind: EdgeKind
    auto: bool
    notes: tuple[str, ...] = ()
    """Smaller lines under the title: who, and how often at most."""
    guard: str = ""
    """What an automatic one waits for, as written."""
    times: int = 0
    """How often the case went this way."""


class Drawing(Struct, frozen=True):
    """A whole picture; every text in it is clean and in the language asked for."""

    id: str
    title: str
    subtitle: str
    description: str
    language: Language
    traced: bool
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def draw(definition: Definition, language: Language, trace: Trace | None = None) -> Drawing:
    """The picture of a workflow, with the way of a case in it when a trace is given."""
    return _Drafter(definition, language, trace).drawing()


class _Drafter:
    """Words a definition for one reader."""

    def __init__(self, definition: Definition, language: Language, trace: Trace | None) -> None:
        self._definition = definition
        self._language: Language = language
        self._traced = trace is not None
        self._trace = trace or Trace()
        self._times: dict[tuple[str, str, str], int] = {}
        for source, action, target, times in self._trace.edges:
            key = (source, action, target)
            self._times[key] = self._times.get(key, 0) + times
        self._roles = {one.id: words.clean(one.title.pick(language)) for one in definition.roles}

    def drawing(self) -> Drawing:
        definition = self._definition
        nodes = tuple(self._node(one) for one in definition.states)
        edges = tuple(edge for state, action in definition.actions() for edge in self._edges(state, action))
        return Drawing(
            id=definition.id,
            title=words.clean(definition.title.pick(self._language)),
            subtitle=self._subtitle(),
            description=self._description(nodes, edges),
            language=self._language,
            traced=self._traced,
            nodes=nodes,
            edges=edges,
        )

    def _say(self, text: Text, **values: object) -> str:
        return text.say(self._language, values)

    def _title(self, one: State | Action) -> str:
        return words.clean(one.title.pick(self._language)) or one.id

    def _role_titles(self, roles: Iterable[str]) -> list[str]:
        return [self._roles.get(one, one) for one in dict.fromkeys(roles)]

    def _field_title(self, name: str) -> str:
        found = self._definition.field(name)
        return name if found is None else words.clean(found.title.pick(self._language))

    def _subtitle(self) -> str:
        definition, parts = self._definition, [self._definition.id]
        if self._traced:
            trace = self._trace
            parts += [trace.case] if trace.case else []
            parts += [self._say(words.ROUND, round=trace.round), self._say(words.STATUS[trace.status])]
        elif definition.start_by:
            parts.append(self._say(words.STARTED_BY, roles=self._role_titles(definition.start_by)))
        if definition.due is not None:
            parts.append(self._say(words.WHOLE_CASE_DUE, term=self._due(definition.due)))
        return words.clean(" · ".join(parts))

    def _due(self, due: Due) -> str:
        titles = {one.id: one.title.pick(self._language) for one in self._definition.parameters}
        title = titles.get(due.parameter or "") or self._field_title(due.field or "")
        return words.due(due, title, self._language)

    def _description(self, nodes: tuple[Node, ...], edges: tuple[Edge, ...]) -> str:
        """The picture told in sentences, for those who hear it."""
        titles = {one.id: one.title for one in nodes}
        told = [self._say(words.PICTURE_OF, states=len(nodes), first=nodes[0].title)]
        standing = [one.title for one in nodes if one.mark == "current"]
        if standing:
            told.append(self._say(words.STANDS_IN, states=standing))
        for edge in edges:
            sentence = words.SENDS_BACK if edge.kind == "back" else words.LEADS
            source, target = titles.get(edge.source, edge.source), titles.get(edge.target, edge.target)
            told.append(self._say(sentence, source=source, action=edge.title, target=target))
        return "\n".join(told)

    def _node(self, state: State) -> Node:
        trace, kind = self._trace, self._kind(state)
        mark: Mark = "plain"
        if state.id in trace.current:
            mark = "current"
        elif state.id in trace.visited:
            mark = "visited"
        return Node(
            id=state.id,
            title=self._title(state),
            kind=kind,
            start=state is self._definition.initial,
            rows=tuple(self._rows(state)),
            mark=mark,
            overdue=state.id in trace.overdue,
        )

    @staticmethod
    def _kind(state: State) -> NodeKind:
        if state.final is not None:
            return state.final
        return "normal" if state.ballot is None else "ballot"

    def _rows(self, state: State) -> Iterable[Row]:
        handlers = {action.by for action in state.actions if action.by}
        if len(handlers) == 1:
            yield Row("person", self._say(words.HANDLED_BY, roles=self._role_titles(handlers.pop())))
        late = state.id in self._trace.overdue
        told = [self._say(words.DUE, term=self._due(state.due))] if state.due is not None else []
        told += [f"{one.title.pick(self._language)}: {self._due(one.due)}" for one in state.stages]
        told += [words.OVERDUE.pick(self._language)] if late else []
        if told:
            yield Row("clock", " · ".join(told), warning=late)
        yield from self._constructs(state)
        for action in state.actions:
            if action.to is None and action.back is None:
                yield Row("act" if action.auto is None else "auto", self._in_place(state, action))

    def _constructs(self, state: State) -> Iterable[Row]:
        if state.stay is not None:
            least = term_text(state.stay.least, self._language)
            since = state.action(state.stay.since or "")
            if since is None:
                yield Row("stay", self._say(words.STAY, term=least))
            else:
                yield Row("stay", self._say(words.STAY_SINCE, term=least, action=self._title(since)))
        if state.ballot is not None:
            ballot = state.ballot
            groups, choices = len(ballot.groups), len(ballot.choices)
            if ballot.open is None:
                yield Row("ballot", self._say(words.BALLOT, groups=groups, choices=choices))
            else:
                term = term_text(ballot.open, self._language)
                yield Row("ballot", self._say(words.BALLOT_OPEN, groups=groups, term=term))
        if state.countersign is not None:
            rule = state.countersign
            who = self._field_title(rule.field) if rule.field is not None else self._role_titles(rule.roles)
            yield Row("person", self._say(words.COUNTERSIGN, parties=who))
        if state.children is not None:
            each = self._field_title(state.children.each)
            yield Row("children", self._say(words.CHILDREN, field=each, workflow=state.children.workflow))
        for branch in state.branches:
            each = self._elements(branch)
            yield Row("children", self._say(words.CHILDREN, field=each, workflow=branch.workflow))
        for spawn in dict.fromkeys(one for action in state.actions for one in action.spawns):
            yield Row("children", self._say(words.SPAWNS, workflow=spawn.workflow))

    def _elements(self, branch: Branch) -> str:
        if branch.elements == "entries":
            return words.clean(self._definition.register(branch.each).title.pick(self._language))
        if branch.each:
            return self._field_title(branch.each)
        return words.ELEMENTS[branch.elements].pick(self._language)

    def _in_place(self, state: State, action: Action) -> str:
        text = self._title(action)
        if self._differs(state, action):
            text = self._say(words.ACTION_BY, action=text, roles=self._role_titles(action.by))
        return words.counted(text, self._times.get((state.id, action.id, state.id), 0), self._language)

    @staticmethod
    def _differs(state: State, action: Action) -> bool:
        """Whether who does it has to be said beside the action, since the box does not say it for all."""
        return bool(action.by) and len({one.by for one in state.actions if one.by}) > 1

    def _edges(self, state: State, action: Action) -> Iterable[Edge]:
        target = action.to or action.back
        if target is None:
            return
        notes = []
        if self._differs(state, action):
            notes.append(self._say(words.BY, roles=self._role_titles(action.by)))
        if action.rounds is not None:
            notes.append(self._say(words.MOST_ROUNDS, most=action.rounds.most))
        if action.repeats is not None:
            notes.append(self._say(words.MOST_REPEATS, most=action.repeats.most))
        yield Edge(
            source=state.id,
            target=target,
            action=action.id,
            title=self._title(action),
            kind="forward" if action.back is None else "back",
            auto=action.auto is not None,
            notes=tuple(notes),
            guard="" if action.auto is None else words.clean(action.auto.text),
            times=self._times.get((state.id, action.id, target), 0),
        )
        if action.rounds is not None:
            yield self._then(state, action, action.rounds, words.ROUNDS_USED)
        if action.repeats is not None:
            yield self._then(state, action, action.repeats, words.REPEATS_USED)

    def _then(self, state: State, action: Action, bound: Bound, label: Text) -> Edge:
        return Edge(
            source=state.id,
            target=bound.then,
            action=action.id,
            title=self._say(label, most=bound.most),
            kind="then",
            auto=True,
            times=self._times.get((state.id, action.id, bound.then), 0),
        )
