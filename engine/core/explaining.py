"""A deadline explained with a wall calendar: every day accounted for, and the article that says so.

The steps are read off the very count that gives the date (`budgets.py`). Days of one kind that follow each other
are one step; a step of counted days says which days of the term they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from msgspec import Struct

from . import budgets, clockwork
from .counting import LAST, day_end, day_start
from .dues import Due
from .facts import Facts
from .festivals import why_off
from .office import hours_text, spans_of, without
from .terms import Term, term_text
from .text import Text
from .times import instant, local_day


class Step(Struct, frozen=True):
    """One or more days in a row of which the count makes the same."""

    kind: str
    """`start counted makeup off stopped rolled extension fixed milestone hours undetermined`."""
    first: date | None
    last: date | None
    why: Text
    counted: tuple[int, int] | None = None
    """Which days of the term these are, from and to."""
    minutes: int | None = None
    """Minutes counted, of a term in hours."""
    article: Text | None = None


def explain(
    due: Due, running: Mapping[str, Any], data: Mapping[str, Any], facts: Facts, now: datetime
) -> list[Step]:
    """The steps of a running deadline's count; up to `now` where its clock stands.

    Every day from the one it began on to the last stands in exactly one step, extensions aside, which
    are a step of their own before the days they add.
    """
    budget = clockwork.budget_of(due, running, data, facts)
    if budget is None:
        why = Text(f"里程碑 {due.milestone} 尚未确定日期", f"the milestone {due.milestone} has no date yet")
        if due.parameter is not None:
            why = Text(f"参数 {due.parameter} 尚未设定", f"the parameter {due.parameter} is not set yet")
        return [Step("undetermined", None, None, why)]
    parts, standing = budgets.reckon(budget, facts.zone, facts.calendar, now=now)
    ledger = list(running.get("stops", ()))
    steps: list[Step] = []
    for number, part in enumerate(parts):
        if number:
            steps.append(_extension(running["extended"][number - 1], part, facts))
        if isinstance(part.what, date):
            steps.append(_fixed(due, part.what, running, facts))
        elif part.start >= LAST:
            continue
        elif part.marks:
            steps += _days(part, due, ledger, facts)
        else:
            steps += _hours(part, due, budget, facts, now if standing else None)
    if standing:
        today = local_day(now, facts.zone)
        steps = [one for one in steps if one.first is None or one.first <= today]
        if steps and steps[-1].last is not None and steps[-1].last > today:
            steps = _cut(steps, today)
    return steps


def counted(steps: list[Step]) -> int:
    """How many days the steps count in all."""
    return sum(one.counted[1] - one.counted[0] + 1 for one in steps if one.counted is not None)


# Private functions


def _cut(steps: list[Step], today: date) -> list[Step]:
    """The steps up to today: what follows depends on when the clock runs again."""
    last = steps[-1]
    if last.first is None or last.last is None:
        return steps
    days = (today - last.first).days
    numbers = None if last.counted is None else (last.counted[0], last.counted[0] + days)
    return [*steps[:-1], Step(last.kind, last.first, today, last.why, numbers, last.minutes, last.article)]


def _days(part: budgets.Part, due: Due, ledger: list[Mapping[str, Any]], facts: Facts) -> Iterator[Step]:
    term = part.what
    if not isinstance(term, Term):
        return
    workdays = term.unit == "workdays"

    def like(mark: budgets.Mark) -> tuple[str, Text]:
        return _what(mark, workdays, ledger, facts)

    for (kind, why), run in groupby(part.marks, like):
        marks = list(run)
        numbers = [mark.number for mark in marks if mark.number is not None]
        span = (numbers[0], numbers[-1]) if numbers else None
        yield Step(kind, marks[0].day, marks[-1].day, why, span, None, _article(kind, term, due))


def _what(
    mark: budgets.Mark, workdays: bool, ledger: list[Mapping[str, Any]], facts: Facts
) -> tuple[str, Text]:
    known = facts.calendar.day(mark.day)
    match mark.kind:
        case "start":
            return "start", Text("起算之日，不计", "the day it begins, not counted")
        case "stopped":
            return "stopped", _stopped_by(mark.day, ledger, facts)
        case "off":
            return "off", why_off(known)
        case "rolled":
            return "rolled", _rolled(mark.day, facts)
        case "counted" if workdays and known.kind == "makeup":
            return "makeup", Text("调休上班，计入", "a make-up workday, counted")
        case _:
            return "counted", Text("计入", "counted")


def _rolled(day: date, facts: Facts) -> Text:
    known = facts.calendar.day(day)
    if known.workday:
        return Text("顺延至此日", "the end rolls forward to this day")
    off = why_off(known)
    return Text(f"顺延，{off.zh}", f"rolls on, {off.en}")


def _stopped_by(day: date, ledger: list[Mapping[str, Any]], facts: Facts) -> Text:
    for one in ledger:
        begin = local_day(instant(one["at"]), facts.zone)
        end = local_day(instant(one["until"]), facts.zone) if "until" in one else date.max
        if begin < day <= end:
            what, who = one.get("action", "-"), one["by"] or _UNTOLD
            return Text(
                f"停表，不计（{begin} 起，因 {what}，{who}）",
                f"the clock stood (since {begin}, by {what}, {who})",
            )
    return Text("停表，不计", "the clock stood")


def _article(kind: str, term: Term, due: Due) -> Text | None:
    law = due.counting.law
    named = law.basis if law is not None and law.basis else None
    if kind == "start":
        return Text("民法典第二百零一条", "民法典 Art. 201")
    if kind == "rolled":
        return Text("民法典第二百零三条", "民法典 Art. 203")
    if kind == "stopped":
        return Text(
            "停表之日计入、恢复之日不计：本系统的规则，比照民法典第二百零一条",
            "the day it stops counts, the day it runs again does not: ours, by analogy with 民法典 Art. 201",
        )
    if kind in ("counted", "makeup", "off"):
        if due.counting.both_ends:
            return Text("含首尾两日", "both ends counted")
        if term.unit in ("months", "years"):
            return Text("民法典第二百零二条", "民法典 Art. 202")
        if named is not None:
            return Text(named, named)
        if term.unit == "days":
            return Text("民法典第二百零一条", "民法典 Art. 201")
        return Text("以工作日计算", "counted in workdays")
    return None


def _extension(entry: Mapping[str, Any], part: budgets.Part, facts: Facts) -> Step:
    what = part.what
    length = (
        Text(f"至 {what}", f"to {what}")
        if isinstance(what, date)
        else Text(term_text(what, "zh"), term_text(what, "en"))
    )
    on, old = local_day(instant(entry["at"]), facts.zone), entry.get("from", "-")
    actor = entry["actor"] or _UNTOLD
    why = Text(
        f"延期 {length.zh}（{on} 由 {actor} 批准；原至 {old}）",
        f"extended by {length.en} (granted on {on} by {actor}; it was {old})",
    )
    return Step("extension", None, None, why)


def _fixed(due: Due, day: date, running: Mapping[str, Any], facts: Facts) -> Step:
    if due.milestone is not None:
        rule = clockwork.milestone_text(due, "zh"), clockwork.milestone_text(due, "en")
        at = running.get("milestone", facts.milestones.get(due.milestone, "-"))
        whose = facts.milestone_units.get(due.milestone)
        own = Text(f"，{whose} 自行提前", f", set earlier by {whose}") if whose is not None else Text("", "")
        why = Text(f"{rule[0]}（里程碑为 {at}{own.zh}）", f"{rule[1]} (the milestone is {at}{own.en})")
        return Step("milestone", day, day, why)
    if due.every is not None:
        return Step(
            "fixed",
            day,
            day,
            Text(f"周期：{running['rule']}；定日不顺延", f"recurring: {running['rule']}; a date never rolls"),
        )
    return Step(
        "fixed",
        day,
        day,
        Text("写定的日期，不计算、不顺延", "a date that was named: nothing is counted, nothing rolls"),
    )


def _hours(
    part: budgets.Part, due: Due, budget: budgets.Budget, facts: Facts, now: datetime | None
) -> Iterator[Step]:
    """A step for each day, with the minutes counted on it."""
    term, zone, calendar = part.what, facts.zone, facts.calendar
    if not isinstance(term, Term):
        return
    office = term.unit == "workhours"
    stops = budgets.closed_stops(budget, now)
    end = part.end.ends_at
    begin, last = local_day(part.start, zone).toordinal(), part.end.last_day.toordinal()
    number = 0
    for day in map(date.fromordinal, range(begin, last + 1)):
        spans = (
            spans_of(day, due.counting.hours, zone)
            if office
            else [(day_start(day, zone), day_end(day, zone))]
        )
        if office and not calendar.day(day).workday:
            yield Step("off", day, day, why_off(calendar.day(day)), None, 0)
        else:
            spans = [(max(one, part.start), min(other, end)) for one, other in spans]
            kept = [one for span in spans if span[0] < span[1] for one in without(span, stops)]
            minutes = sum((other - one for one, other in kept), timedelta()) // timedelta(minutes=1)
            number += minutes
            hours = Text(
                f"计 {minutes // 60} 小时 {minutes % 60} 分，累计 {number // 60}:{number % 60:02}",
                f"{minutes // 60} h {minutes % 60} min, {number // 60}:{number % 60:02} in all",
            )
            told = hours_text(due.counting.hours)
            article = (
                Text(f"业务时间 {told}", f"hours of business {told}")
                if office
                else Text("民法典第二百零一条第二款", "民法典 Art. 201 para. 2")
            )
            yield Step("hours", day, day, hours, None, minutes, article)


_UNTOLD = "—"
"""In place of somebody whom the reader is not told of."""
