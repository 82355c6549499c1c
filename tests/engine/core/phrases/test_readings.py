"""What phrases read as: the table, their spellings, and that nothing is guessed."""

from __future__ import annotations

import itertools
import json
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from ruamel.yaml import YAML

from duban.engine.calendars import mainland
from duban.engine.core.phrases import Between, Counted, Reading, Recurrence, read_phrase
from duban.engine.core.phrases.counting import LAWS
from duban.engine.core.terms import Term
from duban.engine.core.text import Language
from duban.workflows import FOLDER
from support.more_phrases import MORE
from support.phrase_table import LEDGER_BARE, LEDGER_TOLD, SINCE, WRITTEN, Row, rows

ZONE = ZoneInfo("Asia/Shanghai")


def read(phrase: str, since: date | None = None, written: date | None = None) -> Reading:
    """A phrase read with the shipped calendar."""
    return read_phrase(phrase, since=since, written=written, zone=ZONE, calendar=mainland())


def shown(reading: Reading, phrase: str) -> Row:
    """A reading as a line of the table."""
    due = None if reading.due is None else reading.due.isoformat()
    parts = tuple(
        f"{one.kind} {one.due.isoformat() if one.due else one.missing or '-'}" for one in reading.parts
    )
    return Row(phrase, reading.kind, due, reading.missing, parts)


def essence(reading: Reading) -> tuple[object, ...]:
    """What must be the same however a phrase is spelt."""
    parts = tuple(essence(one) for one in reading.parts)
    return reading.kind, reading.due, reading.readings, reading.missing, reading.soft, parts


@pytest.mark.parametrize("row", rows(LEDGER_BARE), ids=lambda one: one.phrase)
def test_a_phrase_of_a_ledger_says_what_is_missing(row: Row) -> None:
    """With nothing known beside the words, a phrase is a date, a structured term, or names what is missing."""
    assert shown(read(row.phrase), row.phrase) == row


@pytest.mark.parametrize("row", rows(LEDGER_TOLD), ids=lambda one: one.phrase)
def test_a_phrase_of_a_ledger_gives_its_date(row: Row) -> None:
    """With the date of the document and of the event told, it gives its date."""
    assert shown(read(row.phrase, SINCE, WRITTEN), row.phrase) == row


@pytest.mark.parametrize("row", rows(MORE), ids=lambda one: one.phrase)
def test_others_of_the_class_read_too(row: Row) -> None:
    """What was met in one ledger is written otherwise in the next, and read as well."""
    assert shown(read(row.phrase, SINCE, WRITTEN), row.phrase) == row


def test_most_phrases_of_ledgers_have_a_date_or_a_structured_term() -> None:
    """Of 53 phrases at least 42 give a date or a rule; every other one is open, or names what is missing."""
    readings = [read(row.phrase, SINCE, WRITTEN) for row in rows(LEDGER_TOLD)]
    dated = [
        one
        for one in readings
        if one.due is not None and isinstance(one.rule, Between | Counted | Recurrence)
    ]
    assert len(readings) == 53
    assert len(dated) >= 42
    assert all(one.kind == "open" or one.missing for one in readings if one.due is None)


def _variants(phrase: str) -> list[str]:
    """The phrase typed by other hands: full width, blanks, other zeros, traditional forms, Chinese numerals."""
    wide = phrase.translate({code: code + 0xFEE0 for code in range(ord("0"), ord("9") + 1)})
    spaced = "".join(
        one + (" " if one.isdigit() != (following.isdigit() if following else one.isdigit()) else "")
        for one, following in itertools.zip_longest(phrase, phrase[1:])
    )
    loose = phrase.replace("年", "年 ").replace("月", " 月\u3000").replace("内", " 内")
    old = phrase.translate(str.maketrans("内个后于时间届满", "內個後於時間屆滿"))
    apart = " ".join(phrase) if phrase.isascii() or "-" not in phrase else phrase
    return [wide, spaced, loose, apart, old, f"\t{phrase} ", *_numerals(phrase), *_zeros(phrase)]


def _zeros(phrase: str) -> list[str]:
    return [phrase.replace("○", one) for one in "〇零Ｏ0"] if "○" in phrase else []


