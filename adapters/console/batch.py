"""`batch`: several cases forwarded together under one number."""

from __future__ import annotations

from typing import Any

import click

from .acts import DATA, NOTE
from .desk import ON_BEHALF_OF, Desk, command
from .grammar import Name, argument, option
from .language import language, words
from .reading import read_data

_SHOW = "show"


@command(
    "batch",
    "统一办理：几个事项一起办同一个动作，编为一个批次；show 看一个批次",
    "one action of several cases together, under one number, each with its own result; `show NUMBER` tells a batch",
    example="duban batch forward case-1 case-4 case-7 --note 统一报送 --by wang\nduban batch show 3",
)
@argument("action", "动作，或 show", "the action, or show", type=Name())
@argument(
    "cases",
    "各个事项；show 之后写批次号",
    "the cases; after show the number of the batch",
    type=Name(),
    nargs=-1,
    required=True,
)
@DATA[0]
@DATA[1]
@NOTE
@option("--all-or-nothing", is_flag=True, zh="有一件被拒就整批不办", en="one refusal undoes the whole batch")
@option(
    "--by",
    type=Name(),
    envvar="DUBAN_ACTOR",
    metavar="PERSON",
    zh="由谁办理；show 可不写，写明则看得到其知悉的保密事项",
    en="who acts; for show, who looks: what is confidential is there only for those who may know",
)
@ON_BEHALF_OF
def batch(
    desk: Desk,
    action: str,
    cases: tuple[str, ...],
    data: str | None,
    settings: tuple[str, ...],
    note: str | None,
    all_or_nothing: bool,
    by: str | None,
    on_behalf_of: str | None,
) -> int:
    """Forward cases together, or tell a batch."""
    if action == _SHOW:
        return _show(desk, cases, by)
    if by is None:
        raise click.UsageError(words("缺少 --by", "--by is needed"))
    filled = read_data(data, settings)
    duban = desk.open()
    done = duban.batch(
        action, cases, by=by, data=filled, note=note, on_behalf_of=on_behalf_of, all_or_nothing=all_or_nothing
    )
    results = [_result(case, answer) for case, answer in done.results.items()]

    def text() -> str:
        lines = []
        for one in results:
            if one["done"]:
                lines.append(f"{one['case']}  {words('已办理', 'done')}  {', '.join(one['states'])}")
            lines += [
                f"{one['case']}  {words('未办理', 'refused')} [{reason['code']}] {reason['message']}"
                for reason in one["reasons"]
            ]
        count = sum(one["done"] for one in results)
        head = words(
            f"第 {done.number} 号批次：{len(results)} 个事项，办理 {count} 个",
            f"batch {done.number}: {len(results)} cases, {count} done",
        )
        if done.number is None:
            head = words("整批未办", "nothing was done")
        return "\n".join([head, *lines])

    desk.print({"number": done.number, "action": action, "results": results}, text)
    return 0 if done.ok else 1


def _result(case: str, answer: Any) -> dict[str, Any]:
    view = answer.view
    stands = (
        {"states": view["states"], "status": view["status"]}
        if view is not None
        else {"states": [], "status": None}
    )
    reasons = [one.json(language()) for one in answer.refusals]
    return {"case": case, "done": answer.ok, **stands, "reasons": reasons}


def _show(desk: Desk, cases: tuple[str, ...], by: str | None) -> int:
    if len(cases) != 1 or not (cases[0].isascii() and cases[0].isdecimal() and len(cases[0]) < 10):
        raise click.UsageError(words("show 之后写一个批次号", "after show comes the number of one batch"))
    duban = desk.look(by)
    view = duban.batch_view(int(cases[0]), by=by)

    def text() -> str:
        from .names import Names
        from .tables import moment, table

        names = Names(duban)
        names.learn(people=[one for one in [view["actor"]] if one])
        head = words(
            f"第 {view['number']} 号批次  {view['action']}  {names.person(view['actor'])}  {moment(view['at'])}",
            f"batch {view['number']}  {view['action']}  {names.person(view['actor'])}  {moment(view['at'])}",
        )
        heads = words("事项|当时|现处", "case|then|now at").split("|")
        rows = [
            (
                one["case"],
                words("已办理", "done")
                if one["done"]
                else words("被拒：", "refused: ") + ", ".join(one["codes"]),
                ", ".join(one["states"]),
            )
            for one in view["results"]
        ]
        return "\n".join(filter(None, [head, view["note"], table(heads, rows)]))

    desk.print(view, text)
    return 0


COMMANDS = {"batch": batch}
