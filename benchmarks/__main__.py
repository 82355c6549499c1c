"""`python benchmarks [--only PART] [--json] [--quick]`: every figure against its target.

A benchmark is not a test: it always exits 0, and a missed target is marked in the table.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Measure what was asked for and print it."""
    # The folder above, in place of this one: benchmarks are a package, and start the tests' PostgreSQL.
    sys.path[0:1] = [str(_ROOT), str(_ROOT / "tests")]
    from benchmarks import coldstart, machine, report, step, sweep

    parts = {
        "step": step.measure,
        "coldstart": coldstart.measure,
        "sweep": sweep.measure,
        "batches": sweep.measure_batches,
    }
    asked = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    asked.add_argument("--only", choices=sorted(parts), action="append", help="a part; may be repeated")
    asked.add_argument("--database", choices=("sqlite", "postgresql"), help="one database instead of both")
    asked.add_argument("--json", action="store_true", help="one JSON document instead of the table")
    asked.add_argument(
        "--quick", action="store_true", help="a tenth of the work: to try it out, not to quote"
    )
    options = asked.parse_args()
    databases = (options.database,) if options.database else ("sqlite", "postgresql")
    figures = []
    for part in options.only or [one for one in parts if one != "batches"]:
        print(f"{part} …", file=sys.stderr, flush=True)
        figures += parts[part](databases, options.quick)
    print(report.as_json(machine.describe(), figures) if options.json else
          report.as_text(machine.describe(), figures))  # fmt: skip


if __name__ == "__main__":
    main()
