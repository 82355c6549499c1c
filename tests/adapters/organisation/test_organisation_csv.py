"""Organisations from CSV: encodings, separators, headers, cells, and what is said when they are wrong."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from duban.adapters.organisation import OrgFinding, read_organisation
from duban.adapters.organisation.words import WORDS
from duban.engine.core.organisation import Delegation, Known, Organisation, Person, Post, Unit

FILES = {
    "units.csv": "id,title,level,parent,category,rank,supervised_by\n"
    "city,市委,city,,,,\nteam-3,第三督导组,city,city,,,\n"
    'bureau,市水务局,city,city,"K2,K3",正处级,team-3\n',
    "people.csv": "id,name,rank,party_member\nzhang,张一,正处级,true\nli,李二,,no\nwang,王三,,\n",
    "posts.csv": "person,post,unit,from,until\nzhang,principal,bureau,2014-01-01,\n"
    "li,staff,bureau,2014/1/1,2014.8.31\n",
    "delegations.csv": "from,to,workflows,since,until\nzhang,li,rectification-plan,2014-08-01,2014年8月31日\n"
    "zhang,wang,,,\n",
}
EXPECTED = Organisation(
    (
        Unit("city", "市委", "city"),
        Unit("team-3", "第三督导组", "city", "city"),
        Unit("bureau", "市水务局", "city", "city", ("K2", "K3"), "正处级", "team-3"),
    ),
    (Person("zhang", "张一", "正处级", True), Person("li", "李二", None, False), Person("wang", "王三")),
    (
        Post("zhang", "principal", "bureau", date(2014, 1, 1)),
        Post("li", "staff", "bureau", date(2014, 1, 1), date(2014, 8, 31)),
    ),
    (
        Delegation("zhang", "li", ("rectification-plan",), date(2014, 8, 1), date(2014, 8, 31)),
        Delegation("zhang", "wang"),
    ),
)


def folder(path: Path, files: dict[str, str], encoding: str = "utf-8") -> Path:
    """Write the files into a folder."""
    for name, text in files.items():
        (path / name).write_bytes(text.encode(encoding))
    return path


def people(path: Path, content: str | bytes) -> tuple[Organisation | None, tuple[OrgFinding, ...]]:
    """What a file `people.csv` with this content tells."""
    file = path / "people.csv"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    read = read_organisation(file)
    return read.organisation, read.findings


def told(findings: tuple[OrgFinding, ...]) -> list[tuple[str, int | None, int | None]]:
    """Code, line and column of each finding."""
    return [(one.code, one.place.line, one.place.column) for one in findings]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_folder_of_tables(tmp_path: Path, encoding: str) -> None:
    """The four tables of a folder make one organisation, with or without a byte order mark."""
    read = read_organisation(folder(tmp_path, FILES, encoding))
    assert read.findings == ()
    assert read.organisation == EXPECTED


def test_gb18030_is_read_and_said(tmp_path: Path) -> None:
    """GB18030, as offices export it, is read, and a note says of which file it was assumed."""
    read = read_organisation(folder(tmp_path, FILES, "gb18030"))
    assert read.organisation == EXPECTED
    assert [(one.code, one.severity, Path(one.place.file).name) for one in read.findings] == [
        ("read-as-gb18030", "note", "delegations.csv"),
        ("read-as-gb18030", "note", "people.csv"),
        ("read-as-gb18030", "note", "units.csv"),
    ]


def test_utf16_by_its_mark(tmp_path: Path) -> None:
    """Text saved as Unicode, UTF-16 with a mark and tabs between, is read."""
    content = "编号\t姓名\r\nzhang\t张一\r\n".encode("utf-16")
    assert people(tmp_path, content) == (Organisation(people=(Person("zhang", "张一"),)), ())


def test_damaged_utf8_is_not_taken_for_gb18030(tmp_path: Path) -> None:
    """UTF-8 that is broken off within a character is refused at its line, not turned into other characters."""
    organisation, findings = people(tmp_path, "编号,姓名\nzhang,张一\nli,李二".encode()[:-1])
    assert organisation is None
    assert told(findings) == [("bad-utf8", 3, None)]


def test_neither_encoding(tmp_path: Path) -> None:
    """Bytes that are neither UTF-8 nor GB18030 are refused with the line and the byte."""
    organisation, findings = people(tmp_path, b"id,name\nzhang,\xff\xff\n")
    assert organisation is None
    assert told(findings) == [("bad-encoding", 2, None)]
    assert "FF" in findings[0].message("en")


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("declared", [False, True])
def test_separators(tmp_path: Path, separator: str, declared: bool) -> None:
    """Commas, semicolons and tabs are told apart by the header, or by a line `sep=`."""
    text = separator.join(("id", "name", "rank")) + "\r\n" + separator.join(("a", "甲", "科员")) + "\r\n"
    text = f"sep={separator}\r\n{text}" if declared else text
    assert people(tmp_path, text) == (Organisation(people=(Person("a", "甲", "科员"),)), ())


def test_line_breaks_within_quotes(tmp_path: Path) -> None:
    """A quoted cell may hold separators, quotation marks and line breaks, and later lines keep their numbers."""
    organisation, findings = people(tmp_path, 'id,name\na,"甲\n""乙"",丙"\nb,丁,戊\n')
    assert organisation is None
    assert told(findings) == [("nameless-column", 4, 3)]
    organisation, _ = people(tmp_path, 'id,name\na,"甲\n""乙"",丙"\n')
    assert organisation == Organisation(people=(Person("a", '甲\n"乙",丙'),))


def test_an_open_quotation_mark(tmp_path: Path) -> None:
    """A quotation mark without a partner is told at the line where it opens."""
    organisation, findings = people(tmp_path, 'id,name\na,甲\nb,"乙\nc,丙\n')
    assert organisation is None
    assert told(findings) == [("bad-csv", 3, None)]


@pytest.mark.parametrize(
    ("header", "row", "expected"),
    [
        (
            "编号,名称,级别,上级,类别,职级,督导组",
            "a,甲,市,,K1、K2,正处级,",
            Unit("a", "甲", "市", None, ("K1", "K2"), "正处级"),
        ),
        ("编号,姓名,职级,是否党员", "a,甲,科员,是", Person("a", "甲", "科员", True)),
        ("ID, Name ,Party Member", "a,甲,否", Person("a", "甲", None, False)),
        ("人员,职务,单位,自,至", "a,staff,u,2014年1月1日,", Post("a", "staff", "u", date(2014, 1, 1))),
        (
            "委托人,受托人,流程,自,至",
            "a,b,x；y,,2014-1-2",
            Delegation("a", "b", ("x", "y"), None, date(2014, 1, 2)),
        ),
    ],
)
def test_the_header_tells_the_table(tmp_path: Path, header: str, row: str, expected: object) -> None:
    """A single file of any name is known by its header, in Chinese or English."""
    file = tmp_path / "导出.csv"
    file.write_text(f"{header}\n{row}\n", "utf-8")
    read = read_organisation(file, Known(frozenset({"u"}), frozenset({"a", "b"})))
    assert read.findings == ()
    organisation = read.organisation
    assert organisation is not None
    rows = organisation.units + organisation.people + organisation.posts + organisation.delegations
    assert rows == (expected,)


def test_a_header_that_tells_nothing(tmp_path: Path) -> None:
    """A file whose name and first row tell no table is refused, not guessed."""
    file = tmp_path / "export.csv"
    file.write_text("水务局人员名册\n编号,姓名\na,甲\n", "utf-8")
    assert told(read_organisation(file).findings) == [("which-table", None, None)]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2014-01-31", date(2014, 1, 31)),
        ("2014/1/31", date(2014, 1, 31)),
        ("2014.1.31", date(2014, 1, 31)),
        ("2014年1月31日", date(2014, 1, 31)),
        ("2014 年 01 月 31 日", date(2014, 1, 31)),
        ("２０１４－０１－３１", date(2014, 1, 31)),
        ("2014-01-31 00:00:00", date(2014, 1, 31)),
        ("1900-03-01", date(1900, 3, 1)),
        ("9999-12-31", date(9999, 12, 31)),
        ("", None),
        ("2014-02-30", "bad-date"),
        ("2014-01", "bad-date"),
        ("2014-01/31", "bad-date"),
        ("14-01-31", "bad-date"),
        ("31/1/2014", "bad-date"),
        ("20140131", "bad-date"),
        ("2014-01-31 09:00", "bad-date"),
        ("2014年1月", "bad-date"),
        ("长期", "bad-date"),
        ("41640", "day-number"),
        ("1900-01-01", "doubtful-date"),
        ("1900/1/0", "doubtful-date"),
        ("1900-02-28", "doubtful-date"),
        ("1899-12-31", "doubtful-date"),
    ],
)
def test_dates(tmp_path: Path, written: str, meant: date | str | None) -> None:
    """Days are read in four spellings; anything that is not clearly one day is refused."""
    file = tmp_path / "posts.csv"
    file.write_text(f"person,post,unit,until\na,staff,u,{written}\n", "utf-8")
    read = read_organisation(file, Known(frozenset({"u"}), frozenset({"a"})))
    if isinstance(meant, str):
        assert told(read.findings) == [(meant, 2, 4)]
    else:
        assert read.organisation == Organisation(posts=(Post("a", "staff", "u", None, meant),))


def test_a_day_number_says_which_day_it_may_be(tmp_path: Path) -> None:
    """The number of a day is not taken for a date, but the finding says which it would be."""
    file = tmp_path / "posts.csv"
    file.write_text("person,post,unit,until\na,staff,u,41640\n", "utf-8")
    (finding,) = read_organisation(file, Known(frozenset({"u"}), frozenset({"a"}))).findings
    assert "2014-01-01" in finding.hint("zh")


@pytest.mark.parametrize(
    ("written", "meant"),
    [(one, True) for one in ("是", "true", "TRUE", "1", "yes", " Yes ", "１")]
    + [(one, False) for one in ("否", "false", "0", "no")]
    + [("", None)],
)
def test_yes_and_no(tmp_path: Path, written: str, meant: bool | None) -> None:
    """Yes and no are read in Chinese, English and as 1 and 0; an empty cell is not told."""
    organisation, findings = people(tmp_path, f"id,name,party_member\na,甲,{written}\n")
    assert findings == ()
    assert organisation == Organisation(people=(Person("a", "甲", None, meant),))


@pytest.mark.parametrize("written", ["也许", "中共党员", "2", "对", "√"])
def test_neither_yes_nor_no(tmp_path: Path, written: str) -> None:
    """Any other word is refused."""
    organisation, findings = people(tmp_path, f"id,name,party_member\na,甲,{written}\n")
    assert organisation is None
    assert told(findings) == [("bad-bool", 2, 3)]


def test_only_separators_are_not_everything(tmp_path: Path) -> None:
    """A delegation whose workflows are only separators is refused: empty would delegate all of them."""
    file = tmp_path / "delegations.csv"
    file.write_text("from,to,workflows\na,b,、\n", "utf-8")
    read = read_organisation(file, Known(people=frozenset({"a", "b"})))
    assert told(read.findings) == [("bad-list", 2, 3)]


def test_a_number_a_spreadsheet_cut_off(tmp_path: Path) -> None:
    """An id in scientific notation has lost digits on the way and is refused."""
    organisation, findings = people(tmp_path, "id,name\n1.10101E+17,甲\n")
    assert organisation is None
    assert told(findings) == [("imprecise-number", 2, 1)]


def test_formulas_are_plain_words(tmp_path: Path) -> None:
    """Text that looks like a formula is kept as it stands."""
    organisation, findings = people(tmp_path, 'id,name\na,"=HYPERLINK(""x"")"\n')
    assert findings == ()
    assert organisation == Organisation(people=(Person("a", '=HYPERLINK("x")'),))


GOLDEN = """\
people.csv:1:3 error unknown-column: there is no column 'rnak'; did you mean 'rank'?
people.csv:1:4 error duplicate-column: '姓名' is the same column as 'name' before it; remove one of them
people.csv:3:1 error duplicate-id: the id 'a' is used twice; the first is at people.csv:2; \
remove one of the two rows, or correct its id
people.csv:4:1 error missing: 'id' is missing; fill it in
people.csv:4:5 error bad-bool: 'maybe' under 'party_member' is neither yes nor no; \
write 是/否, true/false, yes/no or 1/0; leave it empty if unknown
posts.csv:2:1 error unknown-person: there is no person 'zhnag'; did you mean 'zhang'?
posts.csv:2:4 error bad-date: 'soon' under 'since' is no date; \
write 2014-01-31, 2014/1/31, 2014.1.31 or 2014年1月31日, without a time of day
posts.csv:3:3 error missing: 'unit' is missing; fill it in
posts.csv:3:5 error ends-before-start: the last day 2014-01-01 is before the first day 2014-02-01; \
correct one of the dates; both days are included
units.csv:1 error missing-column: the column 'title' is missing; \
the columns are: id, title, level, parent, category, rank, supervised_by
"""


def test_everything_is_told_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All mistakes of all files are told in one go, each with its place, sentence and way out."""
    (tmp_path / "org").mkdir()
    folder(
        tmp_path / "org",
        {
            "people.csv": "id,name,rnak,姓名,party_member\na,甲,,,\na,乙,,,\n,丙,,,maybe\nzhang,张一,,,\n",
            "posts.csv": dedent(
                """\
                person,post,unit,from,until

                zhang,staff,,2014-02-01,2014-01-01
                """
            ).replace("\n\n", "\nzhnag,staff,city,soon,\n"),
            "units.csv": "id\ncity\n",
        },
    )
    monkeypatch.chdir(tmp_path / "org")
    read = read_organisation(Path(), Known(units=frozenset({"city"})))
    assert read.organisation is None
    lines = [
        f"{one.place} {one.severity} {one.code}: {one.message('en')}; {one.hint('en')}\n"
        for one in read.findings
    ]
    assert "".join(lines) == GOLDEN


