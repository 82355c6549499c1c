"""What a reading of one term says and asks, for both readers."""

from __future__ import annotations

from ..text import Text

EARLIER = Text(
    "「{words}」承前为 {day}，早于前一时限 {last}：是同年还是次年？",
    "{words} would be {day}, before the term named earlier ({last}): the same year or the next?",
)
SAME_YEAR = Text(
    "「{words}」未写年份，承前为 {year} 年", "{words} has no year; it takes {year} from the term before"
)
STARTS = Text("「{words}」是起点（{day}），没有写终点", "{words} is a beginning ({day}); no end is named")
BOUNDARY = Text(
    "「{words}」是在 {first} 之前（最迟 {before}），还是到 {last} 为止？请写明",
    "Does {words} mean before {first} (by {before}), or by {last}?",
)
LAST_OF = Text("「{words}」的最后一日为 {day}", "The last day of {words} is {day}")
INCLUDES = Text(
    "「{words}」按惯例含当日：最迟 {day} 24 时",
    "By convention 「{words}」 includes the day: until 24:00 of {day}",
)
EXCLUDED = Text("原文写明不含 {day}", "The words leave out {day} itself")
NO_SUCH_TIME = Text("没有「{words}」这个时刻，请核对", "there is no such time as {words}; please check it")
NAMED = Text("「{words}」即 {day}", "{words} is {day}")
NEVER_ROLLS = Text("是指定的日期，遇休息日不顺延", "A named date does not roll")
AT = Text("时刻为 {moment}", "The time is {moment}")
BACKWARDS = Text(
    "起 {first}，止 {last}：止早于起，请核对",
    "It begins on {first} and ends on {last}, which is earlier; please check",
)
BOTH_ENDS = Text("{first} 至 {last}，首尾都计，共 {days} 天", "{first} to {last}, both counted: {days} days")
AGREES = Text("与所写的「{told}」一致", "This agrees with the {told} it names")
MISCOUNTED = Text(
    "写明 {told}，而 {first} 至 {last} 首尾都计为 {real} 天：以哪个为准？",
    "It says {told}, but {first} to {last}, both counted, is {real}: which holds?",
)
EDGE = Text("「{words}」没有说明是哪一天，请写明起止日期", "{words} names no day; please write both dates")
NEXT_YEAR = Text(
    "「{words}」早于起始，为次年 {year} 年", "{words} comes after the beginning, so it is in {year}"
)
WRITTEN_YEAR = Text(
    "未写年份，按文件日期 {written} 取 {year} 年", "No year; the document of {written} gives {year}"
)
PASSED = Text(
    "未写年份；按文件日期 {written} 的年份，已于 {last} 结束：是那一年，还是下一年？",
    "No year; in the year of the document ({written}) it ended on {last}: that year or the next?",
)
NO_AMOUNT = Text("「{words}」没有说明是多久，请写明天数", "{words} does not say how long; how many days?")
NO_UNIT = Text(
    "「{words}」没有单位：工作日、自然日、月还是小时？",
    "{words} has no unit: workdays, days, months or hours?",
)
LOOSE = Text(
    "「{words}」是某月的这一日，还是这么多天？请写明", "Is {words} a day of a month, or so many days?"
)
FROM_WORDS = Text("自「{words}」（{day}）起算", "Counted from {words} ({day})")
THE_DOCUMENT = Text("「即日」为文件日期 {day}", "即日 is the day of the document, {day}")
ANCHOR_OF = Text(
    "从「{event}」算起：是哪一天（--from）？", "It is counted from 「{event}」: which day was that (--from)?"
)
ANCHOR = Text("从哪一天算起（--from）？", "From which day is it counted (--from)?")
TWO_AMOUNTS = Text(
    "「{words}」有两个数：{lower} 还是 {upper}？", "{words} names two amounts: {lower} or {upper}?"
)
MONTH_OR_MONTHS = Text(
    "「{words}」是 {amount} 月份之内，还是 {amount} 个月之内？",
    "Is {words} within month {amount} of the year, or within {amount} months?",
)
MONTHS_ONLY = Text(
    "「{words}」是否为 {amount} 个月之内？请写「个月」",
    "Is {words} within {amount} months? Please write 个月",
)
DAY_OR_DAYS = Text(
    "「{words}」是某月 {amount} 日之前（哪个月？），还是某事之前 {amount} 天？",
    "Is {words} by day {amount} of a month (which?), or {amount} days before something?",
)
NO_PERIOD = Text("「{words}」没有说明多久一次", "{words} does not say how often")
NO_DAY_IN_PERIOD = Text("「{words}」没有说明是哪一天", "{words} does not say which day")
PERIOD_BOUNDARY = Text(
    "「{words}」是在该月之前，还是到月底为止？", "Is {words} before that month begins, or by its end?"
)
SINCE = Text("自 {day} 起", "From {day} on")
UNTIL = Text("到 {day} 为止", "Until {day}")
RULE = Text("「{words}」周期性重复", "{words} comes back")
WHOLE_PERIOD = Text(
    "没有写明期内哪一天，读作每期最后一日（我们的默认）",
    "No day of the period is named: its last (our default)",
)
NO_ORIGIN = Text("「{words}」从哪一期算起（--from）？", "From when is {words} counted (--from)?")
NEXT = Text("{begin} 起的下一次为 {day}", "The next one on or after {begin} is {day}")
OVER = Text("此后不再有", "There is none after that")
STANDING = Text("「{words}」不设终点；宜定期复核", "{words} has no end; it is for reviews from time to time")
DISCRETION = Text(
    "「{words}」由办理者裁量，没有日期，不会超期",
    "{words} leaves the day to discretion; it cannot be overdue",
)
UNTOLD = Text("「{words}」没有写日期：最迟哪一天？", "{words} names no date: by which day?")
LEANS = Text("「{words}」取决于另一个日期：那是哪一天？", "{words} leans on another date: which day is that?")
