"""Whatever is typed is read, quickly, and never fails."""

from __future__ import annotations

from datetime import date
from random import Random
from time import thread_time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from duban.engine.calendars import mainland
from duban.engine.core.phrases import LONGEST, read_phrase
from support.more_phrases import MORE
from support.phrase_table import LEDGER_TOLD, rows

ZONE = ZoneInfo("Asia/Shanghai")
LETTERS = (
    "0123456789一二三十百千万零〇○年月日号天周旬季度半个工作自然日内前后之底末初至到-/~.:：，、；。（）()“” "
    "每逢次起自收截止不超过得少于小时分钟"
    "上中下本今明ａ０xT\n\t\u3000\U0001f600\u202e"
)
PHRASES = [row.phrase for row in (*rows(LEDGER_TOLD), *rows(MORE))]
DAYS = [None, date(2019, 5, 6), date(2027, 1, 3), date.min, date.max]
SLOWEST = 0.010
"""Seconds of work that any text may take; waiting for a busy machine is not work."""


def timed(text: str, since: date | None, written: date | None) -> float:
    """Seconds of reading, the quickest of a few: a cold cache is not what is measured."""
    best = 1.0
    for _ in range(6):
        begin = thread_time()
        reading = read_phrase(text, since=since, written=written, zone=ZONE, calendar=mainland())
        best = min(best, thread_time() - begin)
        assert reading.text == text
        assert reading.kind not in ("ambiguous", "incomplete") or reading.missing
        if best < SLOWEST:
            break
    return best


def mutated(chance: Random) -> str:
    """A phrase with letters lost, doubled and mixed, now and then with another one inside."""
    letters = list(chance.choice(PHRASES))
    for _ in range(chance.randint(1, 6)):
        place = chance.randrange(len(letters) + 1)
        what = chance.random()
        if what < 0.35:
            letters[place:place] = chance.choice(LETTERS)
        elif what < 0.6:
            del letters[place : place + 1]
        elif what < 0.85:
            letters[place : place + 1] = chance.choice(LETTERS)
        else:
            letters[place:place] = chance.choice(PHRASES)
    return "".join(letters)


@pytest.fixture(autouse=True, scope="module")
def _years() -> None:
    """The calendar builds a year when first asked; that is not what is measured."""
    for year in range(2004, 2051):
        mainland().year(year)


@pytest.mark.slow
def test_ten_thousand_texts_are_read_in_time() -> None:
    """Mutations of real phrases and letters at random: none fails, none takes over 10 ms."""
    chance = Random(20260101)
    texts = [mutated(chance) for _ in range(7_000)]
    texts += ["".join(chance.choices(LETTERS, k=chance.randint(0, 80))) for _ in range(3_000)]
    slow = [text for text in texts if timed(text, chance.choice(DAYS), chance.choice(DAYS)) > SLOWEST]
    assert slow == []


@pytest.mark.parametrize(
    "unit",
    ["1月", "1", "每", "每年1月1日", "自", "起", "、6月", "1-", "(", "5个工作日", "一", "十", "9999年", "次日", "年", "每月5日、",
     "不得超过",
     "1000个工作日内", "2019年1月1日至", "规定时限", "结束前", "a", " ", "\0"],
)  # fmt: skip
def test_a_text_of_one_thing_over_and_over_is_read_in_time(unit: str) -> None:
    """No pattern runs away, at the longest length that is read and at far more."""
    assert timed((unit * LONGEST)[:LONGEST], date(2019, 5, 6), date(2019, 3, 1)) < SLOWEST
    assert timed(unit * 50_000, date(2019, 5, 6), date(2019, 3, 1)) < SLOWEST


@settings(max_examples=400, deadline=None)
@given(
    text=st.text(alphabet=LETTERS, max_size=120) | st.text(max_size=60),
    since=st.none() | st.dates() | st.datetimes(),
    written=st.none() | st.dates() | st.datetimes(),
)
@example(text="1个工作日前", since=date.min, written=None)
@example(text="99年内", since=date.max, written=date.max)
@example(text="下周五前", since=None, written=date.max)
def test_any_text_is_read(text: str, since: date | None, written: date | None) -> None:
    """Any text, any days: an answer in both languages, and never an exception."""
    reading = read_phrase(text, since=since, written=written, zone=ZONE, calendar=mainland())
    for language in ("zh", "en"):
        assert reading.json(language)["text"] == text
