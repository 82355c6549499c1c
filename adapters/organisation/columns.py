"""The tables of an organisation and their columns: one list of names, in English and Chinese."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

from duban.engine.core.organisation import TableName
from duban.engine.core.text import Text
from duban.engine.dsl.nearest import nearest as nearest_word

Kind = Literal["id", "text", "list", "bool", "date"]


class Column(Struct, frozen=True):
    """A column: the attribute it fills, how it may be headed, what its cells hold."""

    field: str
    kind: Kind
    en: tuple[str, ...]
    """The names in English; the first is the one shown."""
    zh: tuple[str, ...]
    required: bool = False

    @property
    def shown(self) -> Text:
        """The name used in messages."""
        return Text(self.zh[0], self.en[0])


class Table(Struct, frozen=True):
    """A table: how its sheet, file or YAML key may be called, and its columns."""

    name: TableName
    en: tuple[str, ...]
    zh: tuple[str, ...]
    columns: tuple[Column, ...]

    def column(self, heading: str) -> Column | None:
        """The column so headed; spelling of width, case, blanks and underscores does not matter."""
        wanted = plain(heading)
        return next((one for one in self.columns if wanted in map(plain, one.en + one.zh)), None)

    def field(self, field: str) -> Column:
        """The column that fills this attribute; `KeyError` when none does."""
        found = next((one for one in self.columns if one.field == field), None)
        if found is None:
            raise KeyError(field)
        return found

    def recognised(self, headings: Iterable[str]) -> int:
        """How many different columns these headings name; 0 when a required one is not among them."""
        found = {one.field for one in map(self.column, headings) if one is not None}
        required = {one.field for one in self.columns if one.required}
        return len(found) if required <= found else 0


_SINCE = Column(
    "since",
    "date",
    ("since", "from", "start", "since_date", "start_date"),
    ("自", "起", "起日", "开始日期", "起始日期", "任职日期", "任职时间"),
)
_UNTIL = Column(
    "until",
    "date",
    ("until", "end", "until_date", "end_date"),
    ("至", "止", "止日", "结束日期", "截止日期", "终止日期", "免职日期"),
)

TABLES = (
    Table(
        "units",
        ("units", "unit"),
        ("单位", "单位表", "单位名册", "机构"),
        (
            Column("id", "id", ("id", "unit_id"), ("编号", "单位编号", "单位代码", "代码"), required=True),
            Column("title", "text", ("title", "name"), ("名称", "单位名称", "单位"), required=True),
            Column("level", "text", ("level",), ("级别", "层级")),
            Column("parent", "id", ("parent",), ("上级", "上级单位", "上级编号", "上级单位编号")),
            Column("category", "list", ("category", "categories"), ("类别", "单位类别", "分类")),
            Column("rank", "text", ("rank",), ("职级", "单位职级", "规格")),
            Column("supervised_by", "id", ("supervised_by",), ("督导组", "督导组编号", "督导单位")),
        ),
    ),
    Table(
        "people",
        ("people", "persons", "person"),
        ("人员", "人员表", "人员名册", "人员名单"),
        (
            Column("id", "id", ("id", "person_id"), ("编号", "人员编号", "工号"), required=True),
            Column("name", "text", ("name",), ("姓名", "名字"), required=True),
            Column("rank", "text", ("rank",), ("职级", "职务级别", "级别")),
            Column("party_member", "bool", ("party_member",), ("党员", "是否党员", "中共党员")),
        ),
    ),
    Table(
        "posts",
        ("posts", "post"),
        ("职务", "职务表", "任职", "任职表", "岗位"),
        (
            Column("person", "id", ("person", "person_id"), ("人员", "人员编号", "工号"), required=True),
            Column("post", "id", ("post",), ("职务", "岗位"), required=True),
            Column("unit", "id", ("unit", "unit_id"), ("单位", "单位编号", "单位代码"), required=True),
            _SINCE,
            _UNTIL,
        ),
    ),
    Table(
        "delegations",
        ("delegations", "delegation"),
        ("委托", "委托表", "授权", "委托授权"),
        (
            Column("from_person", "id", ("from", "from_person"), ("委托人", "委托人编号"), required=True),
            Column(
                "to_person", "id", ("to", "to_person"), ("受托人", "受托人编号", "被委托人"), required=True
            ),
            Column("workflows", "list", ("workflows", "workflow"), ("流程", "流程标识", "适用流程")),
            Column("since", "date", ("since", "start", "since_date", "start_date"), _SINCE.zh),
            _UNTIL,
        ),
    ),
)

TABLE = {one.name: one for one in TABLES}
"""Each table by its name."""


def table_named(word: str) -> Table | None:
    """The table that a sheet, file or key of this name is."""
    wanted = plain(word)
    return next((one for one in TABLES if wanted in map(plain, one.en + one.zh)), None)


def table_headed(headings: Iterable[str]) -> Table | None:
    """The table that a header can only be of: all its required columns, and more of its columns than of others."""
    given = list(headings)
    ranked = sorted(TABLES, key=lambda one: one.recognised(given), reverse=True)
    best, next_best = (one.recognised(given) for one in ranked[:2])
    return ranked[0] if best > next_best else None


def nearest(word: str, names: Iterable[str]) -> str | None:
    """The known name that a mistyped one most likely means."""
    spelled = {plain(one): one for one in names}
    meant = nearest_word(plain(word), spelled)
    return spelled[meant] if meant is not None else None


def plain(word: str) -> str:
    """A name without what does not tell it apart: width, case, blanks, `_`, `-`, a trailing `*` or colon."""
    folded = unicodedata.normalize("NFKC", word).casefold().rstrip("*: \t")
    return "".join(char for char in folded if not char.isspace() and char not in "_-\ufeff\u200b")