def test_findings_as_json(tmp_path: Path) -> None:
    """A finding has the keys of `check --json` and its sheet, worded in the reader's language."""
    _, (finding,) = people(tmp_path, "id,name\na,\n")
    assert finding.json("zh") == {
        "file": str(tmp_path / "people.csv"),
        "sheet": None,
        "line": 2,
        "column": 2,
        "code": "missing",
        "severity": "error",
        "message": "缺少「姓名」",
        "hint": "请填写",
    }


def test_a_refused_date_starts_no_quarrel(tmp_path: Path) -> None:
    """A date that was refused does not count as open-ended: no clash of posts is made of it."""
    file = tmp_path / "posts.csv"
    file.write_text(
        "person,post,unit,from\na,principal,u,2014-01-01\nb,principal,u,x\na,principal,u,y\n", "utf-8"
    )
    read = read_organisation(file, Known(frozenset({"u"}), frozenset({"a", "b"})))
    assert told(read.findings) == [("bad-date", 3, 4), ("bad-date", 4, 4)]


def test_warnings_do_not_forbid(tmp_path: Path) -> None:
    """An unknown rank is a warning: the organisation is there all the same."""
    organisation, findings = people(tmp_path, "id,name,rank\na,甲,处级\n")
    assert organisation == Organisation(people=(Person("a", "甲", "处级"),))
    assert [(one.code, one.severity) for one in findings] == [("unknown-rank", "warning")]


