"""What can be proven wrong about a definition as a whole: its graph, and names nobody uses."""

from __future__ import annotations

from itertools import combinations

from ..core.definition import Definition
from ..core.editions import document_of
from .access import entries, scalar, section, words
from .diagnostics import Report, has_errors
from .graph import Places, backward, cycle, forward, leads, reachable, whole
from .lint_actions import lint_actions
from .lint_decisions import lint_decisions
from .lint_states import lint_states
from .parameters import lint_parameters
from .secrecy import roles_named
from .source import Mapping

_EDGE_LOST = frozenset(
    {
        "unknown-state", "unknown-key", "chinese-key", "full-width", "comma-in-text", "wrong-kind", "empty-value",
        "bad-name", "unknown-value", "too-few", "auto-in-place",
    }
)  # fmt: skip
"""Findings after which the file may lack an edge or a state that its author meant."""


def lint(definition: Definition, root: Mapping, report: Report) -> None:
    """Note what is wrong. What is concluded from the whole graph is left out while edges are missing."""
    places = Places(root)
    lint_states(definition, places, report)
    lint_actions(definition, places, report)
    lint_decisions(definition, places, report)
    if _all_edges_known(root, report):
        _lint_graph(definition, places, report)
    _lint_people(definition, places, report)
    lint_parameters(definition, root, report)
    _lint_editions(definition, places, report)
    if not has_errors(report.findings):  # else what is not used may only be misspelt
        _lint_unused(definition, root, report)


def _all_edges_known(root: Mapping, report: Report) -> bool:
    """Whether nothing between `states` and the next section cost the graph an edge."""
    keys = [key for key, _ in root.entries]
    lines = [key.span.line for key in keys]
    start = next((key.span.line for key in keys if key.text == "states"), 0)
    end = min((line for line in lines if line > start), default=1_000_000)
    return not any(start <= one.line < end and one.code in _EDGE_LOST for one in report.findings)


def _lint_graph(definition: Definition, places: Places, report: Report) -> None:
    edges = whole(definition)
    finals = [state.id for state in definition.states if state.final is not None]
    if not finals:
        report.error("no-final-state", places.top("states"))
        return
    if definition.initial.final is not None:
        report.error("start-is-final", places.state(definition.initial.id), state=definition.initial.id)
    reached = reachable(definition.initial.id, edges)
    turned = backward(edges)
    ending = set().union(*(reachable(one, turned) for one in finals))
    for state in definition.states:
        if state.id not in reached:
            report.error(
                "unreachable-state", places.state(state.id), state=state.id, start=definition.initial.id
            )
        if state.final is None and not edges[state.id]:
            report.error("dead-end", places.state(state.id), state=state.id)
        elif state.id not in ending:
            report.error("never-ends", places.state(state.id), state=state.id, finals=tuple(finals))
    _lint_directions(definition, places, report)


def _lint_directions(definition: Definition, places: Places, report: Report) -> None:
    edges = forward(definition)
    circle = cycle(edges)
    if circle is not None:
        state = definition.state(circle[-2])
        action = next(one for one in state.actions if circle[-1] in leads(state, one))
        key = "to" if action.to is not None else "rounds" if action.rounds is not None else "repeats"
        report.error("forward-cycle", places.action(state.id, action.id, key), cycle=" → ".join(circle))
        return
    for state, action in definition.actions():
        if action.back is not None and state.id not in reachable(action.back, edges):
            report.error("back-goes-forward", places.action(state.id, action.id, "back"),
                         action=action.id, state=state.id, back=action.back)  # fmt: skip


def _lint_people(definition: Definition, places: Places, report: Report) -> None:
    named = any(places.has(definition.initial.id, action.id, "by") for action in definition.initial.actions)
    if not definition.start_by and not named and places.root.key("start") is None:
        report.error("no-starter", places.top("states"), state=definition.initial.id)
    known = {state.id for state in definition.states}
    for group in definition.separate:
        group = tuple(state for state in group if state in known)
        for state in group:
            if definition.state(state).final is not None:
                report.error("separate-final", places.top("separate"), state=state)
        for one, other in combinations(group, 2):
            role = _only_role(definition, one, other)
            if role is not None:
                report.error(
                    "separation-impossible", places.top("separate"), state=one, other=other, role=role
                )


def _only_role(definition: Definition, one: str, other: str) -> str | None:
    """The single person who alone can act in both states, by role."""
    roles = [
        {role for action in definition.state(state).actions for role in action.by} for state in (one, other)
    ]
    together = roles[0] | roles[1]
    if not all(roles) or len(together) != 1:
        return None
    role = definition.role(together.pop())
    return role.id if role.person is not None else None


def _lint_editions(definition: Definition, places: Places, report: Report) -> None:
    """A document without editions, or editions without a document."""
    making = [(state, action) for state, action in definition.actions() if action.edition]
    if definition.document and not making:
        report.warning("document-without-edition", places.top("document"))
    if making and not document_of(definition) and not has_errors(report.findings):
        state, action = making[0]
        report.warning("edition-of-nothing", places.action(state.id, action.id, "edition"), action=action.id)


def _lint_unused(definition: Definition, root: Mapping, report: Report) -> None:
    """Roles nobody acts in, and own types that no field, record or guard leads to."""
    used = {role for _, action in definition.actions() for role in (*action.by, *action.never)}
    used |= roles_named(definition)
    for name, _ in entries(root, "roles"):
        if name.text not in used | {*definition.start_by, *definition.correct_by}:
            report.warning("role-unused", name.span, role=name.text)
    own = section(root, "types")
    types = {one.name for one in definition.enumerations} | {one.name for one in definition.records}
    types |= {one.name for one in definition.tables}
    types |= {word.text for _, register in entries(root, "registers") for word in words(register, "stock")}
    ballots = (section(state, "ballot") for _, state in entries(root, "states"))
    types |= {
        word.text
        for one in ballots
        for key in ("groups", "choices")
        if (word := scalar(one, key)) is not None
    }
    for key in ("enumerations", "records", "tables"):
        for name, _ in entries(own, key):
            if name.text not in types:
                report.warning("type-unused", name.span, name=name.text)
