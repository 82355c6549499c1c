"""The letters of a phrase made even: widths, spellings of zero, old forms, spaces, numerals.

Ledgers are typed by many hands: ２０１９年, 二○○七年 with U+25CB, 二〇〇七年 with U+3007, 二00七年, 卅日, 「3 个 月」. What
reads the same is made the same here, so that the grammar needs one spelling of everything. Every letter keeps
the place it had in the text, so that what is quoted back is quoted as it was written.
"""

from __future__ import annotations

import re

from msgspec import Struct

_SAME = str.maketrans(
    {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
    | {
        ord(one): other
        for many, other in {
            "○◯〇零": "〇", "兩": "两", "個箇": "个", "內": "内", "後": "后", "時": "时", "間": "间", "週": "周",
            "號": "号", "於": "于", "從": "从", "滿": "满", "屆": "届", "壹": "一", "贰貳": "二", "叁參叄": "三",
            "肆": "四", "伍": "五", "陆": "六", "柒": "七", "捌": "八", "玖": "九", "拾": "十", "佰": "百", "節": "节",
            "國": "国", "慶": "庆", "導": "导", "達": "达", "報": "报", "辦": "办", "結": "结", "則": "则", "爭": "争",
            "長": "长", "堅": "坚", "續": "续", "適": "适", "過": "过", "遲": "迟", "開": "开", "實": "实", "為": "为",
            "—–―─−‐‑‒~〜": "-", "、": "、", "“”„〝〞﹁﹂": '"', "‘’": "'", "〔【［": "(", "〕】］": ")",
        }.items()
        for one in many
    }
)  # fmt: skip
_LONGER = {"廿": "二十", "卅": "三十", "卌": "四十"}
_DIGITS = {one: number for number, one in enumerate("〇一二三四五六七八九")} | {"两": 2}
_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10_000}
_HAN = "〇一二两三四五六七八九十百千万"
_UNIT = r"个|多|余|年|月|日|号|天|周|工作|自然|星期|礼拜|小时|钟头|分|季|旬|时|点|半"
_YEAR = re.compile(
    r"[一二三四五六七八九][〇o0一二三四五六七八九]{3}(?=年)|[〇一二三四五六七八九]{2}(?=年(?:[0-9〇-龥]{1,3}月|底|末|年))"
)
_NUMERAL = re.compile(
    rf"(?<![0-9{_HAN}周拜])(?<!星期)[{_HAN}]{{1,9}}(?={_UNIT}|[-至到、和][0-9{_HAN}]{{1,9}}(?:{_UNIT}))"
)
_ZERO = re.compile(r"(?<=[0-9])o(?=[0-9年月日号])")
"""3O日, with the letter."""
_MOMENT = re.compile(r"([0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2})\s+(?=[0-9]{1,2}:[0-9])")


class Letters(Struct, frozen=True):
    """A text made even, and where each of its letters stood in the original."""

    even: str
    places: tuple[int, ...]
    original: str

    def quoted(self, start: int, end: int) -> str:
        """The original text of the even letters from `start` up to `end`."""
        if start >= end:
            return ""
        after = self.places[end] if end < len(self.places) else len(self.original)
        return self.original[self.places[start] : after].strip()


def letters(text: str) -> Letters:
    """The text made even: half-width, lower case, one spelling, no blanks, numerals with a unit in digits."""
    marked = _MOMENT.sub(lambda found: found[1] + "t" * (len(found[0]) - len(found[1])), text)
    even: list[str] = []
    places: list[int] = []
    for place, one in enumerate(marked):
        for other in _LONGER.get(one, one.translate(_SAME)).lower():
            if not other.isspace() and not 0x200B <= ord(other) <= 0x200F and other != "\ufeff":
                even.append(other)
                places.append(place)
    for pattern in (_YEAR, _NUMERAL):
        even, places = _in_digits(pattern, even, places)
    return Letters(_ZERO.sub("0", "".join(even)), tuple(places), text)


def _in_digits(pattern: re.Pattern[str], even: list[str], places: list[int]) -> tuple[list[str], list[int]]:
    shown: list[str] = []
    kept: list[int] = []
    last = 0
    for found in pattern.finditer("".join(even)):
        amount = number(found[0], by_place=pattern is _YEAR)
        if amount is None:
            continue
        begin, end = found.span()
        digits = str(amount).zfill(len(found[0])) if pattern is _YEAR else str(amount)
        shown += even[last:begin] + list(digits)
        kept += places[last:begin] + [places[begin]] * len(digits)
        last = end
    return shown + even[last:], kept + places[last:]


def number(text: str, by_place: bool = False) -> int | None:
    """The number of digits or of a Chinese numeral; `None` where it is none (「三五」 is "three or five").

    Digits without a scale word are read by their places when there is a zero among them or `by_place`: 三〇 is 30.
    """
    text = text.replace("o", "〇")
    if text.isascii() and text.isdigit():
        return int(text)
    if not any(one in _SCALES for one in text):
        return _by_place(text, by_place)
    total, current = 0, 0
    for one in text:
        if one in _DIGITS:
            if current:
                return None
            current = _DIGITS[one]
        elif one not in _SCALES:
            return None
        elif one == "万":
            total, current = (total + current) * 10_000, 0
        else:
            total, current = total + (current or 1) * _SCALES[one], 0
    return total + current


def _by_place(text: str, by_place: bool) -> int | None:
    digits = [int(one) if one in "0123456789" else _DIGITS.get(one) for one in text]
    if None in digits or (len(digits) > 1 and not by_place and 0 not in digits and len(digits) < 3):
        return None
    return int("".join(map(str, digits)))
