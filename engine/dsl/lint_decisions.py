"""What can be proven wrong about decisions by table, draws, rankings and countersignatures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..core.definition import Action, Definition, State
from ..core.guards import Guard, evaluate
from .diagnostics import Report
from .graph import Places

_COMPLETE = {"complete": True, "impossible": False, "refused": 0, "waiting": 0}
_REFUSED = {"complete": False, "impossible": True, "refused": 1, "waiting": 0}
_SHORT = {"complete": False, "impossible": True, "waiting": 0}


def lint_decisions(definition: Definition, places: Places, report: Report) -> None:
    """Note what is wrong."""
    for state, action in definition.actions():
        _lint_decides(definition, state, action, places, report)
        _lint_draw(definition, state, action, places, report)
        if action.signs is not None:
            _lint_signature(state, action, places, report)
    for state in definition.states:
        _lint_countersign(state, places, report)


# Private functions


def _lint_decides(
    definition: Definition, state: State, action: Action, places: Places, report: Report
) -> None:
    decides = action.decides
    if decides is None:
        return
    for name in (decides.row, decides.outcome):
        if name not in action.needs:
            report.error(
                "decides-not-filled",
                places.action(state.id, action.id, "decides"),
                action=action.id,
                field=name,
            )
    for name in sorted(_set(action) & {decides.row, decides.outcome, decides.cites}):
        report.error(
            "decides-overwritten", places.action(state.id, action.id, "sets"), action=action.id, field=name
        )
    table = next((one for one in definition.tables if one.name == decides.table), None)
    field = definition.field(decides.outcome)
    for row in table.rows if table is not None else ():
        if len(row.demands) > 1 and field is not None and field.type.of is None:
            span = places.action(state.id, action.id, "decides")
            report.error("row-demands", span, row=row.id, demands=row.demands, field=field.name)
    citing = [row.id for row in table.rows if row.cites] if table is not None else []
    if citing and decides.cites is None:
        span = places.action(state.id, action.id, "decides")
        report.error("table-cites", span, action=action.id, table=decides.table, rows=citing)


def _lint_draw(definition: Definition, state: State, action: Action, places: Places, report: Report) -> None:
    draw = action.draws
    if draw is None:
        return
    by_others = {name for _, one in definition.actions() for name in (*one.needs, *one.may, *_set(one))}
    if draw.into in by_others:
        report.error("draw-into-taken", places.action(state.id, action.id, "draws"), field=draw.into)


def _set(action: Action) -> set[str]:
    return {name for name, _ in action.sets}


def _lint_signature(state: State, action: Action, places: Places, report: Report) -> None:
    span = places.action(state.id, action.id, "signs")
    if not places.holds(state.id, "countersign"):
        report.error("signs-nothing", span, action=action.id, state=state.id)
    if action.signs == "agree" and (action.to is not None or action.back is not None):
        report.error("signing-moves", span, action=action.id)


def _lint_countersign(state: State, places: Places, report: Report) -> None:
    rule = state.countersign
    if rule is None:
        return
    span = places.state(state.id, "countersign")
    if places.holds(state.id, "ballot"):
        report.error("countersign-and-ballot", span, state=state.id)
    if not any(action.signs == "agree" for action in state.actions):
        report.error("countersign-unsigned", span, state=state.id)
    refusing = [action for action in state.actions if action.signs == "refuse"]
    outcomes = [("complete", _COMPLETE, False)]
    if refusing or rule.field is not None:
        # One refusal has a declared consequence: it stops everything, or so many of them do. A field may list nobody.
        outcomes.append(
            ("impossible", _REFUSED if rule.stops else _SHORT, bool(refusing) and all(map(_moves, refusing)))
        )
    for outcome, values, led in outcomes:
        known = {f"countersign.{name}": value for name, value in values.items()}
        if not led and not any(_goes_on(one, known) for one in state.actions):
            report.error("countersign-goes-nowhere", span, state=state.id, outcome=outcome)


def _moves(action: Action) -> bool:
    return action.to is not None or action.back is not None


def _goes_on(action: Action, known: Mapping[str, object]) -> bool:
    """Whether an action, other than a signature, may lead out of the state then."""
    if not _moves(action) or action.signs is not None:
        return False
    return all(evaluate(one, known).value is not False for one in _guards(action))


def _guards(action: Action) -> Iterator[Guard]:
    if action.auto is not None:
        yield action.auto
    for condition in action.when:
        yield condition.that
