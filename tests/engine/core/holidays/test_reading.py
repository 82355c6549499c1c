"""The text of a notice as it is published: its many shapes, and what contradicts itself."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import date

import pytest

from duban.engine.calendars import mainland
from duban.engine.core.holidays.reading import read_notice
from support.notices import NOTICE_2027, NUMBER, read


def days(text: str, year: int | None = None) -> dict[str, str]:
    """What a text says, by day."""
    return {f"{one.day:%Y-%m-%d}": one.mark for one in read(text, year).entries}


def codes(text: str, year: int | None = None) -> list[tuple[str, int]]:
    """What is wrong with a text: code and line."""
    reading = read_notice(text, mainland(), year=year)
    assert reading.notice is None
    for one in reading.findings:
        assert "{" not in one.message("zh") + one.message("en")
    return [(one.code, one.line) for one in reading.findings if one.is_error]


# The arrangements of past years in the words that notices used then; what is expected is the shipped calendar.
PAST = {
    2008: """一、元旦：2007年12月30日—2008年1月1日放假，共3天。其中，1月1日（星期二）为法定节假日，12月30日（星期日）为公休日，
12月29日（星期六）公休日调至12月31日（星期一），12月29日（星期六）上班。
二、春节：2月6日—12日放假，共7天。其中，2月6日、7日、8日为法定节假日，2月9日（星期六）、2月10日（星期日）照常公休，
2月2日（星期六）、2月3日（星期日）两个公休日调至2月11日（星期一）、2月12日（星期二），2月2日（星期六）、2月3日（星期日）上班。
三、清明节：4月4日—6日放假，共3天。
四、“五一”国际劳动节：5月1日—3日放假，共3天。5月4日（星期日）公休日调至5月2日（星期五），5月4日（星期日）上班。
五、端午节：6月7日—9日放假，共3天。6月8日（星期日）公休日调至6月9日（星期一）。6月8日为法定节假日。
六、中秋节：9月13日—15日放假，共3天。
七、国庆节：9月29日—10月5日放假，共7天。9月27日（星期六）、9月28日（星期日）两个公休日调至9月29日（星期一）、30日（星期二）。
9月27日（星期六）、9月28日（星期日）上班。""",
    2014: """一、元旦：1月1日放假1天。
二、春节：1月31日至2月6日放假调休，共7天。1月26日（星期日）、2月8日（星期六）上班。
三、清明节：4月5日放假，4月7日（星期一）补休。
四、劳动节：5月1日至3日放假调休，共3天。5月4日（星期日）上班。
五、端午节：6月2日放假，与周末连休。
六、中秋节：9月8日放假，与周末连休。
七、国庆节：10月1日至7日放假调休，共7天。9月28日（星期日）、10月11日（星期六）上班。""",
    2024: """一、元旦：1月1日放假，与周末连休。
