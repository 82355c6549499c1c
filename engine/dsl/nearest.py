"""The known word that was probably meant."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice, takewhile

from ..core.text import Text

_SHOWN = 12
_COMPARED = 300
"""With more names than this the one meant may be missed; comparing all of them would take too long."""


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word closest to this one, when it is close enough to be meant."""
    plain = _plain(word)
    best: tuple[int, int, str] | None = None
    for candidate in known:
        other = _plain(candidate)
        # Of words as close the one that begins alike for longer: `statu` is `status` cut short, not `state`.
        distance = (_distance(plain, other), -_alike(plain, other))
        if best is None or distance < best[:2]:
            best = (*distance, candidate)
    if best is None or best[0] > max(1, len(plain) // 3):
        return None
    return best[2]


def suggestion(word: str, known: Iterable[str]) -> Text:
    """A sentence for a hint: the word probably meant, else the words there are."""
    words = list(islice(dict.fromkeys(known), _COMPARED))
    meant = nearest(word, words)
    if meant is not None:
        return Text(f"是否想写「{meant}」？", f'Did you mean "{meant}"?')
    if not words:
        return Text("这里还没有可用的名称。", "There is none to choose from here.")
    shown = words[:_SHOWN]
    more_zh, more_en = ("等", " and others") if len(words) > _SHOWN else ("", "")
    return Text(f"可用的有：{'、'.join(shown)}{more_zh}。", f"Known: {', '.join(shown)}{more_en}.")


def _plain(word: str) -> str:
    return word.strip().lower().replace("_", "-")[:64]


def _alike(left: str, right: str) -> int:
    """How many letters both begin with."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(left, right, strict=False)))


def _distance(left: str, right: str) -> int:
    """Insertions, deletions, replacements and swaps of neighbours that turn one into the other."""
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        before, last, row = row, before, [i]
        for j, b in enumerate(right, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]
