"""`draw`: the samples drawn in a case, drawn again and held against the record."""

from __future__ import annotations

from duban.engine.core.definition import Definition
from duban.engine.core.sampling import TOLD
from duban.engine.core.text import Text

from .desk import CASE, LOOKER, Desk, command
from .grammar import Group
from .language import language, words
from .names import Names, View

_MOST = 12
"""So many of the elements are listed; of the rest the number is told."""


draw = Group(
    "draw", text=Text("随机抽取：重新抽取并核对", "random samples: drawn again and held against the record")
)


@command(
    "show",
    "每次抽取的名单、种子、结果；重新抽取并核对，不符时退出码为 1",
    "frame, seed and result of each draw, drawn again; exit code 1 where the record does not agree",
    example="duban draw show CASE",
)
@CASE
@LOOKER
def draw_show(desk: Desk, case: str, by: str | None) -> int:
    """Show the draws of a case."""
    duban = desk.look(by)
    found = duban.draws(case, by=by)

    def text() -> str:
        if not found:
            return words("没有抽取过", "nothing has been drawn")
        names, definition = Names(duban), duban.definition_of(case, by=by)
        names.learn(people=sorted({one["actor"] for one in found} - {None}))
        return "\n\n".join(_told(one, definition, names) for one in found)

    desk.print({"case": case, "draws": found}, text)
    return 0 if all(one["agrees"] for one in found) else 1


def _told(view: View, definition: Definition, names: Names) -> str:
    from .tables import facts, moment

    def field(name: str) -> str:
        known = definition.field(name)
        return f"{known.title.pick(language())} ({name})" if known is not None else name

    action = next((one.title for _, one in definition.actions() if one.id == view["action"]), None)
    pairs: list[tuple[str, object]] = [
        (words(f"第 {view['number']} 次抽取", f"draw {view['number']}"), moment(view["at"])),
        (
            words("办理", "action"),
            f"{action.pick(language()) if action else view['action']} ({view['action']})",
        ),
        (words("办理人", "by"), names.person(view["actor"])),
        (words("名单", "frame"), f"{field(view['from'])}  {_some(view['frame'])}"),
        (words("不抽", "excluded"), _some(view["excluded"])),
        (words("抽取", "drawn"), words(f"{view['size']} 个", str(view["size"]))),
        (words("方法", "method"), view["method"]),
        (words("种子", "seed"), view.get("seed", "—")),
        (words("结果", "result"), _some(view["result"], len(view["result"]))),
    ]
    if "strata" in view:
        pairs.insert(5, (words("分层", "strata"), _strata(view)))
    told = view["method"] == TOLD and view["agrees"]
    said = (
        words(
            "以前抽取、事后补录，不能重新抽取", "drawn before and told afterwards: it cannot be drawn again"
        )
        if told
        else words("重新抽取，结果一致", "drawn again: the same")
        if view["agrees"]
        else words(
            f"重新抽取，结果不符：{_some(view['again'] or ())}",
            f"drawn again: NOT the same: {_some(view['again'] or ())}",
        )
    )
    pairs.append((words("核对", "check"), said))
    return facts(pairs)


def _some(elements: list[str] | tuple[()], most: int = _MOST) -> str:
    if not elements:
        return "—"
    listed = words("、", ", ").join(elements[:most])
    left = len(elements) - most
    more = (
        words(f" 等，共 {len(elements)} 个", f" and {left} more, {len(elements)} in all") if left > 0 else ""
    )
    return listed + more


def _strata(view: View) -> str:
    kept = [one for one in view["frame"] if one not in set(view["excluded"])]
    told = []
    for stratum in sorted(set(view["strata"].values())):
        have = sum(view["strata"][one] == stratum for one in kept)
        drawn = sum(view["strata"][one] == stratum for one in view["result"])
        told.append(f"{stratum or '—'} {drawn}/{have}")
    return words("、", ", ").join(told)


draw.add_command(draw_show)
COMMANDS = {"draw": draw}
