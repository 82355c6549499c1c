"""A length of time as people write it: `10 workdays`, `20个自然日`, `36 hours`.

A term always names what it counts. A bare `5天` or `5日` is refused unless the law that governs it is named
(`laws.py`): 行政复议法 Art. 88 means workdays by 「五日」,
the Civil Code (民法典 Art. 201) counts natural days, and nobody can tell from the words which was meant.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Literal

from msgspec import Struct

from .text import Language, Text

TermUnit = Literal["workdays", "days", "hours", "months", "years", "workhours"]
Bare = Callable[[int], TermUnit]
"""What a law means by so many bare days (日)."""

MOST = 10_000
"""The largest amount a term may have, of any unit but years."""
MOST_YEARS = 100
"""The largest amount of years."""


class Term(Struct, frozen=True):
    """So many workdays, natural days, hours, months, years or working hours (hours of business)."""

    amount: int
    unit: TermUnit


class TermError(ValueError):
    """A text that is no term.

    `code` is a key of `TERM_PROBLEMS`; `values` fill the places of its message and hint.
    """

    def __init__(self, code: str, values: Mapping[str, object]) -> None:
        """Keep code and values; the words are made when read."""
        self.code = code
        self.values = dict(values)
        super().__init__(self.say("en"))

    def say(self, language: Language) -> str:
        """The message and the hint, in the reader's language."""
        return ("" if language == "zh" else " ").join(
            one.say(language, self.values) for one in TERM_PROBLEMS[self.code]
        )


_FORMS = Text(
    "请写成：10个工作日、20个自然日、36小时、2个月、1年，或 10 workdays、20 days、36 hours、2 months、1 year。",
    "Write 10 workdays, 20 days, 36 hours, 2 months or 1 year, or 10个工作日, 20个自然日, 36小时, 2个月, 1年.",
)
_SIDES = Text(
    "请写成：到期前1个工作日、到期后3个工作日，或 1 workday before、3 workdays after。",
    "Write 1 workday before or 3 workdays after, or 到期前1个工作日, 到期后3个工作日.",
)

TERM_PROBLEMS: dict[str, tuple[Text, Text]] = {
    "term-empty": (Text("没有写期限。", "The term is empty."), _FORMS),
    "term-bare-days": (
        Text(
            "「{text}」没有说明是工作日还是自然日：行政复议法第八十八条中的“五日”等指工作日，"
            "民法典第二百零一条按自然日计算。",
            "`{text}` does not say which days: in 行政复议法 Art. 88 五日 and the like are workdays, while the Civil "
            "Code (民法典 Art. 201) counts natural days.",
        ),
        Text(
            "请写成「{amount}个工作日」或「{amount}个自然日」。",
            "Write `{amount} workdays` (or {amount}个工作日), or `{amount} days` for natural days "
            "(or {amount}个自然日).",
        ),
    ),
    "term-iso-duration": (
        Text(
            "「{text}」是 ISO 8601 时长，其中的 D 不区分工作日与自然日（行政复议法第八十八条、民法典第二百零一条）。",
            "`{text}` is an ISO 8601 duration; its D cannot tell workdays (行政复议法 Art. 88) from natural days "
            "(民法典 Art. 201).",
        ),
        _FORMS,
    ),
    "term-no-unit": (
        Text("「{text}」没有单位。", "`{text}` has no unit."),
        Text(
            "请写明单位，例如「{amount}个工作日」或「{amount}个自然日」。",
            "Say what is counted, for example `{amount} workdays` or `{amount} days` (natural days).",
        ),
    ),
    "term-month-of-year": (
        Text("「{text}」是月份，不是期限。", "`{text}` names a month of the year, not a length of time."),
        Text("请写成「{amount}个月」。", "Write `{amount}个月` or `{amount} months`."),
    ),
    "term-unknown-unit": (
        Text("「{text}」的单位「{unit}」无法识别。", "The unit `{unit}` of `{text}` is not known."),
        _FORMS,
    ),
    "term-not-whole": (
        Text("「{text}」不是整数。", "`{text}` is not a whole number of units."),
        Text("请用更小的单位写整数，例如「36小时」。", "Use a smaller unit, for example `36 hours`."),
    ),
    "term-chinese-numeral": (
        Text("「{text}」用了汉字数字。", "`{text}` has its number in Chinese characters."),
        Text("请用阿拉伯数字：「{digits}」。", "Write the number in digits: {digits}."),
    ),
    "term-not-positive": (
        Text("「{text}」不大于零。", "`{text}` is not more than zero."),
        Text("期限至少为 1。", "A term is at least 1."),
    ),
    "term-too-long": (
        Text("「{text}」过长：最多 {most}。", "`{text}` is too long: at most {most}."),
        Text("请改短，或改用固定日期。", "Shorten it, or give a date instead."),
    ),
    "term-unreadable": (Text("「{text}」不是期限。", "`{text}` is not a term."), _FORMS),
    "offset-no-side": (
        Text("「{text}」没有说明是到期前还是到期后。", "`{text}` does not say before or after the last day."),
        _SIDES,
    ),
    "offset-unreadable": (
        Text("「{text}」不是到期前后的时间。", "`{text}` is not a time before or after the last day."),
        _SIDES,
    ),
}
"""Every code of a `TermError` with its message and its hint."""

