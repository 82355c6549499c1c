"""Why a guard does not hold, as codes and values, and their words."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from ..text import Language, Text


class Reason(Struct, frozen=True):
    """One atomic condition that keeps a guard from being true.

    `values` holds texts and lists of texts only, fit for JSON. Every code has `condition`, the words of
    the condition as it would have to hold, and `names`, the full names of the data it depends on. A code that ends
    in `-or` has `alternatives`: other conditions of the guard, any of which would do instead.
    """

    code: str
    values: Mapping[str, object]

    def message(self, language: Language) -> str:
        """What is not met, with its present value."""
        return REASONS[self.code][0].say(language, self.values)

    def hint(self, language: Language) -> str:
        """What would change it."""
        return REASONS[self.code][1].say(language, self.values)


_PLAIN: dict[str, tuple[Text, Text]] = {
    "guard-not-met": (
        Text(
            "条件 {condition} 不满足：{name} 现为 {value}",
            "the condition {condition} does not hold: {name} is now {value}",
        ),
        Text("须使 {condition} 成立，这取决于 {names}", "make {condition} hold; it depends on {names}"),
    ),
    "guard-not-met-several": (
        Text(
            "条件 {condition} 不满足：现在 {present}",
            "the condition {condition} does not hold: now {present}",
        ),
        Text("须使 {condition} 成立，这取决于 {names}", "make {condition} hold; it depends on {names}"),
    ),
    "guard-never": (
        Text("条件 {condition} 永不成立", "the condition {condition} can never hold"),
        Text("请改正流程定义中的这一条件", "correct this condition in the definition of the workflow"),
    ),
    "guard-absent": (
        Text(
            "条件 {condition} 尚无法判断：缺少 {absent}",
            "the condition {condition} cannot be decided yet: {absent} is missing",
        ),
        Text("请先填写 {absent}", "fill in {absent} first"),
    ),
    "guard-not-given": (
        Text(
            "条件 {condition} 不满足：{name} 尚未填写",
            "the condition {condition} does not hold: {name} is not filled in yet",
        ),
        Text("请先填写 {name}", "fill in {name} first"),
    ),
    "guard-unreadable": (
        Text(
            "条件 {condition} 无法判断：{unreadable} 的内容不符合声明的类型",
            "the condition {condition} cannot be decided: {unreadable} is not of its declared type",
        ),
        Text("请按声明的类型重新填写 {unreadable}", "fill in {unreadable} again, as its type says"),
    ),
    "guard-not-covered": (
        Text(
            "条件 {condition} 不满足：{name} 还缺 {missing}",
            "the condition {condition} does not hold: {name} still lacks {missing}",
        ),
        Text("请在 {names} 中补上 {missing}", "add {missing} to {names}"),
    ),
    "guard-not-filled": (
        Text(
            "条件 {condition} 不满足：第 {rows} 条没有填写 {name}",
            "the condition {condition} does not hold: {name} is missing in rows {rows}",
        ),
        Text("请在 {names} 第 {rows} 条中填写", "fill it in, in rows {rows} of {names}"),
    ),
}


def _or(hint: Text) -> Text:
    return Text(hint.zh + "；或者使 {alternatives} 成立", hint.en + "; or make {alternatives} hold instead")


REASONS: dict[str, tuple[Text, Text]] = _PLAIN | {
    f"{code}-or": (message, _or(hint)) for code, (message, hint) in _PLAIN.items()
}
"""Message and hint of every code."""
