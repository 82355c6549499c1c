"""What the scenarios of a file have shown: states entered, actions done, conditions seen to refuse."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from .language import words

if TYPE_CHECKING:
    from duban.engine.core.definition import Action, Definition
    from duban.engine.dsl.compiler import Compiled
    from duban.engine.testing import Outcome


def coverage(compiled: Sequence[Compiled], outcomes: Sequence[Outcome]) -> dict[str, dict[str, Any]]:
    """For each workflow how much there is, how much was seen, and what is left.

    A condition is seen from both sides when it refused once, and its action was done once; one of a row of a decision
    table when it refused once, and the row was decided by once. A row without conditions only has to be decided by.
    """
    definitions = (one.definition for one in compiled)
    return {one.id: _of(one, outcomes) for one in definitions if one is not None}


def coverage_lines(name: str, covered: dict[str, Any]) -> list[str]:
    """The coverage of one workflow, as `test` prints it."""
    lines = [
        words(
            f"{name}：步骤 {covered['entered']}/{covered['states']}，动作 {covered['done']}/{covered['actions']}，"
            f"条件（既拒过也放过）{covered['judged']}/{covered['conditions']}",
            f"{name}: {covered['entered']} of {covered['states']} states entered, {covered['done']} of "
            f"{covered['actions']} actions done, {covered['judged']} of {covered['conditions']} conditions seen from "
            "both sides",
        )
    ]
    for zh, en, key in (
        ("未到过的步骤：", "states not covered: ", "states_left"),
        ("未做过的动作：", "actions not covered: ", "left"),
        ("未两面见过的条件：", "conditions not covered: ", "conditions_left"),
    ):
        if covered[key]:
            lines.append("    " + words(zh, en) + ", ".join(covered[key]))
    return lines


# Private functions


def _of(definition: Definition, outcomes: Sequence[Outcome]) -> dict[str, Any]:
    done = {place for one in outcomes for place in one.covered}
    entered = {place for one in outcomes for place in one.entered}
    states = [one.id for one in definition.states]
    actions = [(state.id, action) for state, action in definition.actions()]
    states_left = [one for one in states if (definition.id, one) not in entered]
    left = [f"{state}.{one.id}" for state, one in actions if (definition.id, state, one.id) not in done]
    conditions = list(_conditions(definition, actions, outcomes))
    half = [words for words, both in conditions if not both]
    return {
        "states": len(states),
        "entered": len(states) - len(states_left),
        "states_left": states_left,
        "actions": len(actions),
        "done": len(actions) - len(left),
        "left": left,
        "conditions": len(conditions),
        "judged": len(conditions) - len(half),
        "conditions_left": half,
    }


def _conditions(
    definition: Definition, actions: Sequence[tuple[str, Action]], outcomes: Sequence[Outcome]
) -> Iterator[tuple[str, bool]]:
    """Every condition in words, with whether it was seen from both sides; those of a table once, whichever action decides by it."""
    seen = [place for one in outcomes for place in one.refused if place[0] == definition.id]
    done = {place for one in outcomes for place in one.covered}
    for state, action in actions:
        for one in action.when:
            refused = (definition.id, state, action.id, one.that.text) in seen
            yield (
                f"{state}.{action.id}: {one.that.text}",
                refused and (definition.id, state, action.id) in done,
            )
    ruled = {place[1:] for one in outcomes for place in one.rows if place[0] == definition.id}
    for table in definition.tables:
        by = {
            (state, action.id)
            for state, action in actions
            if action.decides and action.decides.table == table.name
        }
        for row in table.rows:
            passed = any((*place, row.id) in ruled for place in by)
            for one in row.when:
                refused = any(place[1:3] in by and place[3] == one.that.text for place in seen)
                yield f"{table.name}.{row.id}: {one.that.text}", refused and passed
            if not row.when:
                yield f"{table.name}.{row.id}", passed
