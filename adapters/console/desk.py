"""What every command shares: its common options, the engine opened, answers printed."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from duban.engine.core.text import Text
from duban.engine.errors import InvalidInput

from .language import language

if TYPE_CHECKING:
    from duban.engine.app import Duban

DEFAULT_DB = "sqlite:///duban.db"


def words(zh: str, en: str) -> str:
    """One of the two, in the language of this run."""
    return Text(zh, en).pick(language())


@dataclass
class Desk:
    """The options common to all commands, and the engine behind them."""

    db: str
    as_json: bool

    def open(self) -> Duban:
        """The engine on the database of this run, which must have been initialised."""
        self._refuse_missing_file()
        return self.engine()

    def engine(self) -> Duban:
        """The engine on the database of this run, initialised or not."""
        from duban.engine.app import Duban

        return Duban(self.db, channel="cli", user=_system_user())

    def print(self, value: Any, text: Callable[[], str]) -> None:
        """The answer: one JSON document with `--json`, else words."""
        click.echo(json.dumps(value, ensure_ascii=False, indent=2) if self.as_json else text())

    def _refuse_missing_file(self) -> None:
        """SQLite would create an empty file; a mistyped name must not."""
        path = self.db.removeprefix("sqlite:///")
        if path != self.db and path not in ("", ":memory:") and not Path(path).exists():
            raise InvalidInput(_NO_FILE, path=path)


def command(name: str, zh: str, en: str, **settings: Any) -> Callable[[Callable[..., Any]], click.Command]:
    """A command with the common options; its function gets a `Desk` first."""

    def make(function: Callable[..., Any]) -> click.Command:
        @click.pass_context
        @wraps(function)
        def run(ctx: click.Context, /, db: str | None, lang: str | None, as_json: bool, **rest: Any) -> Any:
            url = db or (ctx.find_root().obj or {}).get("db") or os.environ.get("DUBAN_DB") or DEFAULT_DB
            return function(Desk(url, as_json), **rest)

        for decorate in reversed(_COMMON):
            run = decorate(run)
        return click.command(name, help=words(zh, en), **settings)(run)

    return make


def option(*names: str, zh: str, en: str, **settings: Any) -> Callable[..., Any]:
    """An option with help in two languages."""
    return click.option(*names, help=words(zh, en), **settings)


_COMMON = (
    option("--db", zh="数据库地址（默认 sqlite:///duban.db，或环境变量 DUBAN_DB）", en="database URL (default sqlite:///duban.db, or DUBAN_DB)", metavar="URL"),
    option("--lang", zh="消息语言", en="language of messages", type=click.Choice(["zh", "en"])),
    option("--json", "as_json", is_flag=True, zh="只输出一个 JSON 文档", en="print one JSON document and nothing else"),
)  # fmt: skip

BY = option("--by", envvar="DUBAN_ACTOR", required=True, metavar="PERSON", zh="由谁办理或查看（或 DUBAN_ACTOR）", en="who acts or looks (or DUBAN_ACTOR)")  # fmt: skip
ON_BEHALF_OF = option(
    "--on-behalf-of", metavar="PERSON", zh="代谁办理（须有委托）", en="for whom (needs a delegation)"
)
KEY = option("--key", metavar="KEY", zh="幂等键：同一请求重发只办一次", en="command id: the same request sent again acts once")  # fmt: skip


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
