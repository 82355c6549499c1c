"""Cases and what happened to them, in words for a terminal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from duban.engine.core.definition import Definition

from .fields import learn, lines
from .language import language, words
from .names import Names, View
from .tables import facts, moment, shortened, table

if TYPE_CHECKING:
    pass


_MOST = 36
"""Columns of a value within a table."""
STATUS = {
    "open": ("在办", "open"),
    "success": ("办结", "success"),
    "failure": ("未通过", "failure"),
    "cancelled": ("已撤销", "cancelled"),
}


def status(word: str) -> str:
    """A status in words."""
    return words(*STATUS[word])


def deadline(view: View) -> str:
    """A deadline in words: until when, how far off, whether provisional or overdue."""
    days = view["days_left"]
    said = moment(view["due"])
    if view["provisional"]:
        said += words("（暂定）", " (provisional)")
    if view["overdue"]:
        late = words(f"已超期 {-days} 天", f"overdue by {-days} days")
        return f"{said}  {late if days < 0 else words('已超期', 'overdue')}"
    return f"{said}  {words(f'还剩 {days} 天', f'{days} days left')}"


def deadline_name(definition: Definition, name: str) -> str:
    """What a deadline is called: the step it belongs to, or the whole case."""
    if name == "case":
        return words("全部办结", "the whole case")
    return definition.state(name).title.pick(language())


def case_list(views: Sequence[View], names: Names) -> str:
    """Cases as a table, the first deadline of each beside it."""
    if not views:
        return words("没有事项", "no cases")
    names.learn(units=sorted({view["unit"] for view in views}))
    rows = []
    for view in views:
        title = names.definition(view).title.pick(language())
        due = deadline(view["deadlines"][0]) if view["deadlines"] else "—"
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
    pairs += [(deadline_name(definition, one["name"]), deadline(one)) for one in view["deadlines"]]
    if "stay" in view:
        pairs.append((words("公示期", "stay"), _stay(view["stay"])))
    if "ballot" in view:
        pairs.append((words("评议", "ballot"), _ballot(view["ballot"])))
    if people:
        pairs.append((words("等待办理", "waits for"), words("、", ", ").join(map(names.person, people))))
    if view.get("stuck"):
        pairs.append(
            (words("停滞", "stuck"), words("无人可办：请补任相应职务", "nobody can act: fill the post"))
        )
    if view["children"]:
        pairs.append((words("子事项", "children"), ", ".join(view["children"])))
    learn(definition, view["data"], names)
    pairs += lines(definition, view["data"], names)
    return facts(pairs)


def _stay(stay: View) -> str:
    if stay["over"]:
        return words("已满", "over")
    if stay["stopped"] or stay["until"] is None:
        return words("停表中（有未决事项）", "its clock stands (something is open)")
    until = moment(stay["until"])
    unsure = words("（暂定）", " (provisional)") if stay.get("provisional") else ""
    return words(f"至 {until}", f"until {until}") + unsure


def _ballot(ballot: View) -> str:
    if ballot["closed"]:
        return result_line(ballot["result"])
    cast, roll = sum(ballot["cast"].values()), sum(ballot["roll"].values())
    return words(f"已投 {cast}，名册 {roll} 人", f"{cast} cast of {roll} on the roll")


def result_line(result: View) -> str:
    """The outcome of a ballot in one line."""
    outcomes = {"passed": ("通过", "passed"), "failed": ("未通过", "failed"), "invalid": ("无效", "invalid")}
    turnout, approving = percent(result["turnout"]), percent(result["approving"])
    outcome = words(*outcomes[result["outcome"]])
    return words(
        f"{outcome}：参评率 {turnout}，认可率 {approving}",
        f"{outcome}: turnout {turnout}, approving {approving}",
    )


def rule(text: str) -> str:
    """The rule of a deadline: a term in words, anything else as it is."""
    from duban.engine.core.terms import TermError, parse_term, term_text

    try:
        return term_text(parse_term(text), language())
    except TermError:
        return text


def percent(share: str) -> str:
    """A share as a percentage with one decimal, rounded half up."""
    from decimal import ROUND_HALF_UP, Decimal

    return f"{(Decimal(share) * 100).quantize(Decimal('0.1'), ROUND_HALF_UP)}%"


def event_line(event: View, definition: Definition, names: Names) -> tuple[str, str, str, str]:
    """An event as a row: when, what, who, what was said."""
    what = words(*_KINDS.get(event["kind"], (event["kind"], event["kind"])))
    if event["action"]:
        done = definition.state(event["from"]).action(event["action"])
        what = done.title.pick(language()) if done else event["action"]
    if event["to"] and event["to"] != event["from"]:
        what += f" → {definition.state(event['to']).title.pick(language())}"
    if "deadline" in event:
        what += words("：", ": ") + deadline_name(definition, event["deadline"])
    if "child" in event:
        what += words("：", ": ") + str(event["child"])
    who = names.person(event["actor"])
    if event["on_behalf_of"]:
        behalf = names.person(event["on_behalf_of"])
        who = words(f"{who}，代 {behalf}", f"{who} for {behalf}")
    data = dict(event["data"])
    if event["kind"] == "recounted":
        return moment(event["at"]), what, who, _recounted(event)
    counted = [say(data.pop(name)) for name, say in _COUNTED.items() if name in data]
    told = [
        words(f"{title}：{value}", f"{title}: {value}")
        for title, value in lines(definition, data, names, _MOST)
    ]
    told = [*counted, *told]
    said = words("；", "; ").join(filter(None, [*told, event.get("note")]))
    return moment(event["at"]), what, who, shortened(said, 3 * _MOST)


def _recounted(event: View) -> str:
    """From which date to which, and what changed the calendar."""
    before, due, reason = moment(event["before"]), moment(event["due"]), event.get("reason") or "—"
    if before == due:
        moved = words(f"{due} 不变", f"{due} stays")
    else:
        moved = words(f"{before} 改为 {due}", f"{before} is now {due}")
    unsure = words("，仍为暂定", ", still provisional") if event.get("provisional") else ""
    return moved + unsure + words(f"；依据：{reason}", f"; because of {reason}")


def _roll(roll: View) -> str:
    people = sum(one if isinstance(one, int) else len(one) for one in roll.values())
    return words(f"名册 {people} 人", f"{people} people on the roll")


def _tally(tally: View) -> str:
    papers = sum(number for count in tally.values() for name, number in count.items() if name != "invited")
    invited = sum(count["invited"] for count in tally.values())
    groups = words("、", ", ").join(tally)
    return words(
        f"{groups}：应评 {invited}，收回 {papers}", f"{groups}: {invited} invited, {papers} handed in"
    )


_COUNTED: dict[str, Callable[[Any], str]] = {
    "result": result_line,
    "tally": _tally,
    "roll": _roll,
    "group": lambda group: words(f"组别 {group}", f"group {group}"),
}
"""What a ballot leaves in the record, on one line."""
_KINDS = {
    "started": ("立项", "started"),
    "moved": ("办理", "acted"),
    "reminded": ("提醒", "reminded"),
    "overdue": ("超期", "overdue"),
    "escalated": ("升级提醒", "escalated"),
    "stayed": ("公示期满", "the stay is over"),
    "child-ended": ("子事项办结", "a child ended"),
    "reopened": ("重新办理", "reopened"),
    "rolled": ("登记名册", "roll entered"),
    "cast": ("投票", "voted"),
    "recounted": ("重算期限", "counted again"),
    "tallied": ("登记计票", "count entered"),
    "cancelled": ("撤销", "cancelled"),
}
