"""What every command shares: its common options, the engine opened, answers printed."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from msgspec import Struct, field

from duban.engine.core.text import Text
from duban.engine.errors import InvalidInput, system_reason

from .grammar import COMMON, DB, JSON, Command, Name, argument, option

if TYPE_CHECKING:
    from duban.engine.app import Duban

DEFAULT_DB = "sqlite:///duban.db"


class Desk(Struct):
    """The options common to all commands, and the engine behind them."""

    db: str
    as_json: bool
    _opened: list[Duban] = field(default_factory=list)

    def open(self) -> Duban:
        """The engine on the database of this run, which must be there.

        Raises:
            InvalidInput: there is no such file (SQLite would create one for a mistyped name), or it is
                no database.
        """
        return self._open(there=True)

    def engine(self) -> Duban:
        """The engine on the database of this run, there or not.

        Raises:
            InvalidInput: what is there is no database.
        """
        return self._open(there=False)

    def _open(self, there: bool) -> Duban:
        from duban.engine.app import Duban

        _look_at(_file_of(self.db), there)
        self._opened.append(Duban(self.db, channel="cli", user=_system_user()))
        return self._opened[-1]

    def look(self, by: str | None) -> Duban:
        """The engine for somebody who looks, if it is said who.

        Raises:
            UnknownPerson: the directory does not know them.
        """
        duban = self.open()
        if by is not None:
            duban.insist_on(by)
        return duban

    def close(self) -> None:
        """Let go of the database."""
        for one in self._opened:
            one.close()

    def print(self, value: Any, text: Callable[[], str]) -> None:
        """The answer: one JSON document with `--json`, else words."""
        click.echo(json.dumps(value, ensure_ascii=False, indent=2) if self.as_json else text())


def _file_of(url: str) -> Path | None:
    """The file of an SQLite URL; `None` where there is none to look at."""
    scheme, _, rest = url.partition(":///")
    name = rest.partition("?")[0]
    if not scheme.startswith("sqlite") or name in ("", ":memory:") or name.startswith("file:"):
        return None
    return Path(name)


def _look_at(path: Path | None, there: bool) -> None:
    """Say what is wrong with a database file before SQLite does, which is short and English."""
    if path is None:
        return
    try:
        if not path.exists():
            if there:
                raise InvalidInput(_NO_FILE, path=path)
            _look_at_folder(path.absolute().parent, path)
            return
        if path.is_dir():
            raise InvalidInput(_FOLDER, path=path)
        with path.open("rb") as stream:
            begin = stream.read(len(_SQLITE))
    except OSError as error:
        raise InvalidInput(_UNREADABLE, path=path, why=system_reason(error)) from None
    if begin and begin != _SQLITE:
        raise InvalidInput(_OTHER_FILE, path=path)


def _look_at_folder(folder: Path, path: Path) -> None:
    if not folder.is_dir():
        raise InvalidInput(_NO_FOLDER, path=path, folder=folder)
    if not os.access(folder, os.W_OK | os.X_OK):
        raise InvalidInput(_SHUT_FOLDER, path=path, folder=folder)


def command(
    name: str, zh: str, en: str, *, example: str = ""
) -> Callable[[Callable[..., Any]], click.Command]:
    """A command with the common options; its function gets a `Desk` first."""

    def make(function: Callable[..., Any]) -> click.Command:
        @click.pass_context
        @wraps(function)
        def run(ctx: click.Context, /, **rest: Any) -> Any:
            desk = Desk(_database(ctx), bool(ctx.meta.get(JSON)))
            ctx.call_on_close(desk.close)
            return function(desk, **rest)

        made = click.command(name, cls=Command, text=Text(zh, en), example=example)(run)
        made.params += COMMON
        return made

    return make


def _database(ctx: click.Context) -> str:
    named = ctx.meta.get(DB)
    return named if named is not None else os.environ.get("DUBAN_DB") or DEFAULT_DB


BY = option(
    "--by",
    type=Name(),
    envvar="DUBAN_ACTOR",
    required=True,
    metavar="PERSON",
    zh="由谁办理或查看",
    en="who acts or looks",
)
LOOKER = option(
    "--by",
    type=Name(),
    envvar="DUBAN_ACTOR",
    metavar="PERSON",
    zh="谁在看；保密的事项只有知悉的人看得到",
    en="who looks: what is confidential is there only for those who may know",
)
ON_BEHALF_OF = option(
    "--on-behalf-of",
    type=Name(),
    metavar="PERSON",
    zh="代谁办理；须有委托",
    en="for whom; needs a delegation",
)
KEY = option(
    "--key",
    type=Name(),
    metavar="KEY",
    zh="幂等键：同一请求重发，只办一次",
    en="command id: the same request sent again acts once",
)
CASE = argument("case", "事项编号，见 duban list", "the case, see duban list", type=Name())


def _system_user() -> str | None:
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container may run as a user without a name
        return str(os.getuid()) if hasattr(os, "getuid") else None


_NO_FILE = Text(
    "没有数据库文件 {path}；请先运行 duban init，或用 --db 指定数据库",
    "there is no database file {path}; run duban init first, or name the database with --db",
)
_NO_FOLDER = Text(
    "无法新建数据库文件 {path}：没有目录 {folder}；请先建目录，或用 --db 指定别处",
    "database file {path} cannot be created: there is no folder {folder}; make it first, or name another place with --db",
)
_SHUT_FOLDER = Text(
    "无法新建数据库文件 {path}：目录 {folder} 没有写入权限；请改权限，或用 --db 指定别处",
    "database file {path} cannot be created: you may not write into {folder}; change its permissions, or name "
    "another place with --db",
)
_FOLDER = Text("{path} 是目录，不是数据库文件", "{path} is a folder, not a database file")
_OTHER_FILE = Text("{path} 不是 SQLite 数据库文件", "{path} is no SQLite database file")
_UNREADABLE = Text("数据库文件 {path} 无法读取：{why}", "database file {path} cannot be read: {why}")
_SQLITE = b"SQLite format 3\x00"
