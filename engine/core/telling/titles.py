"""What the names that a guard may read are called, in both languages, and what each of them reads as when it is true.

What a definition gives a title to stands in quotation marks; what the engine knows by itself does not.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..branching import branches_of
from ..definition import Definition, Parameter
from ..linking import Branch
from ..parameters import by_guard_name
from ..text import Text

_ENGINE: Mapping[str, Text] = {
    "actor": Text("办理人", "whoever does it"),
    "today": Text("今天", "today"),
    "round": Text("轮次", "the round"),
    "redone": Text("本轮重办或新增的事项数", "the number of items done again or added in this round"),
    "children_open": Text("在办的子事项数", "the number of items still open"),
    "gates_closed": Text("未放行的关口数", "the number of gates that are shut"),
    "unit.id": Text("本单位", "the unit"),
    "unit.title": Text("单位名称", "the title of the unit"),
    "unit.level": Text("单位层级", "the level of the unit"),
    "unit.rank": Text("单位级别", "the rank of the unit"),
    "unit.category": Text("单位类别", "the categories of the unit"),
    "unit.parent": Text("上级单位", "the unit above"),
    "unit.supervised_by": Text("督导本单位的组", "the group that supervises the unit"),
    "unit.principal": Text("本单位主要负责同志", "the head of the unit"),
    "ballot.turnout": Text("参评率", "the turnout"),
    "ballot.approving": Text("认可率", "the share that approves"),
    "ballot.invited": Text("应评人数", "the number invited"),
    "ballot.handed_in": Text("收回票数", "the number of papers handed in"),
    "ballot.valid_papers": Text("有效票数", "the number of valid papers"),
    "countersign.agreed": Text("同意的会签方数", "the number of parties that agree"),
    "countersign.refused": Text("不同意的会签方数", "the number of parties that refuse"),
    "countersign.waiting": Text("尚未会签的方数", "the number of parties still to sign"),
}
_YES: Mapping[str, tuple[Text, Text]] = {
    "children_done": (
        Text("子事项已按要求办成", "enough of the items are done"),
        Text("子事项尚未按要求办成", "not enough of the items are done"),
    ),
    "stay_over": (Text("期间已满", "the stay is over"), Text("期间未满", "the stay is not over")),
    "ballot.closed": (
        Text("评议已结束", "the ballot is closed"),
        Text("评议尚未结束", "the ballot is not closed"),
    ),
    "ballot.passed": (
        Text("评议通过", "the ballot has passed"),
        Text("评议没有通过", "the ballot has not passed"),
    ),
    "ballot.failed": (
        Text("评议结果为不通过", "the ballot has failed"),
        Text("评议结果不是不通过", "the ballot has not failed"),
    ),
    "ballot.invalid": (
        Text("评议无效", "the ballot is invalid"),
        Text("评议不属无效", "the ballot is not invalid"),
    ),
    "countersign.complete": (
        Text("会签已齐", "the countersignature is complete"),
        Text("会签未齐", "the countersignature is not complete"),
    ),
    "countersign.impossible": (
        Text("会签已不可能完成", "the countersignature can no longer be completed"),
        Text("会签仍有可能完成", "the countersignature can still be completed"),
    ),
}
"""What is said of the engine's own yes and no."""
_OF_CASES: Mapping[str, Text] = {
    "open": Text("{cases}中在办的件数", "the number of {cases} still open"),
    "total": Text("{cases}的件数", "the number of {cases}"),
    "succeeded": Text("{cases}中办成的件数", "the number of {cases} that have succeeded"),
    "failed": Text("{cases}中没有办成的件数", "the number of {cases} that have failed"),
}
_OF_PERSON: Mapping[str, Text] = {
    "rank": Text("{person}的级别", "the rank of {person}"),
    "posts": Text("{person}的职务", "the posts of {person}"),
    "unit": Text("{person}所在单位", "the unit of {person}"),
}
_OF_ELEMENT: Mapping[str, Text] = {
    "title": Text("{element}的名称", "the title of {element}"),
    "level": Text("{element}的层级", "the level of {element}"),
    "rank": Text("{element}的级别", "the rank of {element}"),
    "category": Text("{element}的类别", "the categories of {element}"),
    "parent": Text("{element}的上级", "the unit above {element}"),
    "supervised_by": Text("督导{element}的组", "the group that supervises {element}"),
    "unit": Text("{element}所在单位", "the unit of {element}"),
    "posts": Text("{element}的职务", "the posts of {element}"),
}
_ELEMENT = Text("该项", "this one")
_MATTERS = Text("由「{title}」提出、尚待处理的件数", 'the number of open matters raised by "{title}"')
_CASES = Text("「{title}」所立事项", 'cases opened by "{title}"')
_CASES_NAMED = Text("「{title}」所立事项（{name}）", 'cases opened by "{title}" ({name})')
_DONE = (
    Text("{cases}已按要求办成", "enough of the {cases} are done"),
    Text("{cases}尚未按要求办成", "not enough of the {cases} are done"),
)
_MEMBER = (
    Text("{person}是中共党员", "{person} is a member of the Party"),
    Text("{person}不是中共党员", "{person} is no member of the Party"),
)


