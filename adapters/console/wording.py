"""Cases and what happened to them, in words for a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from duban.engine.core.case import STATUSES
from duban.engine.core.definition import Definition
from duban.engine.core.papers import ballot_of, choice_titles, group_titles
from duban.engine.core.text import Text, many

from . import changes, decisions
from .fields import learn, lines
from .language import language, words
from .names import Names, View
from .shares import limits_of, result_line
from .tables import facts, moment, shortened, table

if TYPE_CHECKING:
    pass


_MOST = 36
"""Columns of a value within a table."""


def status(word: str) -> str:
    """A status in words."""
    return STATUSES[word].pick(language())


def deadline(view: View, definition: Definition) -> str:
    """A deadline in words: until when, how far off, whether provisional or overdue; what it waits for where it has no end."""
    if view.get("undetermined"):
        name = view["milestone"]
        titles = _dated(definition)
        title = titles[name].pick(language()) if name in titles else None
        said = name if title is None else words(f"{name}（{title}）", f"{name} ({title})")
        if any(one.id == name for one in definition.parameters):
            return words(
                f"未定：参数 {said}尚未设定" if title else f"未定：参数 {said} 尚未设定",
                f"undetermined: the parameter {said} is not set yet",
            )
        return words(
            f"未定：里程碑 {said}尚未确定日期" if title else f"未定：里程碑 {said} 尚未确定日期",
            f"undetermined: the milestone {said} has no date yet",
        )
    if view.get("stopped"):
        return words(f"停表，还剩 {left(view)}", f"its clock stands, {left(view)} left")
    days = view["days_left"]
    said = moment(view["due"])
    if view["provisional"]:
        said += words("（暂定）", " (provisional)")
    if "original" in view:
        said += words(f"（已延期，原至 {view['original']}）", f" (extended, first {view['original']})")
    if view["overdue"]:
        late = words(f"已超期 {-days} 天", f"overdue by {many(-days, 'day')}")
        return f"{said}  {late if days < 0 else words('已超期', 'overdue')}{lamp(view)}"
    still = words(f"还剩 {days} 天", f"{many(days, 'day')} left")
    return f"{said}  {still}{lamp(view)}"


def _dated(definition: Definition) -> dict[str, Text]:
    """The milestones and parameters of a workflow by id: what deadlines hang on."""
    return {
        **{one.id: one.title for one in definition.milestones},
        **{one.id: one.title for one in definition.parameters},
    }


def lamp(view: View) -> str:
    """The lamp of a deadline, with a blank before it; nothing where none is lit."""
    if not view.get("lamp"):
        return ""
    from duban.engine.core.lamps import COLOURS

    colour = COLOURS[view["lamp"]].pick(language())
    return words(f"  {colour}灯", f"  {colour} lamp")


def urge_lines(view: View, names: Names) -> list[tuple[str, object]]:
    """Every urge of a case on a line: who, what, until when, the answer."""
    told: list[tuple[str, object]] = []
    urges = view.get("urges", ())
    said_by = [one["by"] for urge in urges for one in (urge, urge["answer"]) if one and one["by"]]
    if said_by:
        names.learn(people=said_by)
    for one in urges:
        said = f"{names.person(one['by'])} {moment(one['at'])}：{one['text']}"
        if one["until"]:
            until = moment(one["until"])
            said += words(f"；限 {until} 前答复", f"; answer by {until}")
        if one["answer"]:
            given = one["answer"]
            said += (
                words("；答复：", "; answered: ")
                + f"{names.person(given['by'])} {moment(given['at'])}：{given['text']}"
            )
        elif one["unanswered"]:
            said += words("；逾期未答复", "; not answered in time")
        told.append((words(f"催办 {one['number']}", f"urge {one['number']}"), said))
    return told


_UNITS = {
    "workdays": ("个工作日", "workdays"),
    "days": ("个自然日", "days"),
    "minutes": ("分钟", "minutes"),
}


def left(view: View) -> str:
    """What is left of a term whose clock stands."""
    told = [
        words(f"{one['amount']}{_UNITS[one['unit']][0]}", f"{one['amount']} {_UNITS[one['unit']][1]}")
        for one in view["left"]
    ]
    return words("加", " and ").join(told) or words("不足一日", "less than a day")


def deadline_name(definition: Definition, name: str) -> str:
    """What a deadline is called: the step it belongs to, or the whole case."""
    base, _, occurrence = name.partition("@")
    place, _, stage = base.partition(".")
    if place == "case":
        said, stages = words("全部办结", "the whole case"), definition.stages
    else:
        state = definition.state(place)
        said, stages = state.title.pick(language()), state.stages
    named = next((one.title.pick(language()) for one in stages if one.id == stage), "")
    said += f" · {named}" if named else ""
    return f"{said} ({occurrence})" if occurrence else said


def case_list(views: Sequence[View], names: Names) -> str:
    """Cases as a table, the first deadline of each beside it."""
    if not views:
        return words("没有事项", "no cases")
    names.learn(units=sorted({view["unit"] for view in views}))
    rows = []
    for view in views:
        title = names.definition(view).title.pick(language())
        due = deadline(view["deadlines"][0], names.definition(view)) if view["deadlines"] else "—"
        rows.append(
            (
                view["case"],
                title,
                names.unit(view["unit"]),
                names.state(view),
                status(view["status"]),
                view["round"],
                due,
            )
        )
    heads = words(
        "编号|流程|单位|步骤|状况|轮次|最近时限", "case|workflow|unit|step|status|round|next deadline"
    ).split("|")
    return table(heads, rows)


def whose(view: View, names: Names) -> str | None:
    """Why a case is on somebody's list that is not there for a post of their own."""
    if "on_behalf_of" in view:
        principal = names.person(view["on_behalf_of"])
        return words(f"代 {principal} 办理", f"on behalf of {principal}")
    if "vote" in view:
        group = _group(view["vote"], names.definition(view))
        return words(f"待投票（组别 {group}）", f"to vote, in the group {group}")
    return None


