"""`parameter`: the figures that each place sets for itself, and those that nobody has set yet."""

from __future__ import annotations

from duban.engine.core.provenance import source_note
from duban.engine.core.text import Text, many

from .desk import Desk, command
from .grammar import Group, Name, argument, option
from .language import language, words

parameter = Group(
    "parameter",
    text=Text(
        "参数：通知没有给出、由各地自行确定的数值", "figures that each place sets for itself: set, list"
    ),
)


@command(
    "set",
    "设定一个参数，相关时限随之重新计算",
    "set a parameter; the deadlines that hang on it are counted anew",
    example="duban parameter set do-now '5 workdays' --reason 市委活动办通知",
)
@argument("name", "参数，见 duban parameter list", "the parameter, see duban parameter list", type=Name())
@argument("value", "数值，如 5个工作日、0.8、是", "the value, such as 5 workdays, 0.8, true", type=Name())
@option(
    "--unit", type=Name(), zh="只对这个单位及其直接下级", en="for this unit and those right below it only"
)
@option("--reason", metavar="TEXT", zh="为什么这样定", en="why it is this")
@option(
    "--by",
    type=Name(),
    envvar="DUBAN_ACTOR",
    metavar="PERSON",
    zh="由谁设定；写明职务的参数须填",
    en="who sets it; needed where the parameter names posts",
)
def parameter_set(
    desk: Desk, name: str, value: str, unit: str | None, reason: str | None, by: str | None
) -> None:
    """Set a parameter."""
    duban = desk.open()
    found = duban.set_parameter(name, value, unit=unit, reason=reason or "", by=by)

    def text() -> str:
        title = next(
            (one["title"].pick(language()) for one in duban.parameters() if one["name"] == name), name
        )
        return words(
            f"参数 {name}（{title}）：{found.before or '未定'} → {value}；涉及 {found.cases} 个在办事项，{found.changed} 个有变动",
            f"parameter {name} ({title}): {found.before or 'not set'} → {value}; {many(found.cases, 'open case')} hang on it, "
            f"{found.changed} changed",
        )

    desk.print(
        {
            "name": name,
            "unit": unit,
            "value": value,
            "before": found.before,
            "cases": found.cases,
            "changed": found.changed,
            "held": found.held,
        },
        text,
    )


@command("list", "列出参数，未定的也列出", "list the parameters, those that nobody has set too")
def parameter_list(desk: Desk) -> None:
    """List parameters."""
    found = desk.open().parameters()
    value = [{**one, "title": one["title"].pick(language())} for one in found]

    def text() -> str:
        from .tables import table

        if not value:
            return words("没有参数", "there are no parameters")
        heads = words("参数|名称|取值|来源|依据", "parameter|title|value|from|basis").split("|")
        rows = []
        for one in value:
            note = source_note(one["basis"], one["origin"])
            basis = note.pick(language()) if note is not None else "—"
            for held in one["values"]:
                place = held["unit"] or words("全部单位", "all units")
                rows.append(
                    (one["name"], one["title"], held["value"], f"{place} {held['reason']}".strip(), basis)
                )
            if not one["values"]:
                ours = words("流程文件的缺省值", "the default of the file")
                unset = words("未定", "undetermined")
                held = (one["default"], ours) if one["default"] else (unset, "—")
                rows.append((one["name"], one["title"], *held, basis))
        return table(heads, rows)

    desk.print({"parameters": value}, text)


parameter.add_command(parameter_set)
parameter.add_command(parameter_list)

COMMANDS = {"parameter": parameter}