def fill(template: Text, **parts: Text | str) -> Text:
    """A template with its places filled in each language; what is filled in may hold braces."""
    zh = {name: one if isinstance(one, str) else one.zh for name, one in parts.items()}
    en = {name: one if isinstance(one, str) else one.en for name, one in parts.items()}
    return Text(template.zh.format(**zh), template.en.format(**en))


def quoted(title: Text) -> Text:
    """A title in the quotation marks of each language."""
    return Text(f"「{title.zh}」", f'"{title.en}"')


def title_of(definition: Definition, name: str) -> Text:
    """What a name is called; a name that nobody knows stays as it is, in quotation marks."""
    found = _declared(definition, name) or _ENGINE.get(name) or _of_something(definition, name)
    return found if found is not None else quoted(Text(name, name))


def saying(definition: Definition, name: str, *, yes: bool) -> Text | None:
    """What is said when the engine's own yes or no of that name is true, or false; `None` of any other name."""
    if definition.field(name) is not None:
        return None
    head, _, what = name.partition(".")
    pair: tuple[Text, Text] | None = _YES.get(name)
    values: dict[str, Text] = {}
    if pair is None and what == "done" and (cases := _cases(definition, head)) is not None:
        pair, values = _DONE, {"cases": cases}
    elif pair is None and what == "party_member":
        pair, values = _MEMBER, {"person": _person(definition, head)}
    return fill(pair[0] if yes else pair[1], **values) if pair is not None else None


def parameter_of(definition: Definition, name: str) -> Parameter | None:
    """The parameter that a name reads, if it reads one."""
    head, _, what = name.partition(".")
    return definition.derived(by_guard_name).get(what) if head == "param" else None


def is_element(definition: Definition, name: str) -> bool:
    """Whether a name is what the condition of a branch calls its element."""
    branches = branches_of(definition).values()
    return any(isinstance(one, Branch) and one.element == name for one in branches)


def _declared(definition: Definition, name: str) -> Text | None:
    field, parameter = definition.field(name), parameter_of(definition, name)
    if field is not None:
        return quoted(_or_name(field.title, name))
    if parameter is not None:
        return quoted(_or_name(parameter.title, name))
    if name.startswith("gate."):
        gates = (one for one in definition.gates if one.id.replace("-", "_") == name[5:])
        return next((quoted(_or_name(one.title, name)) for one in gates), None)
    if name.startswith("open_"):
        raising = (one for _, one in definition.actions() if one.opens is not None)
        found = (one.title for one in raising if (one.opens or "").replace("-", "_") == name[5:-1])
        return next((fill(_MATTERS, title=one) for one in found), None)
    return None


def _of_something(definition: Definition, name: str) -> Text | None:
    head, _, what = name.partition(".")
    if (said := saying(definition, name, yes=True)) is not None:
        return quoted(said)
    if what in _OF_CASES and (cases := _cases(definition, head)) is not None:
        return fill(_OF_CASES[what], cases=cases)
    if is_element(definition, head):
        return fill(_OF_ELEMENT[what], element=_ELEMENT) if what in _OF_ELEMENT else _ELEMENT
    return fill(_OF_PERSON[what], person=_person(definition, head)) if what in _OF_PERSON else None


def _person(definition: Definition, head: str) -> Text:
    return _ELEMENT if is_element(definition, head) else title_of(definition, head)


def _cases(definition: Definition, branch: str) -> Text | None:
    """The cases of a branch, called after the step or the action that opens them; no definition gives a branch a title."""
    opened = [(one.name, state.title) for state in definition.states for one in state.branches]
    opened += [(one.name, action.title) for _, action in definition.actions() for one in action.spawns]
    found = next(((name, title) for name, title in opened if name.replace("-", "_") == branch), None)
    if found is None:
        return None
    alone = len({name for name, title in opened if title == found[1]}) == 1
    return fill(_CASES if alone else _CASES_NAMED, title=found[1], name=found[0])


def _or_name(title: Text, name: str) -> Text:
    return Text(title.zh or name, title.en or name)