def case(view: View, names: Names) -> str:
    """A case as a reader wants to see it."""
    definition = names.definition(view)
    people = list(view.get("waits_for", []))
    names.learn(people=people, units=[view["unit"]])
    pairs: list[tuple[str, object]] = [
        (words("编号", "case"), view["case"]),
        (
            words("流程", "workflow"),
            f"{definition.title.pick(language())} ({view['workflow']} v{view['version']})",
        ),
        (words("单位", "unit"), f"{names.unit(view['unit'])} ({view['unit']})"),
        (words("步骤", "step"), f"{names.state(view)} ({', '.join(view['states'])})"),
        (words("状况", "status"), f"{status(view['status'])} ({view['status']})"),
        (words("轮次", "round"), view["round"]),
    ]
    if "edition" in view:
        pairs.append(
            (words("文稿版次", "edition"), view["edition"] or words("尚未报送", "not handed in yet"))
        )
    pairs += [
        (deadline_name(definition, one["name"]), deadline(one, definition)) for one in view["deadlines"]
    ]
    running = {one["name"] for one in view["deadlines"]}
    for one in view.get("breaches", ()):
        if one["deadline"] not in running:
            name, due = deadline_name(definition, one["deadline"]), moment(one["due"])
            pairs.append((words("曾超期", "was late"), f"{name}  {due}"))
    pairs += urge_lines(view, names)
    if "stay" in view:
        pairs.append((words("公示期", "stay"), stay_text(view["stay"])))
    if "ballot" in view:
        pairs.append((words("评议", "ballot"), _ballot(view["ballot"], definition)))
    if "withheld" in view:
        titles = [
            field.title.pick(language()) for field in definition.fields if field.name in view["withheld"]
        ]
        pairs.append((words("不公开", "not shown"), words("、", ", ").join(titles)))
    if "countersign" in view:
        decisions.learn(definition, view["countersign"], names)
        pairs += decisions.countersignature(definition, view["states"][0], view["countersign"], names)
    if people:
        pairs.append((words("等待办理", "waits for"), words("、", ", ").join(map(names.person, people))))
    if "dead_end" in view:
        pairs.append((words("停滞", "stuck"), _dead_end(view["dead_end"])))
    elif view.get("stuck"):
        pairs.append(
            (words("停滞", "stuck"), words("无人可办：请补任相应职务", "nobody can act: fill the post"))
        )
    if view["children"]:
        pairs.append((words("子事项", "children"), ", ".join(view["children"])))
    learn(definition, view["data"], names)
    pairs += lines(definition, view["data"], names)
    return facts(pairs)