二、春节：2月10日至17日放假调休，共8天。2月4日（星期日）、2月18日（星期日）上班。鼓励各单位结合带薪年休假等制度落实，安排职工在除夕（2月9日）休息。
三、清明节：4月4日至6日放假调休，共3天。4月7日（星期日）上班。
四、劳动节：5月1日至5日放假调休，共5天。4月28日（星期日）、5月11日（星期六）上班。
五、端午节：6月10日放假，与周末连休。
六、中秋节：9月15日至17日放假调休，共3天。9月14日（星期六）上班。
七、国庆节：10月1日至7日放假调休，共7天。9月29日（星期日）、10月12日（星期六）上班。""",
    2026: """一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。""",
}


@pytest.mark.parametrize("year", PAST)
def test_the_wordings_of_past_years_give_the_days_of_those_years(year: int) -> None:
    """Every holiday and make-up workday of the year is in the text, and no other."""
    said = days(PAST[year], year)
    known = {one.date.isoformat(): one for one in mainland().year(year)}
    assert {day for day, one in known.items() if one.kind in ("holiday", "makeup")} <= said.keys()
    for day, mark in said.items():
        worked = mainland().day(date.fromisoformat(day)).workday
        assert (mark == "work") is worked, day
    notice = read(PAST[year], year)
    assert (notice.year, notice.missing) == (year, ())


def test_a_whole_notice_says_year_number_and_names() -> None:
    """Wrapped title, number on its own line, lead, signature: only the items are days."""
    notice = read(NOTICE_2027)
    assert (notice.number, notice.year, notice.missing) == (NUMBER, 2027, ())
    assert {one.name for one in notice.entries} == {
        "元旦",
        "春节",
        "清明节",
        "劳动节",
        "端午节",
        "中秋节",
        "国庆节",
    }
    assert len(notice.entries) == 3 + 7 + 2 + 3 + 5 + 2 + 1 + 1 + 7 + 2


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: "\n\n".join("　　" + line for line in text.splitlines()),
        lambda text: text.translate({ord(one): ord(one) + 0xFEE0 for one in "0123456789"}),
        lambda text: text.translate(str.maketrans("（）：，", "():,")),
        lambda text: text.replace("月", " 月 ").replace("日", " 日 "),
        lambda text: text.replace("至", "—"),
        lambda text: text.replace("周", "星期"),
        lambda text: text.replace("〔2026〕", "[2026]"),
        lambda text: text.replace("、1", "和1"),
        lambda text: text.replace("放假调休，共", "放假调休，\n共"),
        lambda text: text.replace("2027年", "二〇二七年").replace("1月1日", "一月一日"),
        lambda text: text.replace("共3天", "共三天"),
        lambda text: "# 来源：某网站 2026-11-10 抓取\n" + text,
        lambda text: text.replace("。\n", "。"),
        lambda text: text.replace("一、", "（一）").replace("二、", "（二）"),
    ],
)
def test_the_same_notice_pasted_otherwise_reads_the_same(change: Callable[[str], str]) -> None:
    """Line breaks, blanks, full-width digits, dashes and brackets mean nothing."""
    again = read(change(NOTICE_2027))
    plain = read(NOTICE_2027)
    assert [(one.day, one.mark, one.name) for one in again.entries] == [
        (one.day, one.mark, one.name) for one in plain.entries
    ]
    assert (again.number, again.year) == (plain.number, plain.year)


@pytest.mark.parametrize(
    ("text", "year", "said"),
    [
        ("1月1日至3日放假调休，共3天。1月4日（星期日）上班", 2026,
         {"2026-01-01": "off", "2026-01-02": "off", "2026-01-03": "off", "2026-01-04": "work"}),
        ("2027年1月1日放假1天，不调休。", None, {"2027-01-01": "off"}),
        ("一、元旦：12月30日至1月1日放假调休，共3天。12月29日（星期六）上班。", 2019,
         {"2018-12-29": "work", "2018-12-30": "off", "2018-12-31": "off", "2019-01-01": "off"}),
        ("元旦：2022年12月31日至2023年1月2日放假调休，共3天。", None,
         {"2022-12-31": "off", "2023-01-01": "off", "2023-01-02": "off"}),
        ("9月28日（星期日）、10月11日（星期六）上班。", 2014, {"2014-09-28": "work", "2014-10-11": "work"}),
        ("1月1-3日放假，1月4日星期日上班", 2026,
         {"2026-01-01": "off", "2026-01-02": "off", "2026-01-03": "off", "2026-01-04": "work"}),
        ("九三纪念日：9月3日至5日调休放假，共3天。其中9月3日（星期四）放假，9月4日（星期五）调休，9月6日（星期日）上班。", 2015,
         {"2015-09-03": "off", "2015-09-04": "off", "2015-09-05": "off", "2015-09-06": "work"}),
        ("六、国庆节、中秋节：10月1日至2日放假。9月27日、10月10日上班。", 2020,
         {"2020-10-01": "off", "2020-10-02": "off", "2020-09-27": "work", "2020-10-10": "work"}),
        ("将5月1日放假调整为5月1日至2日放假调休，共2天。", 2020, {"2020-05-01": "off", "2020-05-02": "off"}),
        ("4月26日（星期日）上班调整为4月25日（星期六）上班。", 2020, {"2020-04-25": "work", "2020-04-26": "plain"}),
        ("取消5月9日（星期六）上班。", 2026, {"2026-05-09": "plain"}),
        ("元旦假期延长至1月5日。", 2026, {"2026-01-03": "off", "2026-01-04": "off", "2026-01-05": "off"}),
        ("2月4日至6日放假延长至8日。", 2025, {f"2025-02-0{n}": "off" for n in range(4, 9)}),
        ("1月5日（星期一）起正常上班。1月2日（星期五）放假。", 2026, {"2026-01-02": "off", "2026-01-05": "plain"}),
    ],
)  # fmt: skip
def test_single_sentences(text: str, year: int | None, said: dict[str, str]) -> None:
    """Single days, ranges over months and years, several make-up days, amendments."""
    assert days(text, year) == said


def test_a_prolonged_holiday_is_off_from_where_it_ended() -> None:
    """延长至2月2日 takes back the make-up Saturday in between and is an amendment, no year."""
    text = """国务院办公厅关于延长2020年春节假期的通知
