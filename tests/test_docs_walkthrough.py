"""The clerk's walk-through is what happens: each of its commands run in order, each output held against the page."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from support.pages import Page, blocks, commands

WALK = Path(__file__).resolve().parent.parent / "docs" / "walkthrough.zh-CN.md"


def test_the_walkthrough_is_what_happens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every block is executed and every output is the page's; `DUBAN_TEST_UPDATE_GOLDEN=1` writes what happens into the page."""
    monkeypatch.chdir(tmp_path)
    page = Page(WALK.read_text("utf-8"))
    played = list(page.play(tmp_path))
    if os.environ.get("DUBAN_TEST_UPDATE_GOLDEN"):
        WALK.write_text(page.rewritten([output for _, output, _ in played]), "utf-8")
        return
    for shown, output, _ in played:
        assert output == shown.output, shown.command
    # What is refused on the page is refused, and nothing else goes wrong.
    assert [shown.command for shown, output, code in played if (code != 0) != ("未办理" in output)] == []


@pytest.mark.parametrize(
    "text",
    [
        "```sh\nduban list\n```\n",
        "```\nduban list\n```\n",
        "```console\nduban list\n```\n",
        "```console\n$ rm -r /\n```\n",
        "```yaml plan.yaml\na: b\n```\n",
    ],
    ids=["another kind", "no kind", "no command", "another program", "a file that is not used"],
)
def test_a_block_that_would_not_be_run_is_found_out(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the test of a page would pass over in silence fails it."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(AssertionError):
        list(Page(text).play(tmp_path))


def test_an_output_that_differs_is_seen_and_can_be_put_right(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The output shown is told apart from the output had, and a rewritten page shows what was had."""
    monkeypatch.chdir(tmp_path)
    page = Page(
        "Before\n\n```console\n$ export DUBAN_LANG=zh\n$ duban \\\n  --version\nduban 0\n```\n\nAfter\n"
    )
    _, (shown, output, code) = page.play(tmp_path)
    assert (code, output != shown.output, output.startswith("duban ")) == (0, True, True)
    again = page.rewritten(["", output])
    assert again == page.text.replace("duban 0\n", output)
    (block,) = blocks(again, "console")
    assert [one.output for one in commands(block)] == ["", output]
