"""`register`: open catalogues, what stands in them, and what is added or retired."""

from __future__ import annotations

from typing import Any

from duban.engine.core.text import Text

from .acts import DATA, NOTE
from .desk import BY, Desk, command
from .grammar import Group, Name, argument, option
from .language import language, words
from .reading import read_data

register = Group(
    "register",
    text=Text(
        "目录：可以随时增补的清单，如专项整治项目",
        "open catalogues, such as the topics of special rectification: list, show, add, retire",
    ),
)
_NAME = argument("name", "目录，见 duban register list", "the register, see duban register list", type=Name())
_KEY = argument("key", "条目的编号", "the key of the entry", type=Name())


@command("list", "列出目录", "list the registers")
def register_list(desk: Desk) -> None:
    """List registers."""
    found = [_worded(one) for one in desk.open().registers()]

    def text() -> str:
        from .tables import table

        if not found:
            return words("没有目录", "there are no registers")
        heads = words("目录|名称|在用|已停用|各栏", "register|title|entries|retired|fields").split("|")
        rows = [
            (one["name"], one["title"], str(one["entries"]), str(one["retired"]), ", ".join(one["fields"]))
            for one in found
        ]
        return table(heads, rows)

    desk.print({"registers": found}, text)


@command("show", "列出一个目录的条目，已停用的也列出", "list the entries of a register, the retired ones too")
@_NAME
def register_show(desk: Desk, name: str) -> None:
    """Show a register."""
    found = [_worded(one) for one in desk.open().register_entries(name)]

    def text() -> str:
        from .tables import table

        if not found:
            return words(f"目录 {name} 没有条目", f"the register {name} has no entries")
        heads = words("编号|名称|内容|来源|停用", "key|title|values|from|retired").split("|")
        return table(heads, [_row(one) for one in found])

    desk.print({"name": name, "entries": found}, text)


@command(
    "add",
    "向目录增补一个条目；适用的事项随即立件",
    "add an entry to a register; cases that follow it open what it calls for",
    example="duban register add topics A9 --title 新发现的突出问题 --by lin",
)
@_NAME
@_KEY
@option("--title", required=True, metavar="TEXT", zh="名称", en="what it is called")
@option("--title-en", metavar="TEXT", zh="英文名称", en="what it is called in English")
@DATA[0]
@DATA[1]
@NOTE
@BY
def register_add(
    desk: Desk,
    name: str,
    key: str,
    title: str,
    title_en: str | None,
    data: str | None,
    settings: tuple[str, ...],
    note: str | None,
    by: str,
) -> None:
    """Add an entry."""
    called = Text(title, title_en or title)
    done = desk.open().add_to_register(
        name, key, by=by, title=called, data=read_data(data, settings), note=note
    )
    _tell(desk, name, done, words(f"目录 {name} 已增补 {key}", f"{key} is now in the register {name}"))


@command(
    "retire",
    "停用目录的一个条目：不再立新件，已立的照办",
    "retire an entry: it opens nothing any more, and what it has opened goes on",
    example="duban register retire topics t5 --note 已并入t2 --by lin",
)
@_NAME
@_KEY
@option("--note", required=True, metavar="TEXT", zh="为什么停用", en="why")
@BY
def register_retire(desk: Desk, name: str, key: str, note: str, by: str) -> None:
    """Retire an entry."""
    done = desk.open().retire_from_register(name, key, by=by, note=note)
    _tell(desk, name, done, words(f"目录 {name} 的 {key} 已停用", f"{key} of the register {name} is retired"))


def _tell(desk: Desk, name: str, done: dict[str, Any], said: str) -> None:
    desk.print({"name": name, "entry": _worded(done)}, lambda: said)


def _worded(view: dict[str, Any]) -> dict[str, Any]:
    """With every title in the reader's language."""
    worded = {**view, "title": view["title"].pick(language())}
    if "fields" in view:
        worded["fields"] = {name: title.pick(language()) for name, title in view["fields"].items()}
    return worded


def _row(one: dict[str, Any]) -> tuple[str, ...]:
    said = "; ".join(f"{name}={_plain(value)}" for name, value in one["values"].items())
    source = one["case"] or one["added_by"] or words("起初即有", "from the beginning")
    retired = f"{one['retired_at'][:10]} {one['note'] or ''}".strip() if one["retired_at"] else ""
    return one["key"], one["title"], said, source, retired


def _plain(value: Any) -> str:
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)


for one in (register_list, register_show, register_add, register_retire):
    register.add_command(one)

COMMANDS = {"register": register}
