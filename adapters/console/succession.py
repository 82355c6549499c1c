"""`hand-over`: people move, and what they were named for goes on."""

from __future__ import annotations

from typing import Any

from duban.engine.core.text import Text
from duban.engine.errors import InvalidInput

from .desk import BY, ON_BEHALF_OF, Desk, command
from .grammar import Name, option
from .language import language, words


@command(
    "hand-over",
    "交接：把某人在在办事项中担任的角色交给接手的人",
    "succession: in every open case where somebody is named in a role, another takes the place",
    example="duban hand-over --from li --to he --note 李二调离 --by zhang",
)
@option("--from", "old", type=Name(), required=True, metavar="PERSON", zh="交出的人", en="who gives it up")
@option("--to", "new", type=Name(), required=True, metavar="PERSON", zh="接手的人", en="who takes it")
@option("--unit", type=Name(), zh="只交接这个单位的事项", en="only cases of this unit")
@option("--case", type=Name(), zh="只交接这个事项及其子事项", en="only this case and its children")
@option("--note", required=True, zh="交接的理由", en="why")
@BY
@ON_BEHALF_OF
def hand_over(
    desk: Desk,
    old: str,
    new: str,
    unit: str | None,
    case: str | None,
    note: str,
    by: str,
    on_behalf_of: str | None,
) -> int:
    """Hand cases over."""
    from duban.engine.app.succession import handed_view

    from .progress import progress

    if not note.strip():
        raise InvalidInput(_NO_NOTE)
    duban = desk.open()
    with progress() as tell:
        done = duban.hand_over(
            old, new, by=by, note=note, unit=unit, case=case, on_behalf_of=on_behalf_of, progress=tell
        )
    view = handed_view(done, lambda answer: [one.json(language()) for one in answer.refusals])

    def text() -> str:
        comma = words("、", ", ")
        lines = [
            words(
                f"{one['case']}  已交接：{comma.join(one['fields'])}",
                f"{one['case']}  handed over: {comma.join(one['fields'])}",
            )
            for one in view["handed"]
        ]
        lines += [
            f"{one['case']}  {words('未交接', 'not handed over')}  {reason['message']}"
            for one in view["refused"]
            for reason in one["reasons"]
        ]
        lines += [
            words(
                f"{one['case']}  仍写有 {old}（并非在办角色）：{comma.join(one['fields'])}",
                f"{one['case']}  still names {old} (in no role that goes on): {comma.join(one['fields'])}",
            )
            for one in view["left"]
        ]
        lines.append(_sum(view))
        return "\n".join(lines)

    desk.print(view, text)
    return 0 if done.ok else 1


def _sum(view: dict[str, Any]) -> str:
    handed, refused = len(view["handed"]), len(view["refused"])
    return words(f"交接 {handed} 个事项，{refused} 个未能交接", f"{handed} cases handed over, {refused} not")


_NO_NOTE = Text("--note 不能为空：交接须说明理由", "--note must not be empty: a hand-over needs its reason")
COMMANDS = {"hand-over": hand_over}
