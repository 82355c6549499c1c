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
| 2 | wrong usage, or input that cannot be read (a file, a folder, a database that is none or may not be used) |
| 3 | an unknown case, workflow, person or unit |

Errors go to stderr, never as a traceback. With `--json` one JSON document goes to stdout and nothing else, for errors
too: a refusal is `{"error": "refused", "reasons": [{"code", "message", "values"}, …]}`, anything else
`{"error": "usage" | "input" | "unknown" | "conflict" | "fault", "message"}`. Codes are a promise (`docs/refusals.md`), messages are not.
`values` holds ids, figures and dates, the same in every language; what has words only stands in the message. A command
id (`--key`) sent again with the same request gets the first answer again, to the byte.

Environment: `DUBAN_DB` (the database, by default `sqlite:///duban.db` in the working directory), `DUBAN_LANG` (`zh` or
`en`), `DUBAN_ACTOR` (who acts). Whoever can reach the database this way is trusted to say who acts; the record keeps
the channel `cli` and the operating system's user beside the actor.

`check`, `fmt`, `test`, `term`, `doc FILE` and `graph FILE` need no database.
"""
ANSWERS = {
    "init": "`db`, `new`, `rehearsal`, `clock` (what a rehearsal's clock shows), `zone`, "
    "`workflows` (each with `workflow`, `version`, `digest`, `new`)",
    "clock": "`now`; after a move also the keys of `sweep`",
    "org example": "`file`",
    "org import": "`units`, `people`, `posts`, `delegations` (how many), `findings` (warnings)",
    "calendar show": "`year`, `status` (`announced`, `assumed` or `unknown`), `days` (each with `date`, `workday`, `kind`, `notice`)",
    "calendar import": "`layer`, `version`, `changed`, `years` (newly announced), `days` (each with `date`, `before`, `after`), "
    "`findings` (warnings), `recounted` (`checked`, `recounted`, `moved`, `settled`, `failed`, `failures`)",
    "milestone set": "`name`, `unit`, `date`, `before`, `cases` (that hang on it), `changed`, `held`, "
    "`overtaken` (units whose later day counts no more)",
    "parameter set": "`name`, `unit`, `value`, `before`, `cases` (that hang on it), `changed`, `held`",
    "parameter list": "`parameters` (each with `name`, `title`, `kind`, `default`, `by`, `undetermined`, "
    "and `values`, each with `unit`, `value`, `reason`)",
    "register list": "`registers` (each with `name`, `title`, `basis`, `by`, `fields`, and `entries` and `retired` as numbers)",
    "register show": "`name`, `entries` (each with `key`, `title`, `values`, `added_at`, `added_by`, `case`, `retired_at`, "
    "`retired_by`, `note`)",
    "register add": "`name`, `entry` (as in `register show`)",
    "register retire": "as `register add`",
    "milestone list": "`milestones` (each with `name`, `title`, `date`, `reason`, `units`: each with `unit`, `date`, `reason`, `counts`)",
    "calendar diff": "as `calendar import`, without `recounted`; nothing is stored",
    "check": "`findings` (each with `file`, `line`, `column`, `code`, `severity`, `message`, `hint`)",
    "fmt": "`changed` (files), `findings`",
    "test": "`passed`, `failed`, `scenarios` (each with `file`, `name`, `passed`, `steps`, `failure`), "
    "`coverage` by workflow (states, actions, and conditions, those of automatic actions and gates among them: how many, how many "
    "seen, which are left)",
    "term": "`text`, `kind` (`date`, `range`, `recurring`, `relative`, `open`, `ambiguous`, `incomplete`), `due` (the last day, a "
    "date-time for hours, or null), `readings`, `question`, `missing` (`year`, `anchor`, `amount`, `unit`, `date`, `reference`, "
    "`boundary`), `soft`, `action`, `parts` (each with these keys), `steps`; exit 0 whatever the phrase, see docs/phrases.md",
    "doc": "`workflow`, `doc` (the page)",
    "graph": "`workflow`, `format`, `case`, `graph` (the picture as text)",
    "deploy": "`workflows` (each with `workflow`, `version`, `digest`, `new`); of a file with errors the `findings` of `check`, exit 1",
    "workflows": "`workflows` (each with `workflow`, `version`, `digest`, `deployed_at`)",
    "start": "as `show`",
    "do": "as `show`",
    "cancel": "as `show`",
    "batch": "`number` (null when nothing was done), `action`, `results` (each with `case`, `done`, `states`, `status`, "
    "`reasons`); exit 1 if any was refused; of `show` `number`, `action`, `actor`, `on_behalf_of`, `at`, `note`, `results` "
    "(each with `case`, `done`, `codes`, and `states`, `status` as it stands now)",
    "correct": "as `show`",
    "hand-over": "`handed` (each with `case`, `fields`), `refused` (each with `case`, `reasons`; exit 1 if there "
    "are any), `left` (each with `case`, `fields`: where the person is still named, as a matter of fact)",
    "import-cases": "`stored`, `read` (cases of the file), `steps`, `cases` (each with `case`, `workflow`, `unit`, "
    "`states`, `status`, `line`), `problems` (each with `file`, `line`, `column`, `code`, `message`; exit 1 if there are any, "
    "and nothing was stored). The form of the file: docs/earlier-cases.md",
    "editions": "`case`, `fields`, `editions` (each with `edition`, `seq`, `at`, `recorded_at`, `actor`, `on_behalf_of`, "
    "`action`, `round`, `note`, `document`, `causes`), `since` (what has happened to the last; like `causes`, each with "
    "`seq`, `kind`, `at`, `actor`, `action`, `state`, `note`, `data`, `round`)",
    "diff": "`case`, `old` (0 before the first), `new`, `fields`, `changes` (each with `path`, `field`, `change` "
    "(`added`, `removed`, `changed`, `moved`), `old`, `new`; in `path` a record stands by its key)",
    "ballot": "`roll`, `cast` and `tally` as `show`; `result` with `case`, `number`, `closed`, `roll`, `cast`, "
    "`counted`, once closed `result`, and the `earlier` ballots. A paper count stands in the record as entered, what secret ballots "
    "chose only once closed. A secret `cast` sent again under its `--key` answers as the first time, also with another choice: "
    "the choice is not kept with the key, or it could be read there; the first one counts",
    "can": "`allowed` (each with `action`, `needs`, `missing`, `may`, and `batch` where it is done in batches), "
    "`refused` (each with `action`, `reasons`)",
    "show": "`case`, `workflow`, `version`, `unit`, `states` (active leaf states), `status` (`open`, `success`, `failure`, "
    "`cancelled`), `round`, `digest`, `data`, `deadlines` (by date, each with `name`, `due`, `overdue`, `provisional`, "
    "`days_left`, `lamp`), `lamp`, `children`, `parent`, `seq`; where there are any, `breaches` (each with `deadline`, `due`, "
    "`state`), `edition` (how many, where the workflow has editions), "
    "`urges` (each with `number`, `by`, `at`, `text`, `to`, `until`, `unanswered`, `late`, `answer`), and "
    "`countersign` (`parties`, each with `party`, `answer`, `turn`, and once signed `by`, `at`, `on_behalf_of`; `needed`, "
    "`agreed`, `refused`, `waiting`, `complete`, `impossible`)",
    "history": "`case`, `events` (each with `seq`, `kind`, `action`, `from`, `to`, `actor`, `on_behalf_of`, `at`, "
    "`recorded_at`, `data`, `hash`; where they apply `edition`, `batch`, `imported_by`, `ruling`, `draw`, "
    "`ranking`, `signed`, of a correction or hand-over `old`, of a hand-over "
    "`new` and `fields`)",
    "draw show": "`case`, `draws` (each with `number`, `seq`, `at`, `actor`, `action`, `from`, `into`, `method`, `frame`, "
    "`excluded`, `size`, `seed`, `result`, of a spread one `strata` and `least`, then `again` and `agrees`)",
    "list": "`cases`, each with some of the keys of `show`",
    "todo": "`cases`, each with some of the keys of `show`, the most urgent first; `notices` (what is still to be told)",
    "gates": "`gates` (each with `gate`, `title`, `standing` (`passed`, `failed`, `open`, `missing`, `not-applicable`; "
    "`undisclosed` to whom what it looks at is not told), `open`, `cases` (each with `case`, `state`, `state_title`, `status`), "
    "`not_begun` (the units that ought to have one and have none, each with `unit`, `title`), "
    "`share` (of a gate that opens at one: `total`, `passed`, `failed`, `missing`, `needed`, `least`, `parameter`, `text`), "
    "`way_out`, `basis`; with `--unit` also `case` and `workflow`)",
    "report": "`report`, `title`, `kind`, `basis`, `as_of`, `unit`, `columns` (each with `id`, `title`), `rows` (each with `unit`, "
    "`unit_title`, of a board `part` (`own`, `below`, `subordinates`, `total`), and `values`; a share is `n`, `of`, `percent`); of a "
    "matrix also `classes` and `gaps` (`missing`, `lacking`); without a name `reports` (each with `report`, `title`, `kind`)",
    "due": "`case`, `deadlines`, `stay`; with `--explain` each deadline has `steps` of `kind`, `from`, `to`, `days`, `counted`, "
    "`minutes`, `why`, `article`",
    "sweep": "`as_of` (null with `--last` before any run, when all figures are 0), "
    "`checked`, `overdue` (flagged for the first time), `reminded`, `escalated`, `moved`, `fired` (all of "
    "these), `held` (still due, in the hands of another node or person), `failed` and `failures` (put aside in this run, "
    "with the fault of each), and as things stand after it `parked` (put aside), `provisional` and `undetermined` (open "
    "cases with such a deadline); `finished` is false of a run that was cut short",
    "scheduler": "no answer: it runs until SIGTERM and writes its log, as JSON lines where stderr is no terminal",
    "deliver": "`read`, `put_off`, `moot`, `nobody`, `sent`, `failed`, `parked` (how many), `faults`; with `--parked` the `parked` "
    "ones (each with `id`, `person`, `day`, `attempts`, `fault`)",
    "notices": "`lamps`, `hours`, `channels`",
    "urge": "as `show`",
    "answer": "as `show`",
    "verify": "`checked`, `ok`, `flaws` (each with the case and the event); with `--digest` also `digest`",
    "demo": "`db`, `svg`, `cases`; with `--campaign` `db`, `size`, `seed`, `cases`, `events`, `steps` (how many), `ok`, `digest`, "
    "`claims` (each with `title`, `count`, `ok`, `cases`) and `shown` (the reports and gate tables)",
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
