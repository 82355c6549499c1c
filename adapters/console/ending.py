"""How a run ends: exit codes, errors on stderr or as one JSON document, never a traceback.

0 done; 1 refused, a failed check or a reused key; 2 wrong usage or unreadable input; 3 something
unknown was named. A fault of the database or of the program is 1 as well, and says so.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import click

from duban.engine.core.text import Text
from duban.engine.errors import DubanError, Refused

from .language import language

_CODES = {"refused": 1, "conflict": 1, "fault": 1, "input": 2, "usage": 2, "unknown": 3}


def run(commands: click.Command, arguments: list[str]) -> int:
    """Run a command and say with which exit code."""
    _speak_utf8()
    as_json = "--json" in arguments
    try:
        code = commands.main(arguments, prog_name="duban", standalone_mode=False)
    except click.exceptions.Exit as leaving:
        return int(leaving.exit_code)
    except click.UsageError as error:
        return _fail("usage", error.format_message(), as_json, usage=error)
    except click.ClickException as error:
        return _fail("input", error.format_message(), as_json)
    except (click.Abort, KeyboardInterrupt):
        return _fail("usage", Text("已中断", "interrupted").pick(language()), as_json)
    except BrokenPipeError:
        return _hang_up()
    except DubanError as error:
        return (
            _refuse(error, as_json)
            if isinstance(error, Refused)
            else _fail(error.kind, error.message(language()), as_json)
        )
    return code if isinstance(code, int) else 0


def _refuse(error: Refused, as_json: bool) -> int:
    if as_json:
        _print_json({"error": "refused", "reasons": [one.json(language()) for one in error.refusals]})
        return 1
    for one in error.refusals:
        click.echo(
            f"{Text('未办理', 'refused').pick(language())} [{one.code}] {one.message(language())}", err=True
        )
    return 1


def _fail(kind: str, message: str, as_json: bool, usage: click.UsageError | None = None) -> int:
    if as_json:
        _print_json({"error": kind, "message": message})
        return _CODES[kind]
    click.echo(f"duban: {message}", err=True)
    if usage is not None and usage.ctx is not None:
        click.echo(usage.ctx.get_usage(), err=True)
    return _CODES[kind]


def _print_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def _speak_utf8() -> None:
    """Chinese must not fail on a terminal that claims to know ASCII only."""
    for stream in (sys.stdout, sys.stderr):
        encoding = (getattr(stream, "encoding", "") or "").lower().replace("-", "")
        if encoding != "utf8" and hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


def _hang_up() -> int:
    """Whoever read our output has gone; nothing can be said to them."""
    sys.stdout = None  # type: ignore[assignment]  # or the interpreter would complain at exit
    return 1
