"""Events about the record itself, in words: corrections, hand-overs, editions, batches, entries made later."""

from __future__ import annotations

from collections.abc import Iterator

from duban.engine.core.definition import Definition

from .fields import said_of
from .language import language, words
from .names import Names, View
from .tables import moment, shortened


def when(event: View) -> str:
    """When it happened; of what was entered later also when it was recorded."""
    if not event.get("imported_by"):
        return moment(event["at"])
    recorded = moment(event["recorded_at"])
    return moment(event["at"]) + words(f"（{recorded} 补录）", f" (recorded {recorded})")


def numbers(event: View) -> str:
    """Which edition it made, and in which batch it was done; with a blank before each."""
    told = ""
    if "edition" in event:
        told += words(f"（第 {event['edition']} 版）", f" (edition {event['edition']})")
    if "batch" in event:
        told += words(f"（第 {event['batch']} 号批次）", f" (batch {event['batch']})")
    return told


def corrected(event: View, definition: Definition, names: Names, most: int) -> Iterator[str]:
    """Each corrected field: what it said, and what it says."""
    for name, new in event["data"].items():
        field = definition.field(name)
        title = field.title.pick(language()) if field is not None else name
        kind = field.type if field is not None else None
        old = event["old"].get(name)
        said = [
            shortened(said_of(definition, kind, one, names), most) if one is not None else "—"
            for one in (old, new)
        ]
        yield words(f"{title}：{' → '.join(said)}", f"{title}: {' → '.join(said)}")


def handed_over(event: View, names: Names) -> Iterator[str]:
    """Who gave way to whom, and where."""
    names.learn(people=[event["old"], event["new"]])
    places = words("、", ", ").join(event["fields"])
    yield f"{names.person(event['old'])} → {names.person(event['new'])}" + words(
        f"（{places}）", f" ({places})"
    )
