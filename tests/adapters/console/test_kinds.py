"""What the kinds of events are called."""

from __future__ import annotations

from duban.adapters.console.wording import KINDS
from duban.engine.core import events


def test_every_kind_of_event_has_words_in_both_languages() -> None:
    """No history shows the name that the record has for it."""
    assert set(KINDS) == set(events.KINDS)
    assert all(zh and en and zh != en for zh, en in KINDS.values())
