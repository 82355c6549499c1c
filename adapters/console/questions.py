"""`show`, `can`, `history`, `list`, `todo`, `verify`: reading, which changes nothing."""

from __future__ import annotations

from typing import Any

from duban.engine.core.text import many
from duban.engine.errors import UnknownUnit

from .desk import BY, CASE, LOOKER, Desk, command
from .grammar import Name, OneOf, argument, option
from .language import language, words


@command(
    "show", "事项现状：步骤、时限、轮次、填报内容、等谁办理", "where a case stands, and whom it waits for"
)
@CASE
@LOOKER
def show(desk: Desk, case: str, by: str | None) -> None:
    """Show a case."""
    duban = desk.look(by)
    view = duban.show(case, by=by)

    def text() -> str:
        from .names import Names
        from .wording import case as worded

        return worded(view, Names(duban, by))

    desk.print(view, text)


@command(
    "can",
    "现在能办什么；其余动作为什么不能办",
    "what this person may do now, and for every other action why not",
)
@CASE
@BY
@option("--on-behalf-of", type=Name(), metavar="PERSON", zh="代谁办理", en="for whom")
def can(desk: Desk, case: str, by: str, on_behalf_of: str | None) -> None:
    """Say what may be done."""
    duban = desk.open()
    possible, impossible = duban.can(case, by=by, on_behalf_of=on_behalf_of)
    value = {
        "allowed": [
            {
                "action": one.action,
                "needs": list(one.needs),
                "missing": list(one.missing),
                "may": list(one.may),
            }
            | ({"batch": True} if one.batch else {})
            for one in possible
        ],
        "refused": [
            {"action": one.action, "reasons": [reason.json(language()) for reason in one.reasons]}
            for one in impossible
        ],
    }

    def text() -> str:
        from .possible import possible_text

        return possible_text(duban.definition_of(case, by=by), possible, impossible)

    desk.print(value, text)


@command("history", "事项经过：何时、何事、何人、代谁", "what happened, who did it, for whom, when")
@CASE
@LOOKER
def history(desk: Desk, case: str, by: str | None) -> None:
    """Tell the record."""
    duban = desk.look(by)
    events = duban.history(case, by=by)

    def text() -> str:
        from .fields import learn
        from .names import Names
        from .tables import table
        from .wording import event_line

        names = Names(duban, by)
        names.learn(
            people=sorted({one for event in events for one in (event["actor"], event["on_behalf_of"]) if one})
        )
        definition = duban.definition_of(case, by=by)
        for event in events:
            learn(definition, event["data"], names)
        heads = words("序号|时间|事项|办理人|内容", "no|when|what|who|said").split("|")
        return table(heads, [(event["seq"], *event_line(event, definition, names)) for event in events])

    desk.print({"case": case, "events": events}, text)


@command("list", "列出事项", "list cases")
@option("--workflow", type=Name(), zh="只列这个流程的", en="of this workflow")
@option("--unit", type=Name(), zh="只列这个单位的", en="of this unit")
@option("--state", type=Name(), zh="只列处在这一步骤的", en="at this state")
@option(
    "--status",
    type=OneOf("open", "success", "failure", "cancelled"),
    zh="只列这种状况的",
    en="of this status",
)
@option("--overdue", is_flag=True, zh="只列已超期的", en="only those overdue")
@option(
    "--stuck",
    is_flag=True,
    zh="只列停滞的：无人可办，或子事项已无法办成",
    en="only those that nobody can move or whose items can no longer be done",
)
@LOOKER
def list_(
    desk: Desk,
    workflow: str | None,
    unit: str | None,
    state: str | None,
    status: str | None,
    overdue: bool,
    stuck: bool,
    by: str | None,
) -> None:
    """List cases."""
    duban = desk.look(by)
    if workflow is not None:
        duban.definition(workflow)
    if unit is not None and unit not in duban.names([], [unit])[1]:
        raise UnknownUnit(unit=unit)
    found = duban.list_cases(workflow=workflow, unit=unit, state=state, status=status, overdue=overdue, by=by)
    if stuck:
        kept = {view["case"] for view in duban.stuck(by=by)}
        found = [view for view in found if view["case"] in kept]
    _tell_list(desk, duban, found, by)


@command("todo", "某人的待办，最急的在前", "what waits for this person, most urgent first")
@BY
def todo(desk: Desk, by: str) -> None:
    """List what waits for somebody."""
    duban = desk.open()
    _tell_list(desk, duban, duban.todo(by=by), by, notices=duban.told(by=by))


@command("verify", "重放并核对记录：一个事项或全部", "replay and hash-check the record of a case, or of all")
@argument("case", "只核对这个事项", "only this case", type=Name(), required=False)
@option(
    "--digest",
    "with_digest",
    is_flag=True,
    zh="另给出全部事件的摘要：两份记录逐字节相同，摘要才相同",
    en="also one digest of all events: equal only where two records are, byte for byte",
)
@LOOKER
def verify(desk: Desk, case: str | None, with_digest: bool, by: str | None) -> int:
    """Check the record against itself."""
    duban = desk.look(by)
    checked, flaws = duban.verify(case, by=by)
    value = {"checked": checked, "ok": not flaws, "flaws": [one.json(language()) for one in flaws]}
    if with_digest:
        value["digest"] = duban.digest(case, by=by)

    def text() -> str:
        lines = [f"{one.case}: {one.message(language())}" for one in flaws]
        if flaws:
            lines.append(
                words(
                    f"核对 {checked} 个事项，发现 {len(flaws)} 处问题",
                    f"{many(checked, 'case')} checked, {many(len(flaws), 'flaw')} found",
                )
            )
        else:
            lines.append(
                words(
                    f"核对 {checked} 个事项，记录完好",
                    f"{many(checked, 'case')} checked, the record is sound",
                )
            )
        if with_digest:
            lines.append(words(f"摘要 {value['digest']}", f"digest {value['digest']}"))
        return "\n".join(lines)

    desk.print(value, text)
    return 1 if flaws else 0


def _tell_list(desk: Desk, duban: Any, found: list[dict[str, Any]], by: str | None, **more: Any) -> None:
    def text() -> str:
        from .names import Names
        from .wording import case_list, urge_lines, whose

        shown = Names(duban, by)
        shown.learn(people=[one["on_behalf_of"] for one in found if "on_behalf_of" in one])
        table = case_list(found, shown)
        others = [f"{one['case']}  {said}" for one in found if (said := whose(one, shown))]
        urged = [f"{one['case']}  {name}  {said}" for one in found for name, said in urge_lines(one, shown)]
        return "\n".join([table, *others, *urged])

    desk.print({"cases": found, **more}, text)


COMMANDS = {
    "show": show,
    "can": can,
    "history": history,
    "list": list_,
    "todo": todo,
    "verify": verify,
}
