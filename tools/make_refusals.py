"""Write `docs/refusals.md` from the refusals themselves: every code, with what it says in both languages.

Run after a refusal has been added or reworded:

    python tools/make_refusals.py

`tests/test_docs_commands.py` fails while the page is not what this would write.
"""

from __future__ import annotations

from pathlib import Path

from duban.engine.core.refusals import REFUSALS
from duban.engine.core.text import Text

TARGET = Path(__file__).parent.parent / "docs" / "refusals.md"
INTRODUCTION = """\
# Refusals

<!-- Written by tools/make_refusals.py from the refusals; do not edit by hand. -->

Why something was not done: each refusal has a code, and values that stand in `{ }` below. Scenarios name the codes (`refused: [condition,
gate-closed]`, each once however often it was given), `--json` has them as `reasons`. Codes are a promise, wording is not.

| code | what it says | 说明 |
|---|---|---|
"""


def document() -> str:
    """The whole page."""
    return INTRODUCTION + "".join(_row(code, said) for code, said in REFUSALS.items())


def _row(code: str, said: Text) -> str:
    zh, en = (one.replace("|", "\\|") for one in (said.zh, said.en))
    return f"| `{code}` | {en} | {zh} |\n"


if __name__ == "__main__":
    TARGET.write_text(document(), "utf-8")