def _dead_end(need: Mapping[str, int]) -> str:
    total, needed, possible = need["total"], need["needed"], need["possible"]
    return words(
        f"共 {total} 个子事项，须办成 {needed} 个，最多只能办成 {possible} 个：请撤销本事项，另行立项",
        f"of {total} items {needed} must succeed and at most {possible} can: cancel the case and start anew",
    )


def stay_text(stay: View) -> str:
    """Until when a case stays where it is, or that its clock stands."""
    if stay["over"]:
        return words("已满", "over")
    if stay["stopped"] or stay["until"] is None:
        return words("停表中（有未决事项）", "its clock stands (something is open)")
    until = moment(stay["until"])
    unsure = words("（暂定）", " (provisional)") if stay["provisional"] else ""
    return words(f"至 {until}", f"until {until}") + unsure


def _ballot(ballot: View, definition: Definition) -> str:
    if ballot["closed"]:
        return result_line(ballot["result"], limits_of(definition))
    cast, roll = sum(ballot["cast"].values()), sum(ballot["roll"].values())
    return words(f"已投 {cast}，名册 {roll} 人", f"{cast} cast of {roll} on the roll")


def rule(text: str, definition: Definition) -> str:
    """The rule of a deadline: a term in words, a parameter or a milestone by its title, anything else as it is."""
    from duban.engine.core.terms import TermError, parse_term, term_text

    try:
        return term_text(parse_term(text), language())
    except TermError:  # a date, a milestone, a parameter, a recurrence, or bare days of a law
        name, blank, rest = text.partition(" ")
        titles = _dated(definition)
        if name not in titles:
            return text
        title = titles[name].pick(language())
        return words(f"{title}（{name}）", f"{title} ({name})") + blank + rest


def event_line(event: View, definition: Definition, names: Names) -> tuple[str, str, str, str]:
    """An event as a row: when, what, who, what was said."""
    what = words(*KINDS.get(event["kind"], (event["kind"], event["kind"])))
    if event["action"]:
        done = definition.state(event["from"]).action(event["action"])
        what = done.title.pick(language()) if done else event["action"]
    if event["to"] and event["to"] != event["from"]:
        what += f" → {definition.state(event['to']).title.pick(language())}"
    if "deadline" in event:
        what += words("：", ": ") + deadline_name(definition, event["deadline"])
    if "urge" in event:
        what += f" {event['urge']}"
    if "child" in event:
        what += words("：", ": ") + str(event["child"])
    what += changes.numbers(event)
    who = names.person(event["actor"])
    if event["on_behalf_of"]:
        behalf = names.person(event["on_behalf_of"])
        who = words(f"{who}，代 {behalf}", f"{who} for {behalf}")
    data = dict(event["data"])
    if event["kind"] == "recounted":
        return moment(event["at"]), what, who, _recounted(event)
    counted = [result_line(data.pop("result"), limits_of(definition))] if "result" in data else []
    counted += [say(data.pop(name), definition) for name, say in _COUNTED.items() if name in data]
    told = [
        words(f"{title}：{value}", f"{title}: {value}")
        for title, value in lines(definition, data, names, _MOST)
    ]
    if event["kind"] == "corrected":
        told = list(changes.corrected(event, definition, names, _MOST))
    elif event["kind"] == "handed-over":
        told = list(changes.handed_over(event, names))
    told = [*counted, *decisions.told(event, definition, names), *told]
    if event["kind"] == "recounted":
        told.append(f"{event.get('old') or '—'} → {event.get('new') or '—'}")
    said = words("；", "; ").join(filter(None, [*told, event.get("note"), event.get("reason")]))
    return changes.when(event), what, who, shortened(said, 3 * _MOST)


