"""What can be wrong with the words of a guard, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from ...core.text import Language, Text

MOST_CHARACTERS = 2_000
MOST_TOKENS = 400
MOST_DEPTH = 24
MOST_DIGITS = 30
"""The limits of a guard: with them, parsing and evaluating are linear and never run out of stack."""


class Problem(Struct, frozen=True):
    """One thing wrong with a guard.

    `column` counts characters of the guard's text from 1, `length` is at least 1. Worded by `PROBLEMS[code]`.
    """

    code: str
    column: int
    length: int
    values: Mapping[str, object]

    def message(self, language: Language) -> str:
        """What is wrong."""
        return PROBLEMS[self.code][0].say(language, self.values)

    def hint(self, language: Language) -> str:
        """The way out."""
        return PROBLEMS[self.code][1].say(language, self.values)


PROBLEMS: dict[str, tuple[Text, Text]] = {
    "guard-too-long": (
        Text(
            "条件有 {got} 个{what}，最多 {most} 个", "the guard has {got} {what}, at most {most} are allowed"
        ),
        Text("请拆成几个条件，列在 when 之下", "split it into several conditions under `when`"),
    ),
    "guard-too-deep": (
        Text("条件嵌套超过 {most} 层", "the guard is nested more than {most} levels deep"),
        Text("请拆成几个条件，列在 when 之下", "split it into several conditions under `when`"),
    ),
    "guard-empty": (
        Text("条件是空的", "the guard is empty"),
        Text("请写出条件，例如 open_objections == 0", "write a condition, such as open_objections == 0"),
    ),
    "guard-character": (
        Text("条件里不能用字符「{got}」", "the character {got} has no meaning in a guard"),
        Text("请改写为 {better}", "write {better} instead"),
    ),
    "guard-syntax": (
        Text("此处应为{wanted}，却是 {got}", "expected {wanted} here, found {got}"),
        Text("请检查 {got} 前后的写法", "check the spelling around {got}"),
    ),
    "guard-operator": (
        Text("没有运算符 {got}", "there is no operator {got}"),
        Text("请改用 {better}", "use {better} instead"),
    ),
    "guard-text": (
        Text("文字常量有误：{got}", "the text literal is wrong: {got}"),
        Text(
            "文字须用引号括起并在同一行结束；转义只有 \\\\ \\\" \\' \\n \\r \\t \\uXXXX",
            "close the text with the quote it began with, on the same line; "
            "the escapes are \\\\ \\\" \\' \\n \\r \\t \\uXXXX",
        ),
    ),
    "guard-number": (
        Text("数字写法有误：{got}", "the number is wrong: {got}"),
        Text(
            "数字写成 80 或 0.80，最多 {most} 位；不用指数、单位和千分号",
            "write a number as 80 or 0.80 with at most {most} digits; no exponent, unit or separator",
        ),
    ),
    "guard-date": (
        Text("「{got}」不是日期", "{got} is not a date"),
        Text('请写成 date("2014-08-01")', 'write it as date("2014-08-01")'),
    ),
    "guard-unknown-name": (
        Text("没有名为 {got} 的数据", "there is no datum called {got}"),
        Text(
            "最接近的是 {nearest}；数据在 data 下声明",
            "the nearest is {nearest}; data are declared under `data`",
        ),
    ),
    "guard-unknown-field": (
        Text("{record} 没有字段 {got}", "{record} has no field {got}"),
        Text("最接近的是 {nearest}", "the nearest is {nearest}"),
    ),
    "guard-no-countersign": (
        Text("{got} 只在有会签的状态里可用", "{got} exists only in a state with a countersignature"),
        Text("请把条件移到有 countersign 的状态", "move the condition to a state that has a `countersign`"),
    ),
    "guard-no-ballot": (
        Text("{got} 只在有表决的状态里可用", "{got} exists only in a state with a ballot"),
        Text("请把条件移到有 ballot 的状态", "move the condition to a state that has a `ballot`"),
    ),
    "guard-no-null": (
        Text("条件里没有 null", "there is no null in a guard"),
        Text("问是否已填写，请用 has(名称)", "use has(name) to ask whether something was filled in"),
    ),
    "guard-unknown-function": (
        Text("没有函数 {got}", "there is no function {got}"),
        Text(
            "最接近的写法是 {nearest}；函数只有 {known}",
            "the nearest is {nearest}; the functions are {known}",
        ),
    ),
    "guard-arguments": (
        Text("{function} 的参数个数不对：{got}", "{function} was given {got} arguments"),
        Text("写法是 {usage}", "it is written {usage}"),
    ),
    "guard-type": (
        Text("{place} 应为 {wanted}，却是 {got}", "{place} takes {wanted}, but this is {got}"),
        Text("请换成类型为 {wanted} 的内容", "put something of type {wanted} here"),
    ),
    "guard-types-differ": (
        Text(
            "{place} 两边的类型不同：{left} 与 {right}",
            "the sides of {place} differ in type: {left} and {right}",
        ),
        Text("请让两边是同一类型", "give both sides the same type"),
    ),
    "guard-not-comparable": (
        Text("{got} 之间不能用 {place} 比较", "values of type {got} cannot be compared by {place}"),
        Text(
            "请比较其中的字段，或用 size、covers、count",
            "compare a field of it, or use size, covers or count",
        ),
    ),
    "guard-not-bool": (
        Text("条件的结果应为 bool（是或否），却是 {got}", "a guard must come to a bool, but this is {got}"),
        Text("请写成比较，例如 {example}", "make it a comparison, such as {example}"),
    ),
    "guard-has": (
        Text("has 只能问一项数据", "has can only ask for a datum"),
        Text("写法是 has(名称) 或 has(记录.字段)", "write has(name) or has(record.field)"),
    ),
    "guard-list-mixed": (
        Text(
            "列表里的类型不一：{left} 与 {right}", "the items of the list differ in type: {left} and {right}"
        ),
        Text("列表的各项须为同一类型", "give all items of a list the same type"),
    ),
    "guard-not-in-enumeration": (
        Text("{enumeration} 里没有「{got}」", "{enumeration} has no value {got}"),
        Text("最接近的是 {nearest}", "the nearest is {nearest}"),
    ),
    "guard-nothing-in-common": (
        Text(
            "{left} 与 {right} 没有共同的值，{place} 永不成立",
            "{left} and {right} share no value: {place} can never hold",
        ),
        Text("请检查枚举是否写错", "check that the right enumeration is named"),
    ),
    "guard-cannot-cover": (
        Text(
            "{field} 的类型是 {left}，不可能出现 {missing}", "{field} is a {left} and can never be {missing}"
        ),
        Text("请检查枚举是否写错", "check that the right enumeration is named"),
    ),
}
"""Message and hint of every code."""
