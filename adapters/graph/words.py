"""The words of a picture, in both languages, and what may stand in one."""

from __future__ import annotations

import unicodedata

from duban.engine.core.clockwork import named_date
from duban.engine.core.dues import Due
from duban.engine.core.terms import term_text
from duban.engine.core.text import Language, Text

STARTED_BY = Text("发起：{roles}", "started by {roles}")
BY = Text("{roles}", "{roles}")
HANDLED_BY = Text("办理：{roles}", "by {roles}")
DUE = Text("时限：{term}", "due: {term}")
WHOLE_CASE_DUE = Text("全程时限：{term}", "whole case due: {term}")
BY_PARAMETER = Text("按参数「{title}」", 'as the parameter "{title}" says')
BY_FIELD = Text("按「{field}」", 'as "{field}" says')
ON_DATE = Text("{date} 前", "by {date}")
STAY = Text("至少停留 {term}", "at least {term}")
STAY_SINCE = Text("自「{action}」起至少 {term}", 'at least {term} from "{action}"')
BALLOT = Text("票决：{groups} 组，{choices} 种意见", "ballot: {groups} groups, {choices} choices")
BALLOT_OPEN = Text("票决：{groups} 组，开放 {term}", "ballot: {groups} groups, open {term}")
ELEMENTS = {"members": Text("班子成员", "members of the unit"), "below": Text("下级单位", "units below")}
SPAWNS = Text("另立案件：{workflow}", "linked case: {workflow}")
COUNTERSIGN = Text("会签：{parties}", "signed by {parties}")
CHILDREN = Text("按「{field}」逐项分办：{workflow}", 'one case each of "{field}": {workflow}')
AUTO = Text("自动", "automatic")
AUTO_WHEN = Text("自动：{guard}", "automatic: {guard}")
MOST_ROUNDS = Text("最多 {most} 轮", "at most {most} rounds")
MOST_REPEATS = Text("最多重复 {most} 次", "at most {most} repeats")
ROUNDS_USED = Text("满 {most} 轮", "{most} rounds used up")
REPEATS_USED = Text("已重复 {most} 次", "{most} repeats used up")
ROUND = Text("第 {round} 轮", "round {round}")
TIMES = Text("{label} ×{times}", "{label} ×{times}")
OVERDUE = Text("已逾期", "overdue")
ACTION_BY = Text("{action}（{roles}）", "{action} ({roles})")
PICTURE_OF = Text(
    "流程图：{states} 个环节，从「{first}」开始。", 'A workflow of {states} states, beginning with "{first}".'
)
STANDS_IN = Text("办件现在：{states}。", "The case stands in: {states}.")
LEADS = Text("{source}：{action} → {target}", "{source}: {action} → {target}")
SENDS_BACK = Text("{source}：{action} ↩ {target}", "{source}: {action} ↩ {target}")

STATUS = {
    "open": Text("在办", "open"),
    "success": Text("办结", "ended in success"),
    "failure": Text("未通过", "ended in failure"),
    "cancelled": Text("已撤销", "cancelled"),
}

LEGEND = {
    "start": Text("开始", "start"),
    "ballot": Text("票决", "ballot"),
    "success": Text("办成", "success"),
    "failure": Text("未成", "failure"),
    "forward": Text("向前", "forward"),
    "back": Text("退回", "sent back"),
    "then": Text("次数用完", "bound used up"),
    "auto": Text("自动", "automatic"),
    "due": Text("时限", "deadline"),
    "current": Text("所在环节", "stands here"),
    "visited": Text("已走过", "been through"),
    "overdue": Text("已逾期", "overdue"),
}


def clean(text: str) -> str:
    """The text on one line, without characters that no picture can hold.

    Control characters, lone surrogates and marks that turn the reading direction are left out: XML
    forbids the first two, and the last could make a title read as something else.
    """
    kept = (one for one in text if one.isspace() or not _unwanted(one))
    return " ".join("".join(kept).split())


def _unwanted(letter: str) -> bool:
    return unicodedata.category(letter) in _UNSHOWN or letter in _UNWANTED


_UNSHOWN = frozenset({"Cc", "Cs", "Zl", "Zp"})
_UNWANTED = frozenset("\ufffe\uffff\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def counted(label: str, times: int, language: Language) -> str:
    """The label, and how often the case went that way when it was more than once."""
    return TIMES.say(language, {"label": label, "times": times}) if times > 1 else label


def due(value: Due, title: str, language: Language) -> str:
    """When something is due, in a few words; `title` names the field or the parameter that it may hang on."""
    if value.within is not None:
        return term_text(value.within, language)
    if value.date is not None:
        return ON_DATE.say(language, {"date": value.date.isoformat()})
    if (named := named_date(value, language)) is not None:
        return named
    if value.parameter is not None:
        return BY_PARAMETER.say(language, {"title": title})
    return BY_FIELD.say(language, {"field": title})