国办发明电〔2020〕1号
经国务院批准，现将延长2020年春节假期的具体安排通知如下。
一、延长2020年春节假期至2月2日（农历正月初九，星期日），2月3日（星期一）起正常上班。
二、各地大专院校、中小学、幼儿园推迟开学。"""
    notice = read(text)
    assert (notice.number, notice.year) == ("国办发明电〔2020〕1号", None)
    assert {f"{one.day:%m-%d}": one.mark for one in notice.entries if one.mark == "off"} == {
        "02-01": "off",
        "02-02": "off",
    }


@pytest.mark.parametrize(
    ("text", "year", "found"),
    [
        ("1月1日（周五）放假。", 2026, [("weekday", 1)]),
        ("一、元旦：1月1日放假。\n二、春节：2月15日（周日）至23日（周二）放假。", 2026, [("weekday", 2)]),
        ("1月1日至3日放假，共4天。", 2026, [("count", 1)]),
        ("4月6日放假2天", 2026, [("count", 1)]),
        ("1月1日放假。", None, [("no-year", 1)]),
        ("3日放假。", 2026, [("no-month", 1)]),
        ("2月30日放假。", 2026, [("no-day", 1)]),
        ("13月1日放假。", 2026, [("no-day", 1)]),
        ("1月5日至3日放假。", 2026, [("backwards", 1)]),
        ("1月1日至3月3日放假。", 2026, [("too-long", 1)]),
        ("1月5日召开会议。", 2026, [("unclear", 1)]),
        ("1月3日放假。\n\n1月3日上班。", 2026, [("contradiction", 3)]),
        ("关于2027年部分节假日安排的通知\n一、元旦：1月1日放假。", 2026, [("other-year", 1)]),
        ("2019年1月1日放假。", 2026, [("far-day", 1)]),
        ("假期延长至7月20日。", 2026, [("no-start", 1)]),
        ("", None, [("nothing", 1)]),
        ("今年放假安排另行通知。", 2026, [("nothing", 1)]),
    ],
)  # fmt: skip
def test_what_contradicts_itself_is_an_error_with_its_line(
    text: str, year: int | None, found: list[tuple[str, int]]
) -> None:
    """A wrong weekday, a wrong number of days, a date with nothing said of it: named, never guessed."""
    assert codes(text, year) == found


def test_part_of_a_year_does_not_announce_it() -> None:
    """Days alone are kept as days; the year needs its title, or New Year, Spring Festival and National Day."""
    reading = read_notice("一、元旦：1月1日至3日放假，共3天。", mainland(), year=2027)
    assert reading.notice is not None
    assert reading.notice.year is None
    assert [one.code for one in reading.findings] == ["not-whole"]


def test_a_title_without_all_festivals_names_those_missing() -> None:
    """The year is announced, and the festivals that were cut off stay assumed."""
    text = "".join(line for line in NOTICE_2027.splitlines(True) if not line.startswith(("五、", "六、")))
    reading = read_notice(text, mainland())
    assert reading.notice is not None
    assert (reading.notice.year, reading.notice.missing) == (2027, ("端午节", "中秋节"))
    assert [one.code for one in reading.findings] == ["not-named"]


def test_no_text_makes_the_reader_fail() -> None:
    """Thousands of mutilated notices: an answer each time, within milliseconds."""
    luck = random.Random(7)
    letters = "0123456789年月日至、，。（）周星期一二三放假上班调整为延长取消共天元旦:-〔〕号 \n"
    slowest = 0.0
    for _ in range(3000):
        text = list(NOTICE_2027)
        for _ in range(luck.randrange(1, 40)):
            place = luck.randrange(len(text))
            text[place : place + luck.randrange(4)] = luck.choices(letters, k=luck.randrange(4))
        begin = time.perf_counter()
        read_notice("".join(text), mainland(), year=luck.choice([None, 2026, 2027, 1, 9999]))
        slowest = max(slowest, time.perf_counter() - begin)
    assert slowest < 1
