"""What keeps a guard from holding, in words, with what a guard cannot know: which items, since when a stay."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta
from typing import Any

from . import gates
from .branching import DONE, branches_of
from .case import STATUSES, numbered
from .countersigning import party_names
from .data import rows_by_key
from .definition import Action, Condition, Definition, Parameter
from .guards import Guard, explain, names
from .parameters import by_guard_name, value_of
from .provenance import Provenance, source_tail
from .text import Named, Text, named
from .times import instant, local, stamp
from .work import Work

_MOST = 10
"""So many items are named; of the rest the number is told."""
_LONGEST = 20
"""Characters of an item's words that are quoted."""


def sourced(basis: str | None, origin: Provenance | None = None) -> dict[str, Any]:
    """What a refusal says of where a rule comes from and whose it is: the end of its sentence, and `origin` where it is told."""
    told = Named(basis, source_tail(basis, origin))
    return {"basis": told} if origin is None else {"basis": told, "origin": origin}


def refused_values(work: Work, action: Action, condition: Condition, at: str) -> dict[str, Any]:
    """What a refusal says of a condition that does not hold: what is asked, what is seen, and the way out."""
    text, now = condition.that.text, work.names(at)
    how, figures = seen(work, condition.that, at)
    values: dict[str, Any] = {
        "action": named(action),
        "asked": Named(text, condition.title or sentence(work.definition, condition.that)),
        "seen": how,
        "way": way_out(work, condition.that, at),
        **sourced(condition.basis, condition.origin),
        "guard": text,
        **figures,
    }
    for name in sorted(names(condition.that)):
        if name in now and not isinstance(now[name], (list, tuple, dict)):
            values[name] = str(now[name]) if not isinstance(now[name], (bool, int)) else now[name]
    return values


def seen(work: Work, guard: Guard, at: str) -> tuple[Named, dict[str, Any]]:
    """What of a guard does not hold at an instant and how it stands, and the figures behind the words.

    The figures: `items` (`{number, case, status}`, those that are not done, or still open), of a stay
    `until` (its last moment) or `begins` (the action that has to be done first), of a countersignature
    `parties` (those that have not signed), of parameters that nobody has set `parameters`.
    """
    reasons = explain(guard, work.names(at))
    read = {str(name) for one in reasons for name in _listed(one.values["names"])}
    stood = _gates(work, read, at)
    unset = _unset(work, read)
    told = stood if reads_only_gates(read) else _not_so(work, guard, at, list(unset))
    values: dict[str, Any] = {}
    for remark, figures in (
        _items(work, read),
        _stay(work, read),
        _unsigned(work, read),
        _set_it(unset.values()),
    ):
        if remark is not None:
            told.append(remark)
            values |= figures
    return Named([{"code": one.code, **one.values} for one in reasons], _joined(told)), values


def sentence(definition: Definition, guard: Guard) -> Text:
    """A guard in words, for whoever has no sentence of its author's."""
    from .telling import telling  # only a refusal needs words

    return telling(definition).sentence(guard.tree)


def _not_so(work: Work, guard: Guard, at: str, unset: Collection[str]) -> list[Text]:
    from .telling import seen as seen_of  # only a refusal needs words
    from .telling import telling

    return seen_of(telling(work.definition), guard.tree, work.names(at), unset)


def way_out(work: Work, guard: Guard, at: str) -> Named:
    """What would make the guard hold."""
    reasons = explain(guard, work.names(at))
    hints = [Text(one.hint("zh"), one.hint("en")) for one in reasons]
    return Named([one.values["condition"] for one in reasons], _joined(hints))


def reads_only_gates(read: Iterable[str]) -> bool:
    """Whether names are those of gates alone, which are told by their titles rather than as a condition."""
    read = list(read)
    return bool(read) and all(gates.asks(name) for name in read)


def _gates(work: Work, read: set[str], at: str) -> list[Text]:
    """How the gates that are read stand."""
    told = []
    if any(gates.asks(name) for name in read):
        for one in gates.look(work.definition, work.names(at), work.facts):
            if ("gates_closed" in read and not one.is_open) or gates.name_of(one.gate) in read:
                standing, title = gates.STANDINGS[one.standing], one.gate.title
                told.append(Text(f"「{title.zh}」{standing.zh}", f"'{title.en}' is {standing.en}"))
    return told


def _listed(value: object) -> Iterable[object]:
    return value if isinstance(value, (list, tuple)) else ()


def _joined(texts: Iterable[Text]) -> Text:
    texts = list(texts)
    return Text("；".join(one.zh for one in texts), "; ".join(one.en for one in texts))