def _recounted(event: View) -> str:
    """From which date to which, and what changed the calendar."""
    nothing = words("未定", "not set")
    before, due = (moment(event[one]) if event.get(one) else nothing for one in ("before", "due"))
    reason = event.get("reason") or "—"
    if before == due:
        moved = words(f"{due} 不变", f"{due} stays")
    else:
        moved = words(f"{before} 改为 {due}", f"{before} is now {due}")
    unsure = words("，仍为暂定", ", still provisional") if event.get("provisional") else ""
    return moved + unsure + words(f"；依据：{reason}", f"; because of {reason}")


def _roll(roll: View, definition: Definition) -> str:
    people = sum(one if isinstance(one, int) else len(one) for one in roll.values())
    return words(f"名册 {people} 人", f"{people} people on the roll")


def _tally(tally: View, definition: Definition) -> str:
    papers = sum(number for count in tally.values() for name, number in count.items() if name != "invited")
    invited = sum(count["invited"] for count in tally.values())
    groups = words("、", ", ").join(_group(one, definition) for one in _in_order(tally, definition))
    return words(
        f"{groups}：应评 {invited}，收回 {papers}", f"{groups}: {invited} invited, {papers} handed in"
    )


def _group(group: str, definition: Definition) -> str:
    """A group of voters by its title."""
    held = ballot_of(definition, [group], ())
    return group_titles(held)[group].pick(language()) if held is not None else group


def _choice(choice: str, definition: Definition) -> str:
    """A choice by its title."""
    held = ballot_of(definition, (), [choice])
    return choice_titles(held)[choice].pick(language()) if held is not None else choice


def _in_order(groups: Iterable[str], definition: Definition) -> list[str]:
    """Groups as the definition has them."""
    there = list(groups)
    held = ballot_of(definition, there, ())
    return [one for one in held.groups if one in there] if held is not None else there


_COUNTED: dict[str, Callable[[Any, Definition], str]] = {
    "tally": _tally,
    "roll": _roll,
    "group": lambda group, definition: words(
        f"组别 {_group(group, definition)}", f"group {_group(group, definition)}"
    ),
    "choice": lambda choice, definition: words(
        f"选项 {_choice(choice, definition)}", f"choice {_choice(choice, definition)}"
    ),
}
"""What a ballot leaves in the record, on one line."""
KINDS = {
    "started": ("立项", "started"),
    "moved": ("办理", "acted"),
    "reminded": ("提醒", "reminded"),
    "overdue": ("超期", "overdue"),
    "escalated": ("升级提醒", "escalated"),
    "stopped": ("停表", "the clock stopped"),
    "resumed": ("恢复计时", "the clock runs again"),
    "fulfilled": ("已履行", "fulfilled"),
    "recounted": ("重算时限", "counted anew"),
    "stayed": ("公示期满", "the stay is over"),
    "child-ended": ("子事项办结", "a child ended"),
    "child-settled": ("子事项视同办结", "a child counts as done"),
    "child-reopened": ("子事项不再视同办结", "a child counts as done no more"),
    "opened": ("增立子事项", "children opened"),
    "reopened": ("重新办理", "reopened"),
    "rolled": ("登记名册", "roll entered"),
    "cast": ("投票", "voted"),
    "tallied": ("登记计票", "count entered"),
    "urged": ("催办", "urged"),
    "answered": ("答复催办", "answered the urge"),
    "unanswered": ("催办未答复", "urge not answered"),
    "cancelled": ("撤销", "cancelled"),
    "corrected": ("更正", "corrected"),
    "handed-over": ("交接", "handed over"),
}
"""What the kinds of events are called."""
