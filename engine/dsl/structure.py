"""Checks nodes against a shape and gives back what is usable, so that later checks can go on.

What is wrong is noted and left out of the result; a later check never meets a node of the wrong kind.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from unicodedata import east_asian_width

from ..core.office import parse_hours
from ..core.recurrence_words import parse_recurrence
from ..core.terms import TermError, TermUnit, parse_offset, parse_term
from ..core.text import Text
from .diagnostics import Report, Span
from .shapes import Anything, Either, Form, Kind, ListOf, Name, OneOf, Table, Word
from .source import Mapping, Node, Scalar, Sequence
from .vocabulary import CHINESE

MILESTONE = re.compile(r"([a-z][a-z0-9_-]*)(?: +([+-]) +(.+))?")
"""`basic-end`, `basic-end - 10 days`: a milestone and how far from it."""
TRUE, FALSE = ("true", "True"), ("false", "False")
_FULL_WIDTH = re.compile("[：；，、。！？（）［］｛｝“”‘’＂＇＝＜＞＋－＿０-９Ａ-Ｚａ-ｚ\u3000]")

FORMS: dict[str, Text] = {
    "document": Text("流程文件", "a workflow file"),
    "data-file": Text("数据文件", "a data file"),
    "types": Text("类型定义", "types"),
    "title": Text("名称", "a title"),
    "enumeration": Text("枚举", "an enumeration"),
    "value": Text("枚举的取值", "a value of an enumeration"),
    "record": Text("记录", "a record"),
    "field": Text("数据项", "a field"),
    "record-field": Text("记录的数据项", "a field of a record"),
    "role": Text("角色", "a role"),
    "start": Text("发起", "start"),
    "due": Text("时限", "a deadline"),
    "rung": Text("阶梯的一级", "a rung of a ladder"),
    "urge": Text("催办", "urge"),
    "stage": Text("阶段", "a stage"),
    "extends": Text("延期", "an extension"),
    "law": Text("法律", "a law"),
    "stay": Text("至少停留", "a stay"),
    "children": Text("子件", "children"),
    "branch": Text("分支", "a branch"),
    "parameter": Text("参数", "a parameter"),
    "place": Text("职务所在的单位", "where a post is held"),
    "tells": Text("告知内容", "what a gate tells"),
    "gate": Text("关口", "a gate"),
    "register": Text("目录", "a register"),
    "entry": Text("目录的条目", "an entry of a register"),
    "adds": Text("增补目录", "what is added to a register"),
    "register-step": Text("示例中对目录的改动", "a change of a register in a scenario"),
    "spawn": Text("另立的案件", "a linked case"),
    "ballot": Text("评议", "a ballot"),
    "condition": Text("条件", "a condition"),
    "bound": Text("次数限制", "a bound"),
    "action": Text("动作", "an action"),
    "state": Text("步骤", "a state"),
    "row": Text("决定表的一种情形", "a row of a decision table"),
    "decision-table": Text("决定表", "a decision table"),
    "decides": Text("按表决定", "a decision by a table"),
    "draws": Text("抽取", "a draw"),
    "ranks": Text("排名", "a ranking"),
    "sample": Text("样本下限", "a least sample"),
    "countersign": Text("会签", "a countersignature"),
    "scenario": Text("示例", "a scenario"),
    "case-start": Text("示例的发起", "the start of a scenario"),
    "step": Text("示例的一步", "a step of a scenario"),
    "confidential": Text("保密", "who may know of a case"),
    "private": Text("不公开项", "private fields"),
    "expect": Text("示例的预期", "what a scenario expects"),
    "reports": Text("报表文件", "a file of reports"),
    "report": Text("报表", "a report"),
    "column": Text("报表的列", "a column of a report"),
    "correct": Text("更正", "correct"),
    "hand-over": Text("交接", "a hand-over"),
    "earlier": Text("前一阶段的事项", "a case of an earlier phase"),
    "earlier-step": Text("前一阶段事项的一步", "a step of an earlier case"),
    "cell": Text("对照表的一类", "a class of the cells of a matrix"),
}
_LIST = Text("清单 [ … ]", "a list [ … ]")
_MAPPING = Text("键值 { … }", "a mapping { … }")
_EXPECTED = {
    "prose": Text("一段文字", "words"),
    "reference": Text("一个名称", "a name"),
    "term": Text("时长，如 10 workdays", "a term such as 10 workdays"),
    "legal": Text("时长，如 10 workdays", "a term such as 10 workdays"),
    "due": Text("时长，如 10 workdays", "a term such as 10 workdays"),
    "milestone": Text("里程碑，如 basic-end - 10 days", "a milestone such as basic-end - 10 days"),
    "recurrence": Text(
        "周期，如 每月25日前、每季度末月20日前",
        "a recurrence such as monthly by 25, weekly by friday or yearly by 01-31",
    ),
    "hours": Text(
        "业务时间，如 08:30-12:00, 14:00-17:30", "hours of business such as 08:30-12:00, 14:00-17:30"
    ),
    "before": Text("提前量，如 1 workday before", "so long before, such as 1 workday before"),
    "after": Text("超期量，如 3 workdays after", "so long after, such as 3 workdays after"),
    "rung": Text("阶梯的一级，如 3 workdays after", "a rung such as 3 workdays after"),
    "guard": Text("条件式", "a condition"),
    "date": Text("日期，如 2014-09-30", "a date such as 2014-09-30"),
    "moment": Text("日期和时刻，如 2014-08-01 09:00", "date and time such as 2014-08-01 09:00"),
    "instant": Text(
        "日期或日期和时刻，如 2014-03-05 09:00", "a date, or date and time, such as 2014-03-05 09:00"
    ),
    "share": Text("all 或 at least 80%", "all, or at least 80%"),
    "quorum": Text("all、any 或 at least 60%", "all, any, or at least 60%"),
    "count": Text("正整数", "a whole number from 1"),
    "flag": Text("true 或 false", "true or false"),
}


def check(node: Node, kind: Kind, report: Report, key: Scalar | None = None) -> Node | None:
    """What of the node fits the shape; None when nothing does. `key` is the key it stands under."""
    match kind:
        case Word() | Name() | OneOf():
            return _scalar(node, kind, report, key)
        case ListOf():
            return _list(node, kind, report, key)
        case Table():
            return _table(node, kind, report, key)
        case Form():
            return _form(node, kind, report, key)
        case Either(short, long):
            return check(node, _alternative(node, short, long), report, key)
        case Anything():
            return node


def parse_moment(text: str) -> datetime | None:
    """`2014-08-01 09:00` as local time without a zone, or None."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d", text) is None:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def parse_instant(text: str) -> datetime | None:
    """A day or a moment, with or without a zone of its own; a day alone is its beginning. None of anything else."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d([ T]\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?)?", text) is None:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def parse_date(text: str) -> date | None:
    """`2014-09-30`, or None."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text) is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def parse_share(text: str) -> Decimal | None:
    """`all` or `at least 80%` as a fraction above 0 and at most 1, or None."""
    if text == "all":
        return Decimal(1)
    found = re.fullmatch(r"at least (\d{1,3}(?:\.\d{1,2})?) ?%", text)
    if found is None or not 0 < Decimal(found[1]) <= 100:
        return None
    return Decimal(found[1]) / 100