def _numerals(phrase: str) -> list[str]:
    """With its numbers in characters, years by place and the rest as spoken."""
    digits = "〇一二三四五六七八九"
    made: list[str] = []
    for zero in ("〇", "○", "零"):
        out, number = "", ""
        for one in f"{phrase}\0":
            if one.isascii() and one.isdigit():
                number += one
                continue
            if number:
                following = one
                if len(number) == 4 and following == "年":
                    out += "".join(digits[int(digit)] for digit in number).replace("〇", zero)
                elif following in "月日个天小" and 0 < int(number) < 100 and not number.startswith("0"):
                    tens, ones = divmod(int(number), 10)
                    out += (
                        ("" if tens < 2 else digits[tens])
                        + ("十" if tens else "")
                        + (digits[ones] if ones else "")
                    )
                else:
                    out += number
                number = ""
            out += one
        made.append(out.rstrip("\0"))
    return made


def _spelt() -> list[tuple[str, str]]:
    pairs = [(row.phrase, other) for row in rows(LEDGER_TOLD) for other in _variants(row.phrase)]
    return [(phrase, other) for phrase, other in dict.fromkeys(pairs) if other != phrase]


def test_variants_of_spelling_read_the_same() -> None:
    """Numerals, blanks, full width, old forms and every zero: more than 300 variants read as the phrase does."""
    pairs = _spelt()
    assert len(pairs) >= 300
    differing = [
        (phrase, other)
        for phrase, other in pairs
        if essence(read(phrase, SINCE, WRITTEN)) != essence(read(other, SINCE, WRITTEN))
    ]
    assert differing == []


@pytest.mark.parametrize("phrase", ["12月底前", "8月10日-8月20日", "5月底前动工", "年底前"])
def test_a_year_is_never_taken_from_the_event(phrase: str) -> None:
    """The date of the event says nothing on the year of a date without one."""
    reading = read(phrase, since=SINCE)
    assert (reading.kind, reading.due, reading.missing) == ("incomplete", None, "year")


@pytest.mark.parametrize(
    "phrase", ["自收到之日起30日内", "六个月内", "48小时内", "届满前一个工作日", "会后一周内"]
)
def test_an_event_is_never_taken_from_the_document(phrase: str) -> None:
    """The date of the document is not when the event happened."""
    reading = read(phrase, written=WRITTEN)
    assert (reading.kind, reading.due, reading.missing) == ("relative", None, "anchor")
    assert isinstance(reading.rule, Counted)


def test_a_year_less_date_that_has_passed_is_asked_for() -> None:
    """A document of December that says 1月底前 may mean the next January; it is asked, both are offered."""
    reading = read("1月底前", written=date(2018, 12, 20))
    assert (reading.kind, reading.due, reading.missing) == ("ambiguous", None, "year")
    assert reading.readings == (date(2018, 1, 31), date(2019, 1, 31))


@pytest.mark.parametrize(
    ("phrase", "readings"),
    [
        ("2024年8月前", ["2024-07-31", "2024-08-31"]),
        ("2024年前", ["2023-12-31", "2024-12-31"]),
        ("2024年一季度前", ["2023-12-31", "2024-03-31"]),
        ("2024年上半年以前", ["2023-12-31", "2024-06-30"]),
        ("2024年3月中旬前", ["2024-03-10", "2024-03-20"]),
    ],
)
def test_before_a_stretch_has_two_readings(phrase: str, readings: list[str]) -> None:
    """Before a month, quarter or year may end where it begins or with it; before a day includes the day."""
    reading = read(phrase)
    assert (reading.kind, reading.due, reading.missing) == ("ambiguous", None, "boundary")
    assert [one.isoformat() for one in reading.readings] == readings
    assert reading.question is not None


@pytest.mark.parametrize(
    ("phrase", "kind", "missing"),
    [
        ("公示时间:2019年12月13日至12月19日,共7天", "range", None),
        ("2025年11月19日至2025年12月4日，共15天", "ambiguous", "boundary"),
        ("2025年11月19日至2025年12月4日，共30天", "ambiguous", "date"),
        ("2019年12月13日至12月19日,共5个工作日", "range", None),
        ("公示期7天（2019年12月13日至12月20日）", "ambiguous", "boundary"),
    ],
)
def test_the_length_of_a_range_is_checked(phrase: str, kind: str, missing: str | None) -> None:
    """Both ends count; a length that does not agree with its range is a contradiction, not a date."""
    reading = read(phrase)
    assert (reading.kind, reading.missing) == (kind, missing)
    assert (reading.due is None) == (kind == "ambiguous")


