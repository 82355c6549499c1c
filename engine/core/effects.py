"""What an action does besides moving the case: it decides by a table, draws, ranks, signs.

Judged with the action (`judge.py`), carried out with it (`decide.py`, `settle.py`), told in its event.
"""

from __future__ import annotations

from typing import Any

from .commands import Origin
from .countersigning import judge_signature, sign
from .definition import Action
from .drawing import as_told, carry_out, judge_draw, judge_told, seed_of
from .ranking import rank
from .refusals import Refusal
from .rulings import judge_ruling, ruling
from .text import named
from .work import Work


def judge_effects(
    work: Work, action: Action, at: str, waived: frozenset[str]
) -> tuple[list[Refusal], dict[str, Any]]:
    """Every reason against what an action does besides moving, and what its conditions read.

    `work` is the case as it would be with what is filled in; `waived` are fields still to be filled in.
    """
    refusals, read = judge_ruling(work, action, at, waived)
    if action.draws is not None and not waived & set(_drawn_from(action)):
        judge = judge_told if work.origin.imported_by is not None else judge_draw
        refusals += judge(work.definition, action.draws, work.body["data"], named(action))
    return refusals, read


def judge_signing(work: Work, action: Action, origin: Origin) -> list[Refusal]:
    """Why nobody signs by this act; nothing where the action signs nothing."""
    if action.signs is None:
        return []
    return judge_signature(work.definition, work.case, action, origin, work.facts)


def happen(work: Work, action: Action, at: str) -> dict[str, Any]:
    """Carry out what an action does besides moving; the keys of its event. Before it moves the case."""
    said: dict[str, Any] = {}
    if action.decides is not None:
        said["ruling"] = ruling(work.definition, action, work.body["data"])
    if action.draws is not None and work.origin.imported_by is not None:
        said["draw"] = as_told(work.definition, action.draws, work.body["data"])
    elif action.draws is not None:
        seed = seed_of(work.facts.chance, work.body["id"], work.body.get("seq", 0) + 1, action.id)
        value, said["draw"] = carry_out(work.definition, action.draws, work.body["data"], seed)
        work.put({action.draws.into: value})
    if action.ranks is not None:
        said["ranking"] = _rank(work, action)
    if action.signs is not None:
        kept, said["signed"] = sign(work.definition, work.case, action, work.origin, work.facts, at)
        work.body["countersign"] = kept
    return said


def _drawn_from(action: Action) -> list[str]:
    draw = action.draws
    if draw is None:
        return []
    return [one for one in (draw.source, draw.exclude, draw.size_field) if one is not None]


def _rank(work: Work, action: Action) -> dict[str, Any]:
    """Write the rank into each record; what the event says: by what, how many of each class, who stands apart."""
    rule = action.ranks
    if rule is None:
        return {}
    rows = list(work.body["data"].get(rule.records) or ())
    places = rank(
        rows,
        rule.by,
        group=rule.group,
        ascending=rule.ascending,
        last=rule.last,
        sample=rule.sample,
        least=rule.least,
    )
    ranked, counts = [], dict[str, int]()
    key = _key(work, rule.records)
    apart: dict[str, list[str]] = {}
    for number, (row, place) in enumerate(zip(rows, places, strict=True), 1):
        kept = {name: value for name, value in row.items() if name != rule.into}
        ranked.append(kept if place.rank is None else {**kept, rule.into: place.rank})
        if place.reason is None:
            name = " ".join(one or "-" for one in place.group)
            counts[name] = counts.get(name, 0) + 1
        else:
            apart.setdefault(place.reason, []).append(str(row.get(key, number)))
    if rows:
        work.put({rule.records: ranked})
    return {
        "records": rule.records,
        "by": rule.by,
        "into": rule.into,
        "order": "ascending" if rule.ascending else "descending",
        "ranked": counts,
        "apart": apart,
        **({"class": list(rule.group)} if rule.group else {}),
    }


def _key(work: Work, field: str) -> str:
    found = work.definition.field(field)
    kind = found.type.of if found is not None else None
    return (work.definition.record(kind.name or "").key or "") if kind is not None else ""