def parse_quorum(text: str) -> Decimal | None:
    """`all`, `any` (0) or `at least 60%` as a fraction, or None."""
    return Decimal(0) if text == "any" else parse_share(text)


# Private functions


def _alternative(node: Node, short: Kind, long: Kind) -> Kind:
    """The long form for a mapping (and for a list, where the long form is one)."""
    if isinstance(node, Scalar):
        return short
    if isinstance(node, Sequence) and isinstance(long, (Form, Table)):
        return short if isinstance(short, ListOf) else long
    return long


def _scalar(node: Node, kind: Word | Name | OneOf, report: Report, key: Scalar | None) -> Scalar | None:
    if not isinstance(node, Scalar):
        report.error("wrong-kind", node.span, key=_named(key), expected=_expected(kind), found=_found(node))
        return None
    if not node.text.strip() and not _says_itself(node, kind):
        report.error("empty-value", _empty_span(node, key), key=_named(key), expected=_expected(kind))
        return None
    match kind:
        case Name(pattern):
            return node if _name(node, pattern, report) else None
        case OneOf(values):
            if node.text not in values:
                report.error("unknown-value", node.span, key=_named(key), value=node.text,
                             suggestion=report.suggestion(node.text, values))  # fmt: skip
                return None
            return node
        case Word():
            return node if _word(node, kind, report, key) else None


