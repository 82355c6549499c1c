"""Gates and linked cases on a page: what hangs on other cases."""

from __future__ import annotations

from collections.abc import Iterable

from duban.engine.core.definition import Action, Definition
from duban.engine.core.linking import Gate, GatePlace
from duban.engine.core.shares import in_percent
from duban.engine.core.text import Language, Text

from . import wording as words
from .reference import Reference
from .tables import code, escaped, table


def linked(action: Action, definition: Definition, names: Reference, language: Language) -> Iterable[str]:
    """Which gates have to be passed for an action, and which cases it opens, a sentence each."""
    if action.requires:
        titles = {one.id: names.title(one.title) for one in definition.gates}
        yield _REQUIRES.say(language, {"gates": [titles[one] for one in action.requires]})
    for one in action.spawns:
        told = _SPAWNS.say(language, {"name": code(one.name), "workflow": code(one.workflow)})
        if one.when is not None:
            told += _SPAWNS_WHEN.say(language, {"guard": code(one.when.text)})
        yield told


def gates(definition: Definition, names: Reference, language: Language) -> Iterable[str]:
    """The section of the gates: what each looks at, where it applies, what opens it, and its source."""
    if not definition.gates:
        return
    yield from (f"## {_GATES.pick(language)}", "")
    heads = [one.pick(language) for one in (_GATE, _LOOKS_AT, _APPLIES, _WAY, words.SOURCE)]
    rows = []
    for one in definition.gates:
        applies = code(one.applies.text) if one.applies is not None else ""
        ways = [names.title(way) for way in (one.way_in, one.way_out) if way is not None]
        rows.append(
            [
                names.title(one.title),
                _looked_at(one, language),
                applies,
                "<br>".join(ways),
                escaped(one.basis or ""),
            ]
        )
    yield from table(heads, rows)
    yield ""


def _looked_at(gate: Gate, language: Language) -> str:
    told = _PLACES[gate.of].say(language, {"workflow": code(gate.workflow)})
    if gate.level is not None:
        told += _LEVEL.say(language, {"level": code(gate.level)})
    if gate.where is not None:
        told += _WHERE.say(language, {"guard": code(gate.where.text)})
    if gate.newest:
        told += _NEWEST.pick(language)
    if gate.names is not None:
        told += _NAMES.say(language, {"field": code(gate.names)})
    passed = [code(one) for one in gate.passed]
    if gate.listed is not None:
        told += _LISTED.say(language, {"field": code(gate.listed)})
    least = (
        in_percent(gate.share) + "%"
        if gate.share is not None
        else code(gate.least)
        if gate.least is not None
        else None
    )
    if least is not None:
        told += "<br>" + _LEAST.say(language, {"least": least})
    told += "<br>" + (_PASSED.say(language, {"states": passed}) if passed else _PASSED_BY_END.pick(language))
    failed = [code(one) for one in gate.failed]
    return told + (_FAILED.say(language, {"states": failed}) if failed else "")


_REQUIRES = Text("须先过：{gates}", "has to have been passed: {gates}")
_SPAWNS = Text("另立 {workflow}（{name}）", "opens a linked case, {workflow} ({name})")
_SPAWNS_WHEN = Text("，条件为 {guard}", ", when {guard}")
_GATES = Text("关口", "Gates")
_GATE = Text("关口", "Gate")
_LOOKS_AT = Text("看什么", "Looks at")
_APPLIES = Text("何时适用", "Applies where")
_WAY = Text("出路", "What opens it")
_PLACES: dict[GatePlace, Text] = {
    "unit": Text("本单位的 {workflow}", "{workflow} of the unit"),
    "unit.parent": Text("上级单位的 {workflow}", "{workflow} of the unit above"),
    "unit.below": Text("每个直接下级单位的 {workflow}", "{workflow} of each unit right below"),
    "anywhere": Text("各单位的 {workflow}", "{workflow} anywhere"),
}
_LEVEL = Text("，限 {level} 层级", " of level {level}")
_WHERE = Text("，限 {guard}", " of which {guard} holds")
_NEWEST = Text("，只看最后立案的一件", ", the one opened last")
_NAMES = Text("，须在 {field} 中写明本单位", " whose {field} names the unit")
_LISTED = Text("，在其 {field} 中列名的算未通过", ", failed where its {field} lists the unit")
_LEAST = Text("须通过 {least}", "{least} have to have passed")
_PASSED = Text("到 {states} 即通过", "passed at {states}")
_PASSED_BY_END = Text("办结即通过", "passed when it has ended in success")
_FAILED = Text("；到 {states} 即未通过", "; failed at {states}")
