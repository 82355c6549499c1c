"""Write `docs/cli.md` from the command line itself: every command, argument and option, in the words of its help.

Run after a command has changed:

    python tools/make_cli_reference.py

`tests/test_docs_commands.py` fails while the page is not what this would write.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from duban.adapters.console.grammar import COMMON, Argument, Command, Group, Option
from duban.adapters.console.language import choose
from duban.cli import commands

TARGET = Path(__file__).parent.parent / "docs" / "cli.md"
INTRODUCTION = """\
# The command line

<!-- Written by tools/make_cli_reference.py from the help of the commands; do not edit by hand. -->

`duban COMMAND --help` says the same on the spot, with `--lang zh` in Chinese. These names, the exit codes and the
JSON keys below are a promise; wording, tables and further keys are not.

| exit code | meaning |
|---|---|
| 0 | done |
| 1 | refused, a failed check, a key that was used for another request, or a fault of the database; the reasons are printed |
| 2 | wrong usage, or input that cannot be read |
| 3 | an unknown case, workflow, person or unit |

Errors go to stderr, never as a traceback. With `--json` one JSON document goes to stdout and nothing else, for errors
too: a refusal is `{"error": "refused", "reasons": [{"code", "message", "values"}, …]}`, anything else
`{"error": "usage" | "input" | "unknown" | "conflict" | "fault", "message"}`. Codes are a promise, messages are not.

Environment: `DUBAN_DB` (the database, by default `sqlite:///duban.db` in the working directory), `DUBAN_LANG` (`zh` or
`en`), `DUBAN_ACTOR` (who acts). Whoever can reach the database this way is trusted to say who acts; the record keeps
the channel `cli` and the operating system's user beside the actor.

`check`, `fmt`, `test`, `doc FILE` and `graph FILE` need no database.
"""
ANSWERS = {
    "init": "`db`, `new`, `rehearsal`, `zone`, `workflows` (each with `workflow`, `version`, `digest`, `new`)",
    "clock": "`now`; after a move also the keys of `sweep`",
    "org import": "`units`, `people`, `posts`, `delegations` (how many), `findings` (warnings)",
    "calendar show": "`year`, `status` (`announced`, `assumed` or `unknown`), `version`, `layer`, "
    "`days` (each with `date`, `workday`, `kind`, `notice`, `name`, `status`)",
    "calendar diff": "`changed`, `version` (as it would be), `layer`, `years` (that become announced), "
    "`days` (each with `date`, `before`, `after`), `findings`",
    "calendar import": "as `calendar diff`, and `recounted` (`checked`, `recounted`, `moved`, `settled`, `failed`, `failures`)",
    "check": "`findings` (each with `file`, `line`, `column`, `code`, `severity`, `message`, `hint`)",
    "fmt": "`changed` (files), `findings`",
    "test": "`passed`, `failed`, `scenarios` (each with `file`, `name`, `passed`, `steps`, `failure`), `coverage` by workflow",
    "doc": "`workflow`, `doc` (the page)",
    "graph": "`workflow`, `format`, `case`, `graph` (the picture as text)",
    "deploy": "`workflows` (each with `workflow`, `version`, `digest`, `new`); of a file with errors the `findings` of `check`, exit 1",
    "workflows": "`workflows` (each with `workflow`, `version`, `digest`, `deployed_at`)",
    "start": "as `show`",
    "do": "as `show`",
    "cancel": "as `show`",
    "ballot": "`roll`, `cast` and `tally` as `show`; `result` with `case`, `number`, `closed`, `roll`, `cast`, "
    "`counted`, once closed `result`, and the `earlier` ballots",
    "can": "`allowed` (each with `action`, `needs`, `missing`, `may`), `refused` (each with `action`, `reasons`)",
    "show": "`case`, `workflow`, `version`, `unit`, `states` (active leaf states), `status` (`open`, `success`, `failure`, "
    "`cancelled`), `round`, `digest`, `data`, `deadlines` (by date, each with `name`, `due`, `overdue`, `provisional`, "
    "`days_left`), `children`, `parent`, `seq`",
    "history": "`case`, `events` (each with `seq`, `kind`, `action`, `from`, `to`, `actor`, `on_behalf_of`, `at`, "
    "`recorded_at`, `data`, `hash`)",
    "list": "`cases`, each with some of the keys of `show`",
    "todo": "`cases`, each with some of the keys of `show`, the most urgent first",
    "due": "`case`, `deadlines`, `stay`",
    "sweep": "`as_of`, `checked`, `overdue` (flagged for the first time), `fired`, `failed`",
    "scheduler": "no answer: it runs until SIGTERM and writes its log, as JSON lines where stderr is no terminal",
    "verify": "`checked`, `ok`, `flaws` (each with the case and the event)",
    "demo": "`db`, `svg`, `cases`",
}
"""What a command answers with `--json`."""


def page() -> str:
    """The whole page."""
    choose(["--lang", "en"])
    with click.Context(commands, info_name="duban") as ctx:
        rows = [f"| [`{name}`](#{name.replace(' ', '-')}) | {_said(one)} |" for name, one in found(ctx)]
        parts = [
            INTRODUCTION,
            "## Options of every command\n\n" + _table(COMMON),
            "\n".join(["## Commands", "", "| command | what it does |", "|---|---|", *rows]) + "\n",
            *(_section(name, one) for name, one in found(ctx)),
        ]
    return "\n".join(parts)


def found(ctx: click.Context, group: Group = commands, above: str = "") -> Iterator[tuple[str, Command]]:
    """Every command with its full name, those of a group under the group's."""
    for name in group.list_commands(ctx):
        one = group.get_command(ctx, name)
        if isinstance(one, Group):
            yield from found(ctx, one, f"{above}{name} ")
        elif isinstance(one, Command):
            yield f"{above}{name}", one


def _section(name: str, one: Command) -> str:
    with click.Context(one, info_name=f"duban {name}") as ctx:
        usage = " ".join(["duban", name, *one.collect_usage_pieces(ctx)[1:], "[OPTIONS]"])
    own = [param for param in one.params if isinstance(param, (Argument, Option)) and param not in COMMON]
    lines = [f"### {name}", "", f"`{usage}`", "", f"{_said(one)[:1].upper()}{_said(one)[1:]}.", ""]
    if own:
        lines += [_table(own)]
    if one.example:
        lines += ["```console", *(f"$ {line}" for line in one.example.splitlines()), "```", ""]
    lines += [f"With `--json`: {ANSWERS[name]}.", ""]
    return "\n".join(lines)


def _table(params: Sequence[Argument | Option]) -> str:
    rows = [tuple(cell.replace("|", "\\|") for cell in one.row()) for one in params]
    return "\n".join(["| | |", "|---|---|", *(f"| `{written}` | {said} |" for written, said in rows)]) + "\n"


def _said(one: Command) -> str:
    return one.text.en.replace("|", "\\|")


if __name__ == "__main__":
    TARGET.write_text(page(), "utf-8")