def _says_itself(node: Scalar, kind: Word | Name | OneOf) -> bool:
    """An empty term or guard in quotes is answered by those who read terms and guards."""
    return node.style != "plain" and isinstance(kind, Word) and kind.kind in ("term", "legal", "due", "guard")


def _word(node: Scalar, kind: Word, report: Report, key: Scalar | None) -> bool:
    try:
        match kind.kind:
            case "term":
                parse_term(node.text)
            case "legal" | "due" if not (kind.kind == "due" and MILESTONE.fullmatch(node.text)):
                parse_term(node.text, _any_law)  # which days are meant, the law decides later
            case "before" | "after" | "rung":
                parse_offset(node.text)
    except TermError as problem:
        report.error(problem.code, node.span, **dict(problem.values))
        return False
    good = True
    match kind.kind:
        case "date":
            good = parse_date(node.text) is not None
        case "milestone":
            good = MILESTONE.fullmatch(node.text) is not None
        case "recurrence":
            good = parse_recurrence(node.text) is not None
        case "hours":
            good = parse_hours(node.text) is not None
        case "moment":
            good = parse_moment(node.text) is not None
        case "instant":
            good = parse_instant(node.text) is not None
        case "share":
            good = parse_share(node.text) is not None
        case "quorum":
            good = parse_quorum(node.text) is not None
        case "count":
            good = re.fullmatch(r"[1-9]\d{0,3}", node.text) is not None
        case "flag":
            good = node.text in TRUE or node.text in FALSE
    if not good:
        report.error("bad-value", node.span, key=_named(key), value=node.text, expected=_expected(kind))
    return good


def _any_law(amount: int) -> TermUnit:
    return "days"


def _list(node: Node, kind: ListOf, report: Report, key: Scalar | None) -> Sequence | None:
    if not isinstance(node, Sequence):
        if not kind.alone:
            code = "empty-value" if isinstance(node, Scalar) and not node.text.strip() else "wrong-kind"
            span = _empty_span(node, key) if code == "empty-value" else node.span
            report.error(code, span, key=_named(key), expected=_LIST, found=_found(node))
            return None
        only = check(node, kind.member, report, key)
        return None if only is None else Sequence((only,), node.span)
    if len(node.items) < kind.least:
        report.error("too-few", node.span, key=_named(key), least=kind.least)
    members = [check(one, kind.member, report, key) for one in node.items]
    seen: dict[str, Scalar] = {}
    for one in members:
        if isinstance(one, Scalar):
            if one.text in seen and kind.member != Word("guard"):
                report.error("repeated-word", one.span, word=one.text, key=_named(key))
            seen.setdefault(one.text, one)
    return Sequence(tuple(one for one in members if one is not None), node.span)


def _table(node: Node, kind: Table, report: Report, key: Scalar | None) -> Mapping | None:
    if not isinstance(node, Mapping):
        _not_a_mapping(node, report, key)
        return None
    if len(node.entries) < kind.least:
        report.error("too-few", node.span, key=_named(key), least=kind.least)
    entries, faulty = [], []
    for name, value in node.entries:
        usable = check(value, kind.member, report, name)
        if _name(name, kind.pattern, report) and usable is not None:
            entries.append((name, usable))
        else:
            faulty.append(name)
    return Mapping(tuple(entries), node.span, tuple(faulty))


