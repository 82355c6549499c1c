"""`due` and `milestone`: the deadlines of a case, explained day by day, and the dates they hang on."""

from __future__ import annotations

from datetime import date
from typing import Any

from duban.engine.core.text import Text, many
from duban.engine.errors import InvalidInput

from .desk import CASE, LOOKER, Desk, command
from .grammar import Group, Name, argument, option
from .language import language, words


@command(
    "due",
    "事项的各个时限；--explain 逐日说明",
    "every deadline of a case; --explain tells the count day by day",
)
@CASE
@option("--explain", is_flag=True, zh="逐日说明怎么算出来的", en="tell day by day how it was counted")
@LOOKER
def due(desk: Desk, case: str, explain: bool, by: str | None) -> None:
    """Tell the deadlines."""
    duban = desk.look(by)
    if explain:
        _explain(desk, duban, case, by)
        return
    view = duban.show(case, by=by)
    value = {"case": case, "deadlines": view["deadlines"], "stay": view.get("stay")}

    def text() -> str:
        from .tables import moment, table
        from .wording import deadline, deadline_name, rule

        definition = duban.definition_of(case, by=by)
        rows = [
            (
                deadline_name(definition, one["name"]),
                deadline(one, definition),
                rule(one["rule"], definition),
                moment(one["since"]),
            )
            for one in view["deadlines"]
        ]
        heads = words("时限|到期|规则|起算", "deadline|due|rule|counted from").split("|")
        return _with_stay([table(heads, rows)] if rows else [], value["stay"], "\n")

    desk.print(value, text)


def _explain(desk: Desk, duban: Any, case: str, by: str | None) -> None:
    told, stay = duban.explain(case, language(), by=by), duban.show(case, by=by).get("stay")

    def text() -> str:
        definition = duban.definition_of(case, by=by)
        parts = [_one(definition, one) for one in told]
        return _with_stay(parts, stay, "\n\n")

    desk.print({"case": case, "deadlines": told, "stay": stay}, text)


def _with_stay(parts: list[str], stay: dict[str, Any] | None, between: str) -> str:
    """The deadlines and, where the case stays for a time, until when; one or the other is not all there is."""
    from .tables import moment
    from .wording import stay_text

    if not parts:
        parts = [words("没有在计的时限", "no deadline is running")]
    if stay is not None:
        since = moment(stay["since"])
        said = words(f"公示期：{stay_text(stay)}（自 {since}）", f"stay: {stay_text(stay)} (since {since})")
        parts = [*parts, said]
    return between.join(parts)


def _one(definition: Any, view: dict[str, Any]) -> str:
    from duban.engine.core.provenance import source_note

    from .tables import moment, table
    from .wording import deadline, deadline_name, rule

    natures = {
        "internal": ("内部要求", "internal"),
        "promised": ("公开承诺", "promised"),
        "statutory": ("法定期限", "statutory"),
    }
    head = deadline_name(definition, view["name"])
    rest = [rule(view["rule"], definition), words(*natures[view["nature"]])]
    if view.get("count") == "both-ends":
        rest.append(words("含首尾两日", "both ends counted"))
    if view.get("law"):
        rest.append(words(f"适用 {view['law']}", f"under {view['law']}"))
    if source := source_note(view["basis"], view["origin"]):
        rest.append(words(f"依据：{source.zh}", f"basis: {source.en}"))
    since = moment(view["since"])
    lines = [
        words(f"{head}：{'；'.join(rest)}", f"{head}: {'; '.join(rest)}"),
        words(f"起算：{since}", f"counted from {since}"),
    ]
    rows = [(_span(step), _counted(step), step["why"], step["article"] or "") for step in view["steps"]]
    lines.append(table(words("日期|第几日|怎么算|依据", "day|number|what it is|source").split("|"), rows))
    lines.append(words("到期：", "due: ") + deadline(view, definition))
    if view["recounted"]:
        lines.append(
            words(
                f"说明：该日期按日历 {view['calendar']} 算出，此后日历有更新",
                f"note: the date was counted by the calendar {view['calendar']}, which has changed since",
            )
        )
    return "\n".join(lines)


