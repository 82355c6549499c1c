"""`gates`: what other cases have to have come to first, and what would open each gate that is shut."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import click

from .desk import LOOKER, Desk, command
from .grammar import Name, argument, option
from .language import language, words


@command(
    "gates",
    "关口：事项（或单位的全部在办事项）须待哪些别的事项，现在如何，怎样才能放行",
    "what other cases have to have come to first, for a case or all open cases of a unit",
    example="duban gates case-1\nduban gates --unit water-bureau",
)
@argument("case", "只看这个事项", "only this case", type=Name(), required=False)
@option("--unit", type=Name(), zh="这个单位的全部在办事项", en="all open cases of this unit")
@LOOKER
def gates(desk: Desk, case: str | None, unit: str | None, by: str | None) -> None:
    """Tell the gates."""
    if (case is None) == (unit is None):
        raise click.UsageError(
            words("请写一个事项，或用 --unit 写一个单位", "name a case, or a unit with --unit")
        )
    duban = desk.look(by)
    if case is not None:
        found = duban.gates(case, language(), by=by)
    else:
        found = duban.gates_of_unit(str(unit), language(), by=by)

    desk.print({"gates": found}, lambda: gates_text(found))


def gates_text(found: Sequence[Mapping[str, Any]]) -> str:
    """Gates as a table, with the case of each where they are those of a unit."""
    from .tables import table

    if not found:
        return words("没有关口", "no gates")
    heads = words("关口|现状|有关事项|出路|依据", "gate|standing|cases|what opens it|basis").split("|")
    of_unit = "case" in found[0]
    if of_unit:
        heads.insert(0, words("事项", "case"))
    return table(heads, [[*([one["case"]] if of_unit else []), *_row(one)] for one in found])


def _row(view: Mapping[str, Any]) -> list[str]:
    told = _summed(view["cases"]) if len(view["cases"]) > _FEW else _named(view["cases"])
    lacking = view["not_begun"]
    if lacking and view["cases"]:
        told += words("；尚未立案：", "; not begun: ") + (
            words("、", ", ").join(one["title"] for one in lacking[:_FEW])
            + (
                words(f"等 {len(lacking)} 个单位", f" and others, {len(lacking)} units")
                if len(lacking) > _FEW
                else ""
            )
        )
    share = words(f"；{view['share']['text']}", f"; {view['share']['text']}") if view["share"] else ""
    return [
        view["title"],
        view["standing_title"] + share,
        told or "—",
        view["way_out"] or "—",
        view["basis"] or "—",
    ]


def _summed(cases: Sequence[Mapping[str, Any]]) -> str:
    """Many cases by where they stand: each one would make the table too wide to read; `--json` names them all."""
    states = Counter(one["state_title"] for one in cases)
    return words("、", ", ").join(
        words(f"{state} {count} 件", f"{count} {state}") for state, count in states.items()
    )


def _named(cases: Sequence[Mapping[str, Any]]) -> str:
    one_case = words("{case}（{state_title}）", "{case} ({state_title})")
    return words("、", ", ").join(one_case.format_map(one) for one in cases)


_FEW = 4
COMMANDS = {"gates": gates}
