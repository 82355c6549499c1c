"""`start`, `do`, `cancel`: what people do to cases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duban.engine.core.text import Text
from duban.engine.errors import InvalidInput, UnknownCase

from .desk import BY, CASE, KEY, ON_BEHALF_OF, Desk, command
from .grammar import Name, argument, option
from .reading import read_data

if TYPE_CHECKING:
    from duban.engine.app import Duban

DATA = (
    option(
        "--data",
        metavar="FILE|-",
        zh="填报内容：JSON 或 YAML（.yaml）文件，- 为标准输入（JSON）",
        en="what is filled in: a JSON or YAML (.yaml) file, - for JSON on standard input",
    ),
    option(
        "--set",
        "settings",
        metavar="K=V",
        multiple=True,
        zh="填报一项；列表用 JSON 或顿号分隔",
        en="one field; a list as JSON or with commas",
    ),
)
NOTE = option("--note", zh="附言", en="a remark for the record")


@command(
    "start",
    "立项：为单位新建一个事项",
    "open a new case of a workflow for a unit",
    example="duban start rectification-plan --unit water-bureau --data plan.json --by zhang",
)
@argument("workflow", "流程，见 duban workflows", "the workflow, see duban workflows", type=Name())
@option("--unit", type=Name(), required=True, zh="所属单位的编号", en="the unit it is for")
@DATA[0]
@DATA[1]
@NOTE
@BY
@ON_BEHALF_OF
@KEY
def start(
    desk: Desk,
    workflow: str,
    unit: str,
    data: str | None,
    settings: tuple[str, ...],
    note: str | None,
    by: str,
    on_behalf_of: str | None,
    key: str | None,
) -> None:
    """Open a case."""
    filled = read_data(data, settings)
    duban = desk.open()
    answer = duban.start(
        workflow, unit=unit, by=by, data=filled, note=note, on_behalf_of=on_behalf_of, key=key
    )
    tell(desk, duban, answer.unwrap(), by)


@command(
    "do",
    "办理一个动作",
    "do an action of a case",
    example="duban do CASE return --by wang --set deficiencies=vague-measures --note 'item 3 has no date'",
)
@CASE
@argument("action", "动作，见 duban can", "the action, see duban can", type=Name())
@DATA[0]
@DATA[1]
@NOTE
@BY
@ON_BEHALF_OF
@KEY
def do(
    desk: Desk,
    case: str,
    action: str,
    data: str | None,
    settings: tuple[str, ...],
    note: str | None,
    by: str,
    on_behalf_of: str | None,
    key: str | None,
) -> None:
    """Do an action."""
    filled = read_data(data, settings)
    duban = desk.open()
    answer = duban.act(case, action, by=by, data=filled, note=note, on_behalf_of=on_behalf_of, key=key)
    tell(desk, duban, answer.unwrap(), by)


@command(
    "cancel", "撤销一个事项（由可立项的人）", "end a case without success or failure, by whoever may start it"
)
@CASE
@option("--note", required=True, zh="撤销的理由", en="why")
@BY
@ON_BEHALF_OF
@KEY
def cancel(desk: Desk, case: str, note: str, by: str, on_behalf_of: str | None, key: str | None) -> None:
    """Cancel a case."""
    if not note.strip():
        raise InvalidInput(NO_NOTE)
    duban = desk.open()
    tell(desk, duban, duban.cancel(case, by=by, note=note, on_behalf_of=on_behalf_of, key=key).unwrap(), by)


def tell(desk: Desk, duban: Duban, view: dict[str, Any], by: str) -> None:
    """Print a case as an act has left it, to whoever did it."""

    def text() -> str:
        from .names import Names
        from .wording import case

        try:
            now = duban.show(view["case"], by=by)
        except UnknownCase:  # what was filled in keeps it from whoever did so
            return str(view["case"])
        # A repeated key answers as the first time; whom the case waits for is only known of today.
        return case(now if now["seq"] == view["seq"] else view, Names(duban, by))

    desk.print(view, text)


NO_NOTE = Text("--note 不能为空：须说明理由", "--note must not be empty: it takes a reason")
COMMANDS = {"start": start, "do": do, "cancel": cancel}
