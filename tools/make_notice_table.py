"""Write `docs/notice.md` from two files of `workflows/campaign/data`: what the notice asks for, what carries it, what is proved.

`mechanisms.yaml` has the numbered mechanisms, `proofs.yaml` gates, rules, failure consequences and ambiguities.

Run after the data, or the name of something it points at, has changed:

    python tools/make_notice_table.py

`tests/workflows/test_notice_table.py` fails while the page is not what this would write, and while a carrier does not exist;
`tests/workflows/test_notice_proofs.py` while a scenario is not there or does not show what is said of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from duban.workflows import CAMPAIGN

SOURCE = CAMPAIGN / "data" / "mechanisms.yaml"
PROOFS = CAMPAIGN / "data" / "proofs.yaml"
TARGET = Path(__file__).parent.parent / "docs" / "notice.md"
INTRODUCTION = """\
# The notice, number by number

<!-- Written by tools/make_notice_table.py from workflows/campaign/data/mechanisms.yaml; do not edit by hand. -->

Everything that the notice (`workflows/campaign/notice.txt`) asks for, with a phrase of it word for word, and what in
`workflows/campaign` carries it. A test looks every phrase and every carrier up.

| written | carried by |
|---|---|
| `FILE`, `FILE.STATE`, `FILE.STATE.ACTION` | a workflow, one of its states, one of its actions |
| `FILE:gate:NAME` | a gate of a workflow |
| `FILE:scenario:NAME` | a scenario of a workflow, which `duban test` plays |
| `FILE:role:NAME`, `FILE:parameter:NAME`, `FILE:milestone:NAME` | what a workflow names so |
| `report:NAME` | a report, see [reports.md](reports.md) |
| `some_list` | a list of the data, see `workflows/campaign/data` |

A list carries only what is a list. What somebody has to do is carried where it is done, and where only its list is there, it
counts as not carried.
"""


@dataclass(frozen=True, slots=True)
class Mechanism:
    """One thing that the notice asks for."""

    number: int
    zh: str
    en: str
    phrase: str
    """Words of the notice."""
    carriers: tuple[str, ...] = ()
    lacking: str | None = None
    """What is still missing of a mechanism that is carried."""
    open: str | None = None
    """What is missing where nothing carries it."""
    none: str | None = None
    """Why it is no matter for a system."""


@cache
def mechanisms() -> tuple[Mechanism, ...]:
    """All of them, as they stand in the data."""
    rows = YAML(typ="safe", pure=True).load(SOURCE.read_text("utf-8"))["mechanisms"]
    return tuple(
        Mechanism(
            **{key: value for key, value in row.items() if key not in {"title", "carriers"}},
            **row["title"],
            carriers=tuple(row.get("carriers", ())),
        )
        for row in rows
    )


def page() -> str:
    """The whole page."""
    rows = mechanisms()
    carried = [one for one in rows if one.carriers]
    lacking = [one for one in rows if one.lacking is not None]
    waiting = [one for one in rows if one.open is not None]
    stances = [one for one in rows if one.none is not None]
    return "\n".join(
        [
            INTRODUCTION,
            f"Of {len(rows)} mechanisms {len(carried)} are carried, of {len(lacking)} of these something is still lacking; "
            f"{len(waiting)} are not carried yet, {len(stances)} are no matter for a system.",
            "",
            "## All of them",
            "",
            "| # | mechanism | the notice says | carried by |",
            "|---|---|---|---|",
            *(_row(one) for one in rows),
            "",
            "## Still lacking",
            "",
            *(_listed((one, one.lacking) for one in lacking) if lacking else ("Nothing.",)),
            "",
            "## Not carried yet",
            "",
            *(_listed((one, one.open) for one in waiting) if waiting else ("None.",)),
            "",
            "## No matter for a system",
            "",
            *_listed((one, one.none) for one in stances),
            "",
            *_proofs(),
        ]
    )


@cache
def proofs() -> dict[str, list[dict[str, Any]]]:
    """Gates, rules, consequences and ambiguities, as they stand in the data."""
    found: dict[str, list[dict[str, Any]]] = YAML(typ="safe", pure=True).load(PROOFS.read_text("utf-8"))
    return found


def _proofs() -> Iterable[str]:
    yield from _table(
        "Gates",
        "Each gate stops in one scenario and lets through in another; a test sees that the actions named are refused and done there.",
        ("gate", "whose", "blocks", "stops in", "lets through in", "lacking"),
        (
            (f"G{one['number']}", f"{one['title']['en']} ({one['title']['zh']})", _whose(one), one["blocks"],
             _names(one.get("stops", ())) or "flags: " + _names(one.get("flags", ())), _names(one["lets"]), _lack(one))
            for one in proofs()["gates"]
        ),
    )  # fmt: skip
    yield from _table(
        "Rules",
        "The rules that can be read off the text, as scenarios, or as tests where they are no matter of scenarios.",
        ("rule", "shown in", "lacking"),
        ((f"R{one['number']}", one["says"], _shown(one), _lack(one)) for one in proofs()["rules"]),
    )
    yield from _table(
        "Failure consequences",
        "What the notice says follows, word for word, and what carries it.",
        ("when", "the notice says", "left to people", "carried by", "shown in", "lacking"),
        (
            (f"C{one['number']}", f"{one['title']}: {one['trigger']}", "; ".join(one["follows"]), one["human"],
             _names(one["carriers"]), _names(one["scenarios"]), _lack(one))
            for one in proofs()["consequences"]
        ),
    )  # fmt: skip
    yield from _table(
        "Ambiguities",
        "What the text leaves open, how it is read, whose the reading is, and what sets it.",
        ("what is open", "reading", "whose", "set by", "shown in", "lacking"),
        (
            (
                f"A{one['number']}",
                one["what"],
                one["reading"],
                _whose(one),
                _names(one["set_by"]),
                _shown(one),
                _lack(one),
            )
            for one in proofs()["ambiguities"]
        ),
    )


def _table(title: str, said: str, heads: Iterable[str], rows: Iterable[tuple[str, ...]]) -> Iterable[str]:
    heads = ("#", *heads)
    yield from (f"## {title}", "", said, "", f"| {' | '.join(heads)} |", "|" + "---|" * len(heads))
    yield from (f"| {' | '.join(one or '—' for one in row)} |" for row in rows)
    yield ""


def _names(names: Iterable[str]) -> str:
    return ", ".join(f"`{one}`" for one in names)


def _shown(one: dict[str, Any]) -> str:
    return _names((*one.get("scenarios", ()), *one.get("tests", ())))


def _whose(one: dict[str, Any]) -> str:
    return str(one["origin"])


def _lack(one: dict[str, Any]) -> str:
    return str(one.get("lacking", ""))


def _row(one: Mechanism) -> str:
    if one.carriers:
        by = ", ".join(f"`{carrier}`" for carrier in one.carriers)
        by += "; [still lacking](#still-lacking)" if one.lacking is not None else ""
    elif one.open is not None:
        by = "[not yet](#not-carried-yet)"
    else:
        by = "[no matter for a system](#no-matter-for-a-system)"
    return f"| {one.number} | {one.en} ({one.zh}) | {one.phrase} | {by} |"


def _listed(those: Iterable[tuple[Mechanism, str | None]]) -> Iterable[str]:
    return (f"- **{one.number}** {one.en} ({one.zh}): {said}" for one, said in those)


if __name__ == "__main__":
    TARGET.write_text(page(), "utf-8")
