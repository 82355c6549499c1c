"""The tables of the engine, on a metadata of our own: the host's stays its own.

Instants are UTC text of one width (`2014-08-01T01:00:00.000000Z`), days are ISO text, bodies are
canonical JSON text and never a JSON column, which would not give back the bytes that were hashed.
The schema is written here and in `migrations/`; a test holds the two together. How rows lie on the
disk (partial indexes, keys without a row number) differs by database and is said in the migrations
only: an option of a dialect here would load that dialect, PostgreSQL's too, with every command.

`models.py` has the same tables as SQLModel classes, and says what they hold. Acts and the command
line do without it: loading SQLModel takes longer than all the rest of a short command.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, Column, Index, Integer, MetaData, String, Table, Text

METADATA = MetaData()


def _key(name: str, length: int) -> Column[Any]:
    return Column(name, String(length), primary_key=True)


def _number_key(name: str) -> Column[Any]:
    return Column(name, Integer, primary_key=True, autoincrement=False)


def _text(name: str, length: int, *, index: bool = False) -> Column[Any]:
    return Column(name, String(length), nullable=False, index=index)


def _maybe(name: str, length: int, *, index: bool = False) -> Column[Any]:
    return Column(name, String(length), index=index)


def _number(name: str) -> Column[Any]:
    return Column(name, Integer, nullable=False)


def _body(name: str = "body") -> Column[Any]:
    return Column(name, Text, nullable=False)


_INSTANT, _DAY, _ID, _CASE_ID, _HASH, _DELIVERY_ID = 32, 10, 100, 200, 64, 330
"""Lengths."""

SETTING = Table("duban_setting", METADATA, _key("name", 64), _text("value", 255))
DEFINITION = Table(
    "duban_definition", METADATA,
    _key("workflow", _ID), _number_key("version"), _text("digest", _HASH, index=True),
    _text("deployed_at", _INSTANT), _body(), _body("source"),
)  # fmt: skip
CASE = Table(
    "duban_case", METADATA,
    _key("id", _CASE_ID), _text("workflow", _ID), _text("digest", _HASH), _text("unit", _ID),
    _maybe("parent", _CASE_ID), _maybe("person", _ID), _text("status", 16), _text("state", _ID),
    _number("seq"), _text("head", _HASH), _text("opened_at", _INSTANT), _text("updated_at", _INSTANT),
    _maybe("due_at", _INSTANT), _maybe("next_at", _INSTANT), _number("attempts"), Column("fault", Text),
    _number("doubt"), _body(),
    # In the order in which the night takes them, so that a batch reads its own cases and no others.
    Index("duban_case_next", "next_at", "id"),
    # One index for to-do lists and overdue lists alike: every act has to write each of them.
    Index("duban_case_place", "status", "state", "due_at"),
    Index("duban_case_unit", "unit"),
    Index("duban_case_parent", "parent"),
    Index("duban_case_person", "person"),
    Index("duban_case_parked", "attempts"),
    Index("duban_case_doubt", "doubt"),
)  # fmt: skip
EVENT = Table(
    "duban_event", METADATA,
    _key("case_id", _CASE_ID), _number_key("seq"), _text("kind", 32), _maybe("action", _ID),
    _text("at", _INSTANT), _text("alg", 16), _text("prev", _HASH), _text("hash", _HASH), _body(),
    _maybe("occurrence", 200), _maybe("command", 200), _maybe("request", _HASH), Column("answer", Integer),
    Index("duban_event_occurrence", "case_id", "occurrence", unique=True),
    Index("duban_event_command", "command", unique=True),
)  # fmt: skip
OUTBOX = Table(
    "duban_outbox", METADATA,
    _key("next_at", _INSTANT), _key("case_id", _CASE_ID), _number_key("seq"), _text("kind", 32),
    _number("attempts"),
)  # fmt: skip
NOTICE = Table(
    "duban_notice", METADATA,
    _key("case_id", _CASE_ID), _number_key("seq"), _key("person", _ID), _text("kind", 32),
    _text("delivery", _DELIVERY_ID), _body(),
    Index("duban_notice_delivery", "delivery"),
    Index("duban_notice_person", "person", "kind"),
)  # fmt: skip
DELIVERY = Table(
    "duban_delivery", METADATA,
    _key("id", _DELIVERY_ID), _text("person", _ID), _text("day", _DAY), _text("status", 16),
    _text("made_at", _INSTANT), _maybe("next_at", _INSTANT), _number("attempts"), Column("fault", Text),
    _maybe("sent_at", _INSTANT), _body(),
    Index("duban_delivery_status", "status", "made_at"),
)  # fmt: skip
SWEEP = Table("duban_sweep", METADATA, _key("id", 64), _text("as_of", _INSTANT, index=True), _body())
MILESTONE = Table(
    "duban_milestone",
    METADATA,
    _key("name", _ID),
    _key("unit", _ID),
    _text("day", _DAY),
    _text("set_at", _INSTANT),
    _body("reason"),
)
PARAMETER = Table(
    "duban_parameter", METADATA,
    _key("name", _ID), _key("unit", _ID), _body("value"), _text("set_at", 32), _body("reason"),
)  # fmt: skip
REGISTER = Table(
    "duban_register", METADATA,
    _key("name", _ID), _number_key("number"), _text("key", _ID), _text("kind", 16), _text("at", _INSTANT),
    _maybe("case_id", _CASE_ID), Column("seq", Integer), _text("alg", 16), _text("prev", _HASH), _text("hash", _HASH),
    _body(),
    Index("duban_register_key", "name", "key", "kind", unique=True),
    Index("duban_register_case", "case_id"),
)  # fmt: skip
REGISTER_SEEN = Table("duban_register_seen", METADATA, _key("name", _ID), _number("number"))
BATCH = Table("duban_batch", METADATA, _number_key("number"), _text("at", _INSTANT), _body())
UNIT = Table(
    "duban_unit", METADATA,
    _key("id", _ID), _text("title", 255), _maybe("level", 64), _maybe("parent", _ID), _body("category"),
    _maybe("rank", 64), _maybe("supervised_by", _ID, index=True),
)  # fmt: skip
PERSON = Table(
    "duban_person", METADATA,
    _key("id", _ID), _text("name", 255), _maybe("rank", 64), Column("party_member", Boolean),
)  # fmt: skip
POST = Table(
    "duban_post", METADATA,
    _key("person", _ID), _key("post", _ID), _key("unit", _ID), _key("since", _DAY), _text("until", _DAY),
    Index("duban_post_place", "unit", "post"),
)  # fmt: skip
DELEGATION = Table(
    "duban_delegation", METADATA,
    _key("from_person", _ID), _key("to_person", _ID), _key("workflow", _ID), _key("since", _DAY),
    _text("until", _DAY),
)  # fmt: skip
ROLL = Table(
    "duban_roll", METADATA,
    _key("case_id", _CASE_ID), _number_key("poll"), _key("person", _ID), _text("group_id", _ID),
    Column("voted", Boolean, nullable=False), _maybe("choice", _ID),
)  # fmt: skip
BOX = Table(
    "duban_box", METADATA,
    _key("case_id", _CASE_ID), _number_key("poll"), _key("group_id", _ID), _key("choice", _ID), _number("papers"),
)  # fmt: skip
CALENDAR_VERSION = Table(
    "duban_calendar_version", METADATA,
    _number_key("number"), _text("digest", _HASH), _text("at", _INSTANT), _text("source", 16), _maybe("notice", 64),
    Column("year", Integer), _maybe("layer", 64), _maybe("recounted_at", _INSTANT),
)  # fmt: skip
CALENDAR_DAY = Table(
    "duban_calendar_day", METADATA,
    _key("layer", 64), _key("day", _DAY), _number_key("version"), _text("mark", 8), _maybe("notice", 64),
    _maybe("name", 100),
)  # fmt: skip
CALENDAR_YEAR = Table(
    "duban_calendar_year", METADATA, _number_key("year"), _number_key("version"), _body("missing"),
)  # fmt: skip
CALENDAR_LAYER = Table(
    "duban_calendar_layer", METADATA,
    _key("layer", 64), _number_key("version"), _text("title", 255), _body("units"), _body("workflows"),
)  # fmt: skip
