from __future__ import annotations

import re
import string
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.engine.calendars import mainland
from duban.engine.core.days import Day, DayStatus
from duban.engine.core.deadlines import due_of, rung_at
from duban.engine.core.terms import (
    TERM_PROBLEMS,
    Term,
    TermError,
    TermUnit,
    longer,
    offset_text,
    parse_offset,
    parse_term,
    term_text,
)
from duban.engine.core.text import Language

UNITS: list[TermUnit] = ["workdays", "days", "hours", "months", "years"]
terms = st.builds(Term, st.integers(1, 100), st.sampled_from(UNITS))
languages = st.sampled_from(["zh", "en"])


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("10 workdays", Term(10, "workdays")),
        ("1 workday", Term(1, "workdays")),
        ("20 days", Term(20, "days")),
        ("36 hours", Term(36, "hours")),
        ("2 months", Term(2, "months")),
        ("1 year", Term(1, "years")),
        ("10个工作日", Term(10, "workdays")),
        ("20个自然日", Term(20, "days")),
        ("36小时", Term(36, "hours")),
        ("36个小时", Term(36, "hours")),
        ("2个月", Term(2, "months")),
        ("1年", Term(1, "years")),
        ("１０个工作日", Term(10, "workdays")),
        ("　10　个工作日 ", Term(10, "workdays")),
        (" 10  Workdays", Term(10, "workdays")),
        ("10000 hours", Term(10_000, "hours")),
        ("100年", Term(100, "years")),
    ],
)
def test_term_is_read(text: str, term: Term) -> None:
    """English and Chinese spellings are read, whatever the width of digits and spaces."""
    assert parse_term(text) == term


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "term-empty"),
        ("　 ", "term-empty"),
        ("5天", "term-bare-days"),
        ("5日", "term-bare-days"),
        ("５ 日内", "term-bare-days"),
        ("五日", "term-bare-days"),
        ("十五天", "term-bare-days"),
        ("P5D", "term-iso-duration"),
        ("PT36H", "term-iso-duration"),
        ("5", "term-no-unit"),
        ("2月", "term-month-of-year"),
        ("2周", "term-unknown-unit"),
        ("2 weeks", "term-unknown-unit"),
        ("10 working days", "term-unknown-unit"),
        ("1.5 days", "term-not-whole"),
        ("二十个工作日", "term-chinese-numeral"),
        ("0 days", "term-not-positive"),
        ("-3 workdays", "term-not-positive"),
        ("10001 workdays", "term-too-long"),
        ("9" * 5000 + " days", "term-too-long"),
        ("101 years", "term-too-long"),
        ("soon", "term-unreadable"),
        ("一百个工作日", "term-unreadable"),
        ("٣ days", "term-unreadable"),
        ("3 workdays 2 hours", "term-unreadable"),
    ],
)
def test_what_is_no_term_is_refused_with_its_reason(text: str, code: str) -> None:
    """Every text that is no term is refused under the code that says why."""
    with pytest.raises(TermError) as caught:
        parse_term(text)
    assert caught.value.code == code


def test_bare_days_are_refused_with_both_laws_and_both_ways_out() -> None:
    """The refusal of `5日` names 行政复议法 Art. 88, the Civil Code, and the two ways to write it."""
    with pytest.raises(TermError) as caught:
        parse_term("5日")
    words = caught.value.say("zh")
    assert all(part in words for part in ("行政复议法第八十八条", "民法典", "「5个工作日」", "「5个自然日」"))
    words = caught.value.say("en")
    assert all(
        part in words for part in ("行政复议法 Art. 88", "民法典 Art. 201", "`5 workdays`", "`5 days`")
    )


def test_chinese_numeral_is_answered_with_its_digits() -> None:
    """A number in Chinese characters is refused with the term as it must be written."""
    for text, written in {"十个工作日": "10个工作日", "二十个自然日": "20个自然日", "三十六小时": "36小时",
                          "两个月": "2个月", "一年": "1年", "十五个工作日": "15个工作日"}.items():  # fmt: skip
        with pytest.raises(TermError) as caught:
            parse_term(text)
        assert f"「{written}」" in caught.value.say("zh")
        parse_term(written)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    "text", ["", "5天", "P5D", "5", "2月", "2周", "1.5 days", "十个工作日", "0 days", "101 years", "x" * 9999]
)
def test_a_refusal_is_worded_without_gaps(text: str, language: Language) -> None:
    """Both wordings of a refusal have every place filled, and stay short whatever was typed."""
    with pytest.raises(TermError) as caught:
        parse_term(text)
    words = caught.value.say(language)
    assert "{" not in words
    assert len(words) < 500


def test_every_problem_has_the_same_places_in_both_languages() -> None:
    """Chinese and English of a message speak of the same values."""
    for message, hint in TERM_PROBLEMS.values():
        for text in (message, hint):
            assert set(re.findall(r"{\w+}", text.zh)) == set(re.findall(r"{\w+}", text.en)), text