def _form(node: Node, kind: Form, report: Report, key: Scalar | None) -> Mapping | None:
    if not isinstance(node, Mapping):
        _not_a_mapping(node, report, key)
        return None
    entries, faulty = [], []
    for name, value in node.entries:
        declared = kind.key(name.text)
        if declared is None:
            _unknown_key(name, value, kind, report)
            continue
        usable = check(value, declared.kind, report, name)
        if usable is not None:
            entries.append((name, usable))
        else:
            faulty.append(name)
    present = {name.text for name, _ in node.entries} | {CHINESE.get(name.text) for name, _ in node.entries}
    for declared in kind.keys:
        if declared.required and declared.name not in present:
            span = key.span if key is not None else node.span
            report.error("missing-key", span, key=declared.name, where=_where(kind, key))
    return Mapping(tuple(entries), node.span, tuple(faulty))


def _unknown_key(name: Scalar, value: Node, form: Form, report: Report) -> None:
    known = [one.name for one in form.keys]
    wide = _FULL_WIDTH.search(name.text)
    if CHINESE.get(name.text) in known:
        report.error("chinese-key", name.span, key=name.text, english=CHINESE[name.text])
    elif (
        isinstance(value, Scalar)
        and not value.text
        and value.style == "plain"
        and value.span.line == name.span.line
    ):
        # `{en: first, second}` is to YAML a key `second` without a value.
        report.error("comma-in-text", name.span, text=name.text)
    elif wide is not None:
        report.error("full-width", name.span, sign=wide.group())
    else:
        report.error("unknown-key", name.span, key=name.text, form=FORMS[form.name],
                     suggestion=report.suggestion(name.text, known))  # fmt: skip


def _not_a_mapping(node: Node, report: Report, key: Scalar | None) -> None:
    if isinstance(node, Scalar) and "：" in node.text:
        report.error("full-width", node.span, sign="：")
    elif isinstance(node, Scalar) and not node.text.strip():
        report.error("empty-value", _empty_span(node, key), key=_named(key), expected=_MAPPING)
    else:
        report.error("wrong-kind", node.span, key=_named(key), expected=_MAPPING, found=_found(node))


def _name(node: Scalar, pattern: str, report: Report) -> bool:
    if re.fullmatch(pattern, node.text) and len(node.text) <= 64:
        return True
    wide = any(east_asian_width(char) in "WF" for char in node.text)
    report.error("bad-name", node.span, name=node.text, pattern=_PATTERNS.get(pattern, Text(pattern, pattern)),
                 reason=_ASCII if wide else Text("", ""))  # fmt: skip
    return False


_ASCII = Text(
    "标识进入历史和网址，只用 ASCII；中文写在 title 里。",
    " Ids go into history and URLs; Chinese belongs into `title`.",
)
_PATTERNS = {
    r"[a-z][a-z0-9_-]*": Text(
        "小写字母开头，其后为小写字母、数字、连字符、下划线",
        "a small letter, then small letters, digits, hyphens, underscores",
    ),
    r"[A-Za-z0-9][A-Za-z0-9_-]*": Text("字母、数字、连字符、下划线", "letters, digits, hyphens, underscores"),
    r"[A-Za-z0-9][A-Za-z0-9._-]*": Text(
        "data 文件夹里的文件名，不带路径", "the name of a file in the data folder, without a path"
    ),
}


def _where(form: Form, key: Scalar | None) -> Text:
    words = FORMS[form.name]
    return words if key is None else Text(key.text, f"`{key.text}`")


def _named(key: Scalar | None) -> str:
    return key.text if key is not None else "-"


def _expected(kind: Word | Name | OneOf) -> Text:
    if isinstance(kind, Word):
        return _EXPECTED[kind.kind]
    return _EXPECTED["reference"]


def _found(node: Node) -> Text:
    if isinstance(node, Sequence):
        return _LIST
    if isinstance(node, Mapping):
        return _MAPPING
    shown = node.text if len(node.text) <= 40 else node.text[:40] + "…"
    return Text(f"「{shown}」", f'"{shown}"')


def _empty_span(node: Node, key: Scalar | None) -> Span:
    return key.span if key is not None else node.span
