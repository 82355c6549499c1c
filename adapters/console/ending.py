"""How a run ends: exit codes, errors on stderr or as one JSON document, never a traceback.

0 done; 1 refused, a failed check or a reused key; 2 wrong usage or unreadable input; 3 something
unknown was named. A fault of the database or of the machine is 1 as well, and says so.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from typing import Any

import click

from duban.engine.core.text import Text
from duban.engine.errors import DubanError, Refused, system_reason

from .grammar import NoCommandError, usage_message
from .language import choose, language, words

_CODES = {"refused": 1, "conflict": 1, "fault": 1, "input": 2, "usage": 2, "unknown": 3}
INTERRUPTED = 130
"""As shells have it: 128 and the number of the signal."""


def run(commands: click.Command, arguments: Sequence[str]) -> int:
    """Run a command and say with which exit code."""
    _speak_utf8()
    choose(arguments)
    as_json = "--json" in _options(arguments)
    try:
        return _run(commands, list(arguments), as_json)
    except BrokenPipeError:
        return _hang_up()


def _run(commands: click.Command, arguments: list[str], as_json: bool) -> int:
    try:
        _refuse_other_than_utf8(arguments)
        code = commands.main(arguments, prog_name="duban", standalone_mode=False)
    except click.UsageError as error:
        return _fail("usage", usage_message(error), as_json, usage=error)
    except click.ClickException as error:
        return _fail("input", error.format_message(), as_json)
    except (click.Abort, KeyboardInterrupt):
        _fail("fault", words("已中断", "interrupted"), as_json)
        return INTERRUPTED
    except BrokenPipeError:
        raise
    except Refused as error:
        return _refuse(error, as_json)
    except DubanError as error:
        return _fail(error.kind, error.message(language()), as_json)
    except OSError as error:
        why = system_reason(error).pick(language())
        what = f"{error.filename}: {why}" if error.filename else why
        return _fail("fault", _SYSTEM.say(language(), {"what": what}), as_json)
    except Exception as error:  # noqa: BLE001 - nobody who reads an answer can use a traceback
        what = f"{type(error).__name__}: {error}"
        return _fail("fault", _BROKEN.say(language(), {"what": what[:200]}), as_json)
    return code if isinstance(code, int) else 0


def _refuse(error: Refused, as_json: bool) -> int:
    if as_json:
        _print_json({"error": "refused", "reasons": [one.json(language()) for one in error.refusals]})
        return _CODES["refused"]
    for one in error.refusals:
        _complain(f"{words('未办理', 'refused')} [{one.code}] {one.message(language())}")
    return _CODES["refused"]


def _fail(kind: str, message: str, as_json: bool, usage: click.UsageError | None = None) -> int:
    if as_json:
        _print_json({"error": kind, "message": message})
        return _CODES[kind]
    if isinstance(usage, NoCommandError) and usage.ctx is not None:
        click.echo(usage.ctx.get_help(), err=True)
        return _CODES[kind]
    _complain(f"duban: {message}")
    if usage is not None and usage.ctx is not None:
        click.echo(usage.ctx.get_usage(), err=True)
        path = usage.ctx.command_path
        click.echo(words(f"详见 {path} --help", f"{path} --help tells more"), err=True)
    return _CODES[kind]


def _complain(message: str) -> None:
    from .tables import clean

    click.echo("\n".join(map(clean, message.split("\n"))), err=True)


def _print_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def _options(arguments: Sequence[str]) -> Sequence[str]:
    """The words before `--`, behind which everything is an argument."""
    return arguments[: arguments.index("--")] if "--" in arguments else arguments


def _refuse_other_than_utf8(arguments: list[str]) -> None:
    """Bytes that are no UTF-8 reach us as lone surrogates, which nothing can store or show."""
    given = [*arguments, *(value for name, value in os.environ.items() if name.startswith("DUBAN_"))]
    for one in given:
        if any(letter == "\0" or "\ud800" <= letter <= "\udfff" for letter in one):
            shown = one.replace("\0", "\\0").encode("utf-8", "backslashreplace").decode()
            raise click.UsageError(words(f"不是 UTF-8 文字：{shown}", f"this is no UTF-8 text: {shown}"))


def _speak_utf8() -> None:
    r"""Chinese must not fail on a terminal that claims to know ASCII only, nor anything else that is shown.

    A lone surrogate is written `\udc80`, which is also how JSON writes it.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _hang_up() -> int:
    """Whoever read our output has gone; nothing can be said to them, nor at exit when buffers are emptied."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        os.dup2(nowhere, stream.fileno())
    return 1


_BROKEN = Text(
    "程序内部出错：{what}；没有保存任何内容。请先运行 duban verify 核对记录，再把这句话告诉维护人员",
    "something broke inside: {what}; nothing was stored. Check the record with duban verify, and tell whoever "
    "maintains this",
)
_SYSTEM = Text("系统出错：{what}", "the system failed: {what}")
