"""Organisations written as CSV are read back."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from duban.adapters.organisation import read_organisation
from duban.engine.core.organisation import RANKS, Delegation, Organisation, Person, Post, Unit

IDS = st.text(
    st.characters(categories=("Ll", "Lu", "Lo", "Nd"), exclude_characters="，；、"), min_size=1, max_size=8
)
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn"), include_characters="\n\r\t"),
    max_size=30,
)
TITLES = TEXTS.map(str.strip).filter(lambda one: one != "" and "\ufffd" not in one)
DAYS = st.none() | st.dates(min_value=date(1900, 3, 1))


@st.composite
def organisations(draw: st.DrawFn) -> Organisation:
    """A sound organisation of any words, with at least one unit and one person."""
    units = draw(st.lists(IDS, min_size=1, max_size=5, unique=True))
    staff = draw(st.lists(IDS.filter(lambda one: one != "system"), min_size=1, max_size=5, unique=True))
    posts = draw(st.lists(st.tuples(st.sampled_from(staff), st.sampled_from(units)), unique=True, max_size=5))
    pairs = [(a, b) for a in staff for b in staff if a != b]
    delegated = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=3)) if pairs else []
    workflows = st.lists(st.sampled_from(["plan", "item", "campaign-2"]), unique=True).map(tuple)

    def span() -> tuple[date | None, date | None]:
        since, until = draw(DAYS), draw(DAYS)
        return (until, since) if since and until and until < since else (since, until)

    return Organisation(
        tuple(
            Unit(
                one,
                draw(TITLES),
                draw(st.none() | TITLES),
                draw(st.none() | st.sampled_from(units[:place])) if place else None,
                tuple(draw(st.lists(IDS, unique=True, max_size=3))),
                draw(st.none() | st.sampled_from(RANKS)),
                draw(st.none() | st.sampled_from(units[:place])) if place else None,
            )
            for place, one in enumerate(units)
        ),
        tuple(
            Person(
                one, draw(TITLES), draw(st.none() | st.sampled_from(RANKS)), draw(st.none() | st.booleans())
            )
            for one in staff
        ),
        tuple(Post(person, "staff", unit, *span()) for person, unit in posts),
        tuple(Delegation(a, b, draw(workflows), *span()) for a, b in delegated),
    )


def written(header: str, rows: list[tuple[object, ...]]) -> str:
    """A table as CSV."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(header.split(","))
    for row in rows:
        writer.writerow(
            ["" if one is None else ",".join(one) if isinstance(one, tuple) else str(one) for one in row]
        )
    return out.getvalue()


@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    deadline=None,
)
@given(organisations())
def test_what_is_written_is_read(tmp_path: Path, organisation: Organisation) -> None:
    """An organisation written as CSV is read back as the same values."""
    o = organisation
    files = {
        "units.csv": written(
            "id,title,level,parent,category,rank,supervised_by",
            [(u.id, u.title, u.level, u.parent, u.category, u.rank, u.supervised_by) for u in o.units],
        ),
        "people.csv": written(
            "id,name,rank,party_member", [(p.id, p.name, p.rank, p.party_member) for p in o.people]
        ),
        "posts.csv": written(
            "person,post,unit,from,until", [(p.person, p.post, p.unit, p.since, p.until) for p in o.posts]
        ),
        "delegations.csv": written(
            "from,to,workflows,since,until",
            [(d.from_person, d.to_person, d.workflows, d.since, d.until) for d in o.delegations],
        ),
    }
    for name, text in files.items():
        (tmp_path / name).write_bytes(text.encode())
    read = read_organisation(tmp_path)
    assert read.findings == ()
    assert read.organisation == organisation