def test_a_law_that_counts_workdays_is_followed() -> None:
    """五日 of 行政复议法 are workdays, thirty are not; the same words without the law are natural days, with a warning."""
    named = read("行政复议机关应当在五日内进行审查", SINCE)
    longer = read("行政复议机关应当在三十日内作出决定", SINCE)
    bare = read("应当在五日内进行审查", SINCE)
    assert isinstance(named.rule, Counted)
    assert named.rule.terms == (Term(5, "workdays"),)
    assert isinstance(longer.rule, Counted)
    assert longer.rule.terms == (Term(30, "days"),)
    assert isinstance(bare.rule, Counted)
    assert bare.rule.terms == (Term(5, "days"),)
    assert any("行政复议法" in one.zh for one in bare.steps)
    licence = read("自受理行政许可申请之日起二十日内", SINCE)
    assert isinstance(licence.rule, Counted)
    assert licence.rule.terms == (Term(20, "workdays"),)


def test_counted_terms_roll_and_named_dates_do_not() -> None:
    """Thirty days from 1 September 2019 end on 8 October; 1 October stays 1 October."""
    assert read("自收到之日起30日内", date(2019, 9, 1)).due == date(2019, 10, 8)
    assert read("2019年10月1日前").due == date(2019, 10, 1)


def test_make_up_workdays_are_no_days_off() -> None:
    """A term that ends on a Saturday that is worked ends there (12 October 2019)."""
    assert read("10日内", date(2019, 10, 2)).due == date(2019, 10, 12)


def test_hours_keep_their_instant() -> None:
    """48小时内 ends 48 hours later; a time of day is kept, in the zone."""
    since = datetime(2019, 5, 5, 1, 30, tzinfo=UTC)
    reading = read_phrase("48小时内", since=since, written=None, zone=ZONE, calendar=mainland())
    assert reading.due == datetime(2019, 5, 7, 9, 30, tzinfo=ZONE)
    assert read("2019年4月30日17时前").due == datetime(2019, 4, 30, 17, tzinfo=ZONE)
    assert read("2019年4月30日24时前").due == date(2019, 4, 30)


def test_a_provisional_count_says_so() -> None:
    """A count over days that no notice has settled is provisional (暂定)."""
    reading = read("10个工作日内", date(2027, 9, 25))
    assert reading.provisional
    assert any("暂定" in one.zh for one in reading.steps)


def test_what_is_to_be_done_is_quoted_as_written() -> None:
    """The act stands beside its date, in the letters of the text."""
    assert read("５月底前 动工", written=WRITTEN).action == "动工"
    assert (
        read("12月31日前将整改情况以书面形式报市政府", written=WRITTEN).action
        == "将整改情况以书面形式报市政府"
    )
    staged = read("启动（2019年3月）、阶段性目标（6月底前）、完成（2019年12月底前）")
    assert [one.action for one in staged.parts] == ["启动", "阶段性目标", "完成"]


def test_an_endeavour_is_marked() -> None:
    """争取, 力争 and 原则上 make a term soft; 确保 does not."""
    assert read("争取2019年6月底前完成").soft
    assert read("原则上于2019年6月底前完成").soft
    assert not read("确保2019年6月底前完成").soft


KEYS = ["text", "kind", "due", "readings", "question", "missing", "soft", "action", "parts", "steps"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_json_has_the_promised_keys(language: Language) -> None:
    """Every reading and every part has the ten keys, in words of the reader, with no place left unfilled."""
    for row in (*rows(LEDGER_TOLD), *rows(LEDGER_BARE), *rows(MORE)):
        value = read(row.phrase, SINCE).json(language)
        for one in (value, *value["parts"]):
            assert list(one) == KEYS
            assert (one["missing"] is None) == (one["question"] is None)
            assert one["steps"] or one["question"]
        assert "{" not in json.dumps([value["steps"], value["question"]], ensure_ascii=False)


def test_the_laws_a_phrase_may_name_are_those_of_the_data() -> None:
    """What the reader knows of a law is what definitions are told of it."""
    told = YAML(typ="safe").load((FOLDER / "data" / "laws.yaml").read_text("utf-8"))["laws"]
    for law in LAWS:
        known = told[law.id]
        assert law.bare == {"natural": "days", "workdays": "workdays"}[known["days"]]
        assert law.otherwise == tuple(known.get("except", ()))
        assert law.title.zh == known["title"]["zh"]
