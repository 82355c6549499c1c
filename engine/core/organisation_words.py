"""What is said about each problem of an organisation: its severity, the sentence and the way out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from .text import Text

Severity = Literal["error", "warning", "note"]
"""An `error` forbids storing; a `warning` and a `note` do not."""


class Wording(NamedTuple):
    """How a finding is worded; `{name}` places are filled with its values."""

    severity: Severity
    message: Text
    hint: Text


NEAREST = Text("是不是「{nearest}」？", "did you mean '{nearest}'?")
"""The hint where a known word is close to the one found."""

WORDS: Mapping[str, Wording] = {
    "missing": Wording(
        "error",
        Text("缺少「{field}」", "'{field}' is missing"),
        Text("请填写", "fill it in"),
    ),
    "bad-id": Wording(
        "error",
        Text(
            "编号「{id}」过长，或含有空白、不可见字符、逗号、分号、顿号、竖线",
            "the id '{id}' is too long or has a blank, an invisible character or a list mark in it",
        ),
        Text(
            "编号最多 {most} 个字符，不含这些符号；从别处粘贴时常带入不可见字符",
            "at most {most} characters, none of these; pasting often brings invisible ones along",
        ),
    ),
    "bad-workflow-id": Wording(
        "error",
        Text("「{id}」不是流程标识", "'{id}' is no workflow id"),
        Text(
            "流程标识由小写字母、数字和连字符组成；委托及于全部流程时此项留空",
            "a workflow id is lower-case letters, digits and hyphens; leave it empty to delegate all",
        ),
    ),
    "reserved": Wording(
        "error",
        Text("「{id}」是系统保留的词", "'{id}' is a word the engine keeps for itself"),
        Text("请换一个词", "use another word"),
    ),
    "too-long": Wording(
        "error",
        Text(
            "「{field}」有 {length} 个字符，最多 {most} 个",
            "'{field}' has {length} characters; at most {most} will do",
        ),
        Text("请缩短", "shorten it"),
    ),
    "bad-characters": Wording(
        "error",
        Text(
            "「{field}」含有控制字符或无法识别的字符", "'{field}' has control characters or broken ones in it"
        ),
        Text(
            "请重新输入该值；若整份文件如此，请检查文件编码",
            "type it anew; if the whole file is so, check its encoding",
        ),
    ),
    "duplicate-id": Wording(
        "error",
        Text("编号「{id}」重复，前一个在 {first}", "the id '{id}' is used twice; the first is at {first}"),
        Text("删去其中一行，或改正编号", "remove one of the two rows, or correct its id"),
    ),
    "duplicate-post": Wording(
        "error",
        Text(
            "{person} 在 {unit} 的职务「{post}」从同一天起登记了两次，前一次在 {first}",
            "the post '{post}' of {person} in {unit} begins twice on the same day; the first is at {first}",
        ),
        Text("删去其中一行", "remove one of the two rows"),
    ),
    "overlapping-post": Wording(
        "warning",
        Text(
            "{person} 在 {unit} 的职务「{post}」与 {first} 的任期重叠",
            "the post '{post}' of {person} in {unit} overlaps in time with {first}",
        ),
        Text(
            "写明前一任期的止日，或将两行并为一行",
            "give the earlier one its last day, or make one row of both",
        ),
    ),
    "two-principals": Wording(
        "warning",
        Text(
            "{unit} 同时有两名主要负责人：{other}（{first}）和 {person}",
            "{unit} has two principals at the same time: {other} ({first}) and {person}",
        ),
        Text("写明前任的止日（含当日）", "give the post of the earlier one its last day (that day included)"),
    ),
    "duplicate-delegation": Wording(
        "error",
        Text(
            "{from_person} 对 {to_person} 的同一委托登记了两次，前一次在 {first}",
            "the same delegation from {from_person} to {to_person} is told twice; the first is at {first}",
        ),
        Text("删去其中一行", "remove one of the two rows"),
    ),
    "unknown-unit": Wording(
        "error",
        Text("没有编号为「{id}」的单位", "there is no unit '{id}'"),
        Text(
            "登记该单位，或改正编号（填编号，不填名称）",
            "add the unit or correct the id (the id, not the title)",
        ),
    ),
    "unknown-person": Wording(
        "error",
        Text("没有编号为「{id}」的人员", "there is no person '{id}'"),
        Text(
            "登记该人员，或改正编号（填编号，不填姓名）",
            "add the person or correct the id (the id, not the name)",
        ),
    ),
    "unknown-rank": Wording(
        "warning",
        Text("职级「{rank}」不在职级序列之中", "the rank '{rank}' is not on the scale of ranks"),
        Text("由低到高为：{ranks}", "the scale, ascending: {ranks}"),
    ),
    "circle": Wording(
        "error",
        Text("上级单位成了环：{circle}", "the units above go round in a circle: {circle}"),
        Text(
            "改正其中一个单位的上级；最高一级的单位不填上级",
            "correct one of the parents; the unit at the top has none",
        ),
    ),
    "supervises-itself": Wording(
        "warning",
        Text("单位「{id}」由自己督导", "the unit '{id}' supervises itself"),
        Text("填督导它的督导组的编号，或留空", "name the supervision group, or leave it empty"),
    ),
    "ends-before-start": Wording(
        "error",
        Text("止日 {until} 早于起日 {since}", "the last day {until} is before the first day {since}"),
        Text("改正其中一个日期；起止两日都算在内", "correct one of the dates; both days are included"),
    ),
    "self-delegation": Wording(
        "error",
        Text("{person} 委托给了自己", "{person} delegates to themselves"),
        Text("受托人应为另一人", "name somebody else"),
    ),
}
