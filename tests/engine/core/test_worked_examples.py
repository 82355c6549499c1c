"""The worked examples: regulations, anchors and terms, each with the date and why."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from ruamel.yaml import YAML

from duban.engine.calendars import mainland
from duban.engine.core.budgets import Budget, end_of
from duban.engine.core.laws import Counting
from duban.engine.core.office import parse_hours
from duban.engine.core.terms import parse_term
from duban.engine.dsl.catalogue import load_catalogue
from duban.workflows import DATA

SHANGHAI = ZoneInfo("Asia/Shanghai")
LAWS = load_catalogue([DATA]).types.laws
EXAMPLES: list[dict[str, Any]] = YAML(typ="safe").load(
    (Path(__file__).parent / "worked_examples.yaml").read_text("utf-8")
)


def named(example: dict[str, Any]) -> str:
    """What an example is called among the tests."""
    return f"{example['from']}+{example['term']}"


@pytest.mark.parametrize("example", EXAMPLES, ids=named)
def test_the_example_comes_out(example: dict[str, Any]) -> None:
    """Article, anchor and term give the date that was worked out by hand."""
    law = LAWS[example["law"]] if "law" in example else None
    counting = Counting(
        law=law,
        both_ends=example.get("count") == "both-ends",
        roll=example.get("rolls", True),
        business=example.get("until") == "business",
        hours=parse_hours(example["hours"]) or () if "hours" in example else (),
    )
    term = parse_term(example["term"], law.unit if law else None)
    since = example["from"] if "T" in example["from"] else f"{example['from']}T10:00"
    budget = Budget(datetime.fromisoformat(since).replace(tzinfo=SHANGHAI), term, counting=counting)
    ended = end_of(budget, SHANGHAI, mainland())
    assert ended is not None
    if "T" in example["last"]:
        assert ended.ends_at.astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M") == example["last"]
    else:
        assert ended.last_day == date.fromisoformat(example["last"])


def test_the_table_covers_what_is_hard() -> None:
    """At least sixty examples: month-ends, a leap day, make-up days, 1 October, both ends, working hours."""
    assert len(EXAMPLES) >= 60
    told = "".join(one["why"] for one in EXAMPLES)
    for word in ("月末日", "闰年", "周六调休上班", "10月1日", "含首尾两日", "周一计"):
        assert word in told
    assert all(one["article"] and one["why"] for one in EXAMPLES)
