"""Ballots: who votes, what a paper may say, and when the count is valid and passed."""

from __future__ import annotations

from msgspec import Struct

from ..core.definition import Ballot
from ..core.guards import Guard
from ..core.terms import parse_term
from ..core.text import Text
from .access import named_text, prose, scalar, words
from .declarations import BY_TALLY
from .dues import Known
from .people import refer
from .source import Mapping, Scalar
from .sourcing import origin_of

APPROVING = frozenset({"satisfied", "basically", "agree", "yes", "approve", "support"})
NOT_APPROVING = frozenset({"unsatisfied", "disagree", "no", "reject", "oppose", "abstain"})


class _Offered(Struct, frozen=True):
    """A group or a choice: where it stands in the file, and its title if it has one."""

    word: Scalar
    title: Text | None = None


def build_ballot(node: Mapping | None, known: Known) -> Ballot | None:
    """The ballot of a state; nothing where a part of it could not be understood."""
    groups, choices = _offered(node, "groups", known), _offered(node, "choices", known)
    valid, passing = _rule(node, "valid", known), _rule(node, "pass", known)
    if node is None or valid is None or passing is None or not groups or not choices:
        return None
    for one in choices:
        if one.word.text in ("invited", "void"):
            known.report.error("name-taken", one.word.span, name=one.word.text, by=BY_TALLY)
    terms, secret = scalar(node, "open"), scalar(node, "secret")
    return Ballot(
        groups=tuple(one.word.text for one in groups),
        choices=tuple(one.word.text for one in choices),
        approving=_approving(node, choices, known),
        open=parse_term(terms.text) if terms is not None else None,
        secret=secret is None or secret.text.lower() == "true",
        valid=valid,
        passing=passing,
        basis=prose(node, "basis"),
        origin=origin_of(node, known.report),
        group_titles=_titles(groups),
        choice_titles=_titles(choices),
    )


def _offered(node: Mapping | None, key: str, known: Known) -> tuple[_Offered, ...]:
    """The values of an enumeration, names with titles, or names alone."""
    found = node.get(key) if node is not None else None
    if isinstance(found, Scalar):
        name = refer(found, known.types.enumerations.keys(), "unknown-type", known.report)
        values = known.types.enumerations[name].values if name is not None else ()
        return tuple(_Offered(Scalar(one.id, found.span), one.title) for one in values)
    if isinstance(found, Mapping):
        return tuple(_Offered(word, named_text(title, word.text)) for word, title in found.entries)
    return tuple(_Offered(one) for one in words(node, key))


def _titles(offered: tuple[_Offered, ...]) -> tuple[tuple[str, Text], ...]:
    return tuple((one.word.text, one.title) for one in offered if one.title is not None)


def _rule(node: Mapping | None, key: str, known: Known) -> Guard | None:
    word = scalar(node, key)
    return known.guard(word, "ballot") if word is not None else None


def _approving(node: Mapping, choices: tuple[_Offered, ...], known: Known) -> tuple[str, ...]:
    """The choices that count as approval: as told, or by the words themselves where all are known."""
    told = words(node, "approving")
    names = [one.word.text for one in choices]
    if node.key("approving") is not None:
        return tuple(
            one.text for one in told if refer(one, names, "unknown-choice", known.report) is not None
        )
    for one in choices:
        if one.word.text not in APPROVING | NOT_APPROVING:
            known.report.error("approving-unknown", one.word.span, choice=one.word.text)
            return ()
    return tuple(name for name in names if name in APPROVING)