_ENGLISH: dict[str, TermUnit] = {
    "workday": "workdays", "workdays": "workdays", "day": "days", "days": "days", "hour": "hours",
    "hours": "hours", "month": "months", "months": "months", "year": "years", "years": "years",
    "workhour": "workhours", "workhours": "workhours",
}  # fmt: skip
_CHINESE: dict[str, TermUnit] = {
    "个工作日": "workdays", "工作日": "workdays", "个自然日": "days", "自然日": "days", "小时": "hours",
    "个小时": "hours", "个月": "months", "年": "years", "个工作小时": "workhours", "工作小时": "workhours",
}  # fmt: skip
_WORDS: dict[TermUnit, tuple[str, str]] = {
    "workdays": ("个工作日", "workday"), "days": ("个自然日", "day"), "hours": ("小时", "hour"),
    "months": ("个月", "month"), "years": ("年", "year"), "workhours": ("个工作小时", "workhour"),
}  # fmt: skip

_NUMBER = re.compile(r"([+-]?)([0-9]+)([.,][0-9]+)? *([^0-9]*)")
_ISO = re.compile(r"p(?=t?[0-9])[0-9ymwdths.]+")
_HAN = re.compile(r"([一二两三四五六七八九]?)(十?)([一二三四五六七八九]?)([^0-9零〇百千万半]+)")
_HAN_DIGITS = {"": 0, "两": 2} | {word: number for number, word in enumerate("一二三四五六七八九", 1)}
_BARE = ("天", "日", "个天", "个日")
_BEFORE_AFTER = re.compile(r"(.*?) +(before|after)")
_EXPIRY = re.compile(r"到期 *(前|后)(.*)")
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_SHOWN = 60


def parse_term(text: str, bare: Bare | None = None) -> Term:
    """Read a term: `10 workdays`, `1 year`, `10个工作日`, `20个自然日`, `36小时`, `8个工作小时`.

    Spaces around and before the unit, full-width digits and capitals are let pass. `bare` is what the
    governing law means by 日; with it `5日` and `5天` are read too.

    Raises:
        TermError: the text is no term; the code says why.
    """
    return _term(_plain(text), _shown(text), 1, bare)


def parse_offset(text: str) -> tuple[Term, bool]:
    """Read a time relative to the end of a term; true is after it.

    `1 workday before`, `3 workdays after`, `到期前1个工作日`, `到期后3个工作日`. An amount of zero is the end itself.

    Raises:
        TermError: the text is no such time; the code says why.
    """
    plain, shown = _plain(text), _shown(text)
    if found := _BEFORE_AFTER.fullmatch(plain):
        term, after = found[1], found[2] == "after"
    elif found := _EXPIRY.fullmatch(plain):
        term, after = found[2].strip(), found[1] == "后"
    elif not plain:
        raise TermError("term-empty", {})
    else:
        code = "offset-no-side" if _NUMBER.fullmatch(plain) else "offset-unreadable"
        raise TermError(code, {"text": shown})
    return _term(term, shown, 0, None), after


def term_text(term: Term, language: Language) -> str:
    """The term as it is written: `1 workday`, `10个工作日`; `parse_term` reads it back."""
    chinese, english = _WORDS[term.unit]
    if language == "zh":
        return f"{term.amount}{chinese}"
    return f"{term.amount} {english}{'' if term.amount == 1 else 's'}"