@given(
    st.one_of(
        st.text(max_size=30), st.text("0123456789 .-+pPtT日天个工作月年内前后到期daysworkh", max_size=20)
    )
)
def test_any_text_is_a_term_or_a_worded_refusal(text: str) -> None:
    """No text does anything but give a term or a `TermError` with a code of the catalogue."""
    for read in (parse_term, parse_offset):
        try:
            read(text)
        except TermError as error:
            assert error.code in TERM_PROBLEMS
            assert "{" not in error.say("zh").replace(text.strip(), "").replace(
                str(error.values.get("unit")), ""
            )


@given(terms, languages)
def test_a_term_is_read_back_as_it_is_written(term: Term, language: Language) -> None:
    """`parse_term` reads what `term_text` writes, in both languages."""
    assert parse_term(term_text(term, language)) == term


@given(terms, st.booleans(), languages)
def test_an_offset_is_read_back_as_it_is_written(term: Term, after: bool, language: Language) -> None:
    """`parse_offset` reads what `offset_text` writes, in both languages."""
    assert parse_offset(offset_text(term, after, language)) == (term, after)


@pytest.mark.parametrize(
    ("text", "term", "after"),
    [
        ("1 workday before", Term(1, "workdays"), False),
        ("3 workdays after", Term(3, "workdays"), True),
        ("到期前1个工作日", Term(1, "workdays"), False),
        ("到期后３个工作日", Term(3, "workdays"), True),
        ("到期前 24 小时", Term(24, "hours"), False),
        ("0 workdays after", Term(0, "workdays"), True),
    ],
)
def test_offset_is_read(text: str, term: Term, after: bool) -> None:
    """A time before or after the last day is read in both languages; zero is the end itself."""
    assert parse_offset(text) == (term, after)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "term-empty"),
        ("3 workdays", "offset-no-side"),
        ("before", "offset-unreadable"),
        ("到期", "offset-unreadable"),
        ("到期前5天", "term-bare-days"),
        ("5 before", "term-no-unit"),
        ("-1 days after", "term-not-positive"),
    ],
)
def test_what_is_no_offset_is_refused_with_its_reason(text: str, code: str) -> None:
    """A text that names no side, or no term, is refused under the code that says why."""
    with pytest.raises(TermError) as caught:
        parse_offset(text)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("term", "reminder", "certain"),
    [
        ("5 workdays", "5 workdays", True),
        ("5 workdays", "4 workdays", False),
        ("20 days", "1 month", True),
        ("28 days", "1 month", True),
        ("29 days", "1 month", False),
        ("10 days", "10 workdays", True),
        ("10 workdays", "20 days", False),
        ("5 workdays", "1 month", True),
        ("12 months", "1 year", True),
        ("1 year", "11 months", False),
        ("36 hours", "1 day", False),
        ("36 hours", "2 days", True),
        ("1 day", "24 hours", False),
        ("1 day", "49 hours", True),
    ],
)
def test_longer_answers_where_the_bounds_leave_no_doubt(term: str, reminder: str, certain: bool) -> None:
    """`longer(term, reminder)` is true where the reminder certainly is not shorter than the term."""
    assert longer(parse_term(term), parse_term(reminder)) is certain


class EveryDayWorked:
    """A calendar without days off, in which nothing rolls."""

    version = "every-day"

    def day(self, date: date) -> Day:
        return Day(date, True, "workday", "announced")

    def year_status(self, year: int) -> DayStatus:
        return "announced"


@given(
    st.builds(Term, st.integers(1, 60), st.sampled_from(UNITS[:4])),
    st.builds(Term, st.integers(1, 120), st.sampled_from(UNITS[:4])),
    st.datetimes(datetime(2004, 1, 2), datetime(2026, 6, 1)),
)
def test_a_reminder_that_is_certainly_not_shorter_never_has_its_day(
    term: Term, reminder: Term, start: datetime
) -> None:
    """Where `longer` says so, the reminder would fall before the term begins, in any year known."""
    start = start.replace(tzinfo=UTC)
    counting = (
        mainland() if term.unit == "workdays" else EveryDayWorked()
    )  # `longer` speaks of unrolled terms
    rung = rung_at(due_of(term, start, UTC, counting), reminder, False, UTC, mainland())
    if longer(term, reminder):
        assert rung <= start


def test_bounds_of_months_hold_for_every_day() -> None:
    """So many months are never fewer and never more days than `longer` takes them for."""
    calendar = EveryDayWorked()
    for months in (1, 2, 3, 6, 7, 12, 13, 48):
        lengths = set()
        for shift in range(4 * 366):
            start = datetime(2022, 1, 1, tzinfo=UTC) + timedelta(days=shift)
            last = due_of(Term(months, "months"), start, UTC, calendar).last_day
            lengths.add((last - start.date()).days)
        assert not longer(Term(min(lengths) + 1, "days"), Term(months, "months"))
        assert not longer(Term(months, "months"), Term(max(lengths) - 1, "days"))


def test_letters_around_a_number_are_not_swallowed() -> None:
    """A unit is known in full or not at all."""
    for letter in string.ascii_lowercase:
        if letter != "s":
            with pytest.raises(TermError):
                parse_term(f"3 day{letter}")