def _span(step: dict[str, Any]) -> str:
    if step["from"] is None:
        return "—"
    first = _day(step["from"])
    return first if step["from"] == step["to"] else f"{first} – {_day(step['to'])}"


def _day(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{iso} " + words("周" + "一二三四五六日"[day.weekday()], day.strftime("%a"))


def _counted(step: dict[str, Any]) -> str:
    if step["counted"] is None:
        return "—"
    first, last = step["counted"]
    return str(first) if first == last else f"{first}–{last}"


milestone = Group(
    "milestone", text=Text("有名日期：确定、查看", "named dates that deadlines hang on: set, list")
)


@command(
    "set",
    "确定或改动一个有名日期；挂在上面的时限随之重算",
    "name a date or move it; whatever hangs on it is counted anew",
    example="duban milestone set basic-end 2014-09-30 --reason 市委通知",
)
@argument("name", "里程碑，见 duban milestone list", "the milestone, see duban milestone list", type=Name())
@argument("day", "日期，如 2014-09-30", "the date, such as 2014-09-30", metavar="DATE")
@option(
    "--unit",
    type=Name(),
    zh="只对这个单位及其所有下级；只能比上一级定的早",
    en="for this unit and all below it only; it may only be earlier than what stands above",
)
@option("--reason", zh="为什么是这一天，记入记录", en="why it is this day, for the record")
def milestone_set(desk: Desk, name: str, day: str, unit: str | None, reason: str | None) -> None:
    """Set a milestone."""
    from .progress import progress

    try:
        when = date.fromisoformat(day)
    except ValueError:
        raise InvalidInput(_NO_DATE, text=day) from None
    duban = desk.open()
    with progress() as tell:
        moved = duban.set_milestone(name, when, unit=unit, reason=reason or "", progress=tell)
    before = moved.before.isoformat() if moved.before is not None else None
    value = {
        "name": name,
        "unit": unit,
        "date": day,
        "before": before,
        "cases": moved.cases,
        "changed": moved.changed,
        "held": moved.held,
        "overtaken": list(moved.overtaken),
    }

    def text() -> str:
        place = words(f"（{unit}）", f" ({unit})") if unit else ""
        title = next(
            (one["title"].pick(language()) for one in duban.milestones() if one["name"] == name), name
        )
        said = words(
            f"{title}（{name}）{place}：{before or '未定'} → {day}；{moved.cases} 个在办事项挂在上面，{moved.changed} 个时限有变",
            f"{title} ({name}){place}: {before or 'not set'} → {day}; {many(moved.cases, 'open case')} hang on it, {moved.changed} changed",
        )
        if moved.held:
            said += words(
                f"；{moved.held} 个正由他人办理，请稍后再运行一次",
                f"; {moved.held} are held by others: run it again later",
            )
        if moved.overtaken:
            later = "、".join(moved.overtaken), ", ".join(moved.overtaken)
            said += words(
                f"；这些单位自定的日期更晚，不再起作用：{later[0]}",
                f"; later days of their own, which no longer count: {later[1]}",
            )
        return said

    desk.print(value, text)


@command("list", "列出有名日期", "list the named dates")
def milestone_list(desk: Desk) -> None:
    """List milestones."""
    found = desk.open().milestones()
    value = [{**one, "title": one["title"].pick(language())} for one in found]

    def text() -> str:
        from .tables import table

        if not value:
            return words("没有里程碑", "there are no milestones")
        everybody = words("全部单位", "all units")
        rows = []
        for one in value:
            day = one["date"] or words("未定", "not set")
            rows.append((one["name"], one["title"], everybody, day, one["reason"] or ""))
            for own in one["units"]:
                late = (
                    ""
                    if own["counts"]
                    else words("（晚于上一级，不起作用）", " (later than above: does not count)")
                )
                rows.append((one["name"], one["title"], own["unit"], own["date"] + late, own["reason"]))
        return table(words("标识|名称|单位|日期|缘由", "name|title|unit|date|reason").split("|"), rows)

    desk.print({"milestones": value}, text)


milestone.add_command(milestone_set)
milestone.add_command(milestone_list)
_NO_DATE = Text("「{text}」不是日期；请写成 2014-09-30", "{text} is no date; write it like 2014-09-30")
COMMANDS = {"due": due, "milestone": milestone}