def offset_text(term: Term, after: bool, language: Language) -> str:
    """The offset as it is written: `1 workday before`, `到期前1个工作日`; `parse_offset` reads it back."""
    words = term_text(term, language)
    if language == "zh":
        return f"到期{'后' if after else '前'}{words}"
    return f"{words} {'after' if after else 'before'}"


def longer(a: Term, b: Term) -> bool:
    """Whether `b` is certainly not shorter than `a`: a reminder `b` before the end of `a` never has its day.

    The same unit compares by amount (a year is twelve months). Across units it is true only where the bounds
    below leave no doubt; false may mean either. Bounds in natural days, before any roll-forward:

    * n workdays: n to 2n + 14 (the longest break, ten days off, and the weekends between);
    * n months: 365n/12 - 2 to 366n/12 + 1, rounded outwards; n years: as 12n months;
    * working hours against another unit: no bound, for business hours differ;
    * against hours: n days before lies at least 24n - 1 hours before the end, and a term of at most n days
      runs at most 24(n + 1) + 1 hours (the rest of its first day, an hour for summer time).
    """
    a, b = _in_months(a), _in_months(b)
    if a.unit == b.unit:
        return b.amount >= a.amount
    if "workhours" in (a.unit, b.unit):
        return False
    if b.unit == "hours":
        return b.amount >= 24 * (_most_days(a) + 1) + 1
    if a.unit == "hours":
        return 24 * _least_days(b) - 1 >= a.amount
    return _least_days(b) >= _most_days(a)


def _in_months(term: Term) -> Term:
    return Term(term.amount * 12, "months") if term.unit == "years" else term


def _least_days(term: Term) -> int:
    return 365 * term.amount // 12 - 2 if term.unit == "months" else term.amount


def _most_days(term: Term) -> int:
    if term.unit == "months":
        return -(-366 * term.amount // 12) + 1
    return 2 * term.amount + 14 if term.unit == "workdays" else term.amount


def _term(plain: str, shown: str, least: int, bare: Bare | None) -> Term:
    if not plain:
        raise TermError("term-empty", {})
    found = _NUMBER.fullmatch(plain)
    if not found:
        raise _unreadable(plain, shown, bare)
    sign, digits, fraction, word = found.groups()
    unit = _ENGLISH.get(word) or _CHINESE.get(word)
    values: dict[str, object] = {
        "text": shown,
        "amount": digits.lstrip("0")[:_SHOWN] or "0",
        "unit": _shown(word),
    }
    if unit is None and bare is not None and word.removesuffix("内") in _BARE:
        unit = bare(int(digits[:9]))
    if unit is None:
        raise TermError(_why_no_unit(word), values)
    if fraction:
        raise TermError("term-not-whole", values)
    most = MOST_YEARS if unit == "years" else MOST
    values["most"] = Text(term_text(Term(most, unit), "zh"), term_text(Term(most, unit), "en"))
    amount = int(digits) if len(digits) <= 9 else most + 1
    if sign == "-" or amount < least:
        raise TermError("term-not-positive", values)
    if amount > most:
        raise TermError("term-too-long", values)
    return Term(amount, unit)


def _unreadable(plain: str, shown: str, bare: Bare | None) -> TermError:
    if _ISO.fullmatch(plain):
        return TermError("term-iso-duration", {"text": shown})
    found = _HAN.fullmatch(plain)
    if found and (found[1] or found[2]):
        digits = f"{_han_number(found[1], found[2], found[3])}{found[4]}"
        try:
            parse_term(digits, bare)
        except TermError as error:  # 「五日」 is first of all a bare 5日
            return TermError(error.code, error.values | {"text": shown})
        return TermError("term-chinese-numeral", {"text": shown, "digits": digits})
    return TermError("term-unreadable", {"text": shown})


def _han_number(tens: str, ten: str, ones: str) -> int:
    if not ten:
        return _HAN_DIGITS[tens]
    return (_HAN_DIGITS[tens] or 1) * 10 + _HAN_DIGITS[ones]


def _why_no_unit(word: str) -> str:
    if not word:
        return "term-no-unit"
    if word.removesuffix("内") in _BARE:
        return "term-bare-days"
    return "term-month-of-year" if word == "月" else "term-unknown-unit"


def _plain(text: str) -> str:
    return " ".join(text.translate(_HALF_WIDTH).casefold().split())


def _shown(text: str) -> str:
    text = text.strip()
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
