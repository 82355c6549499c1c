"""Figures as a table for people and as JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from statistics import median

_ROW = "{:<34} {:>7} {:>15} {:>7}  {}"


@dataclass(frozen=True, slots=True)
class Figure:
    """Ours as a ratio to a baseline: one ratio a round, of two times measured right after each other."""

    name: str
    ratios: Sequence[float]
    target: float | None
    """The ratio to stay under; `None` where none has been set yet."""
    details: Mapping[str, object] = field(default_factory=dict)
    """What else was measured, and what the baseline is."""

    @property
    def ratio(self) -> float:
        """The median over the rounds."""
        return median(self.ratios)

    @property
    def verdict(self) -> str:
        """Whether the target is reached."""
        if self.target is None:
            return "no target yet"
        return "reached" if self.ratio <= self.target else "MISSED"


def percentile(times: Sequence[float], share: float) -> float:
    """The time under which this share of the times lies."""
    ordered = sorted(times)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def spread(seconds: Sequence[float]) -> dict[str, float]:
    """Median, 99th percentile, least and most of some times, in microseconds."""
    return {
        "p50_us": round(median(seconds) * 1e6, 1),
        "p99_us": round(percentile(seconds, 0.99) * 1e6, 1),
        "min_us": round(min(seconds) * 1e6, 1),
        "max_us": round(max(seconds) * 1e6, 1),
    }


def as_json(machine: Mapping[str, object], figures: Sequence[Figure]) -> str:
    """One document: the machine, and every figure with all its rounds."""
    rows = [
        {**asdict(one), "ratio": round(one.ratio, 3), "verdict": one.verdict,
         "ratios": [round(ratio, 3) for ratio in one.ratios]}
        for one in figures
    ]  # fmt: skip
    return json.dumps({"machine": machine, "figures": rows}, ensure_ascii=False, indent=2)


def as_text(machine: Mapping[str, object], figures: Sequence[Figure]) -> str:
    """A table, and under it what was measured beside the ratio."""
    lines = [f"{name}: {value}" for name, value in machine.items()]
    lines += ["", _ROW.format("figure", "ratio", "min–max", "target", "")]
    for one in figures:
        target = "–" if one.target is None else f"≤ {one.target}"
        span = f"{min(one.ratios):.2f}–{max(one.ratios):.2f}"
        lines.append(_ROW.format(one.name, f"{one.ratio:.2f}", span, target, one.verdict))
    for one in figures:
        lines += ["", f"{one.name} ({len(one.ratios)} rounds)"]
        lines += [f"  {name}: {_told(value)}" for name, value in one.details.items()]
    return "\n".join(lines)


def _told(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {one}" for name, one in value.items())
    return str(value)