def test_a_flood_is_counted(tmp_path: Path) -> None:
    """Of very many findings the first thousand are told and the rest counted."""
    _, findings = people(tmp_path, "id,name\n" + ",甲\n" * 1500)
    assert len(findings) == 1001
    assert findings[-1].message("en") == "500 more are not shown"


@pytest.mark.parametrize("content", ["", "\n\n", "id,name\n", "\ufeff"])
def test_nothing_in_it(tmp_path: Path, content: str) -> None:
    """A file without one row is refused: importing nothing is never meant."""
    organisation, findings = people(tmp_path, content)
    assert organisation is None
    assert [one.code for one in findings] == ["nothing"]


def test_too_many_rows(tmp_path: Path) -> None:
    """Reading ends at the limit of rows, with a finding."""
    _, findings = people(tmp_path, "id,name\n" + "\n" * 200_000 + "a,甲\n")
    assert [(one.code, one.place.line) for one in findings] == [("too-many-rows", 200_001)]


def test_ten_thousand_people(tmp_path: Path) -> None:
    """Ten thousand people with their posts are read."""
    rows = [(f"p{one}", f"u{one % 200}") for one in range(10_000)]
    folder(
        tmp_path,
        {
            "units.csv": "id,title\n" + "".join(f"u{one},单位\n" for one in range(200)),
            "people.csv": "id,name\n" + "".join(f"{one},某人\n" for one, _ in rows),
            "posts.csv": "person,post,unit,from\n" + "".join(f"{a},staff,{b},2014-01-01\n" for a, b in rows),
        },
    )
    read = read_organisation(tmp_path)
    assert read.findings == ()
    assert read.organisation is not None
    assert len(read.organisation.people) == len(read.organisation.posts) == 10_000


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=100).map(lambda one: f"id,name\n{one}".encode()))
def test_any_bytes_end_in_an_answer(tmp_path: Path, content: bytes) -> None:
    """Whatever is in a file, the answer is an organisation or an error among the findings."""
    organisation, findings = people(tmp_path, content)
    assert (organisation is None) is any(one.severity == "error" for one in findings)


def test_every_sentence_is_bilingual() -> None:
    """Each code has a sentence and a way out in both languages."""
    assert all(one.message.zh and one.message.en and one.hint.zh and one.hint.en for one in WORDS.values())