def _items(work: Work, read: set[str]) -> tuple[Text | None, dict[str, Any]]:
    """The items that a guard on the children, or on those of a branch, still waits for."""
    everybody = bool(read & {"children_done", "children_open"})
    asked = {name for name in branches_of(work.definition) if read & set(_asking(name))}
    if not everybody and not asked:
        return None, {}
    opens = any(name.endswith("open") for name in read) and "children_done" not in read
    done = {*STATUSES, "settled"} - {"open"} if opens else DONE
    children = [
        (key, one) for key, one in numbered(work.case.children) if everybody or one.get("branch") in asked
    ]
    left = [(key, child) for key, child in children if child["status"] not in done]
    if not left:
        return None, {}
    about = _subjects(work)
    worded = [_item(key, child, about.get(key, "")) for key, child in left[:_MOST]]
    more = len(left) - len(worded)
    zh, en = "、".join(one.zh for one in worded), ", ".join(one.en for one in worded)
    text = Text(
        f"尚未办成的事项：{zh}" + (f"，另有 {more} 项" if more else ""),
        f"not done: {en}" + (f", and {more} more" if more else ""),
    )
    figures = [{"number": key, "case": one["id"], "status": one["status"]} for key, one in left]
    return text, {"items": figures}


def _asking(branch: str) -> tuple[str, str]:
    """The names by which a guard asks after the cases of a branch."""
    name = branch.replace("-", "_")
    return f"{name}.done", f"{name}.open"


def _subjects(work: Work) -> dict[str, str]:
    """What each item is about, by its key: the first text that its record has beside the key."""
    rule = next((state.children for state in work.definition.states if state.children), None)
    field = work.definition.field(rule.each) if rule is not None else None
    row = field.type.of if field is not None else None
    if rule is None or row is None or row.kind != "record":
        return {}
    record = work.definition.record(row.name or "")
    texts = [one.name for one in record.fields if one.type.kind == "text" and one.name != record.key]
    rows = rows_by_key(work.definition, rule.each, work.body["data"])
    return {key: next((row[name] for name in texts if row.get(name)), "") for key, row in rows.items()}


def _unsigned(work: Work, read: set[str]) -> tuple[Text | None, dict[str, Any]]:
    """The parties whose signatures a guard on the countersignature still waits for."""
    rule, kept = work.state.countersign, work.body.get("countersign")
    if rule is None or kept is None or not any(name.startswith("countersign.") for name in read):
        return None, {}
    parties = [one for one in kept["parties"] if one not in kept["signed"]]
    if not parties:
        return None, {}
    told = Text("尚未会签：{parties}", "not signed yet: {parties}")
    values = {"parties": party_names(work.definition, rule, parties)}
    return Text(told.say("zh", values), told.say("en", values)), {"parties": parties}


def _unset(work: Work, read: set[str]) -> dict[str, Parameter]:
    """The parameters that a guard reads and nobody has set, by the names by which it reads them."""
    known = work.definition.derived(by_guard_name)
    asked = {
        name: known[name[6:]] for name in sorted(read) if name.startswith("param.") and name[6:] in known
    }
    return {name: one for name, one in asked.items() if value_of(one, work.facts) is None}


def _set_it(unset: Collection[Parameter]) -> tuple[Text | None, dict[str, Any]]:
    """That nobody has set these parameters, and how they are set."""
    if not unset:
        return None, {}
    zh = "、".join(f"{one.title.zh}（{one.id}）" for one in unset)
    en = ", ".join(f"{one.title.en} ({one.id})" for one in unset)
    said = Text(
        f"参数 {zh}尚未设定，请用 duban parameter set 设定",
        f"the parameter {en} is not set yet: duban parameter set sets it",
    )
    return said, {"parameters": [one.id for one in unset]}


def _item(key: str, child: Mapping[str, Any], about: str) -> Text:
    """`1 会议多…（case-1.1，在办）`: its number, what it is about, its case and how that stands; of a branch the case alone."""
    if "branch" in child and not about:
        status = STATUSES.get(child["status"], _SETTLED)
        return Text(f"{child['id']}（{status.zh}）", f"{child['id']} ({status.en})")
    about = f" {about[:_LONGEST]}…" if len(about) > _LONGEST else f" {about}" if about else ""
    status = STATUSES.get(child["status"], _SETTLED)
    return Text(f"{key}{about}（{child['id']}，{status.zh}）", f"{key}{about} ({child['id']}, {status.en})")


def _stay(work: Work, read: set[str]) -> tuple[Text | None, dict[str, Any]]:
    """Where a stay is: not begun, standing, or until when it runs (its last moment, as `show` tells it)."""
    rule, stay = work.state.stay, work.body.get("stay")
    if rule is None or "stay_over" not in read:
        return None, {}
    if stay is None:
        action = work.state.action(rule.since or "")
        if action is None:
            return None, {}
        said = Text(
            f"期间尚未开始：须先办理「{action.title.zh}」（{action.id}）",
            f"the stay has not begun: '{action.title.en}' ({action.id}) has to be done first",
        )
        return said, {"begins": action.id}
    if "until" not in stay:
        return Text("期间已停止计时", "the clock of the stay is stopped"), {}
    if stay.get("over"):
        return None, {}
    until = local(stamp(instant(stay["until"]) - timedelta(seconds=1)), work.facts.zone)
    return Text(f"期间至 {until} 止", f"the stay runs until {until}"), {"until": until}


_SETTLED = Text("已办妥，观察期内", "done, under observation")
