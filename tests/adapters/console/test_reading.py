"""What people type or hand over, read into values, or refused with the place."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from duban.adapters.console.reading import read_data, read_moment, read_object, read_path, read_term
from duban.adapters.console.reasons import json_reason
from duban.engine.core.terms import Term
from duban.engine.errors import InvalidInput, system_reason

SHANGHAI = ZoneInfo("Asia/Shanghai")


def test_settings_go_over_the_file(tmp_path: Path) -> None:
    """A later `--set` wins; what looks like JSON is JSON, the rest is text; numbers stay exact."""
    file = tmp_path / "data.json"
    file.write_text('\ufeff{"share": 0.1, "a": "x", "b": 1}', "utf-8")
    data = read_data(str(file), ("a=y", "a= z=1", 'list=["p", 0.30]', 'row={"no": 1}', 'text="q"', "empty="))
    assert data == {
        "share": Decimal("0.1"),
        "a": " z=1",
        "b": 1,
        "list": ["p", Decimal("0.30")],
        "row": {"no": 1},
        "text": "q",
        "empty": "",
    }
    assert str(data["list"][1]) == "0.30"


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("roadmap", "should be name=value"),
        ("=x", "should be name=value"),
        ("a=[1", "line 1, column 3: a comma is expected here"),
        ('a={"b": 1, "b": 2}', "'b' stands twice"),
        ("a=[NaN]", "NaN is no number"),
        ("a=" + "[" * 100_000, "it is nested too deeply"),
        ("a=[" + "9" * 5000 + "]", "a number has too many digits"),
    ],
)
def test_a_bad_setting_says_why(setting: str, said: str) -> None:
    """With the place in it, in both languages."""
    with pytest.raises(InvalidInput) as caught:
        read_data(None, (setting,))
    assert said in caught.value.message("en")
    assert caught.value.message("zh") != caught.value.message("en")


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    """Twenty megabytes are the most; a device without an end is too large as well."""
    for path in (tmp_path / "large.json", Path("/dev/zero")):
        if path.parent == tmp_path:
            path.write_bytes(b" " * (20 * 2**20 + 1))
        with pytest.raises(InvalidInput, match="larger than 20 MB"):
            read_object(str(path))


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2014-08-01", datetime(2014, 7, 31, 16, tzinfo=UTC)),
        (" 2014-08-01 09:00 ", datetime(2014, 8, 1, 1, tzinfo=UTC)),
        ("2014-08-01T09:00:00+00:00", datetime(2014, 8, 1, 9, tzinfo=UTC)),
        ("2014-08-01T09:00:00Z", datetime(2014, 8, 1, 9, tzinfo=UTC)),
    ],
)
def test_a_moment_is_local_unless_it_says_otherwise(text: str, instant: datetime) -> None:
    """A date is its first instant in the zone of the database."""
    assert read_moment(text, SHANGHAI) == instant


def test_a_term_is_read_in_both_languages() -> None:
    """And a bare number of days is refused with the reason."""
    assert read_term("10 workdays") == read_term("10个工作日") == Term(10, "workdays")
    with pytest.raises(InvalidInput) as caught:
        read_term("5天")
    assert "行政复议法" in caught.value.message("zh")
    assert "。；" not in caught.value.message("zh")


def test_the_system_speaks_both_languages(tmp_path: Path) -> None:
    """What usually goes wrong with files is worded; what is rare keeps the system's words, and says whose they are."""
    with pytest.raises(InvalidInput) as caught:
        read_path(str(tmp_path / "missing"))
    assert caught.value.message("zh").startswith("没有文件或目录")
    assert system_reason(FileNotFoundError(2, "No such file or directory")).zh == "没有这个文件或目录"
    assert system_reason(OSError(5, "Input/output error")).zh == "磁盘读写出错"
    assert system_reason(OSError(12345, "Strange")).zh == "系统报错（Strange）"
    assert system_reason(OSError()).en == "OSError"


def test_every_reason_of_the_json_reader_is_known() -> None:
    """Each way to break JSON has words of our own in both languages."""
    for text in (
        "",
        "{",
        '{"a"}',
        '{"a":}',
        '{"a":1,}',
        "[1,]",
        "[1 2]",
        '"a',
        '"\n"',
        r'"\x"',
        r'"\u12"',
        "{} {}",
        "{1:2}",
    ):
        with pytest.raises(json.JSONDecodeError) as caught:
            json.loads(text)
        reason = json_reason(caught.value)
        assert caught.value.msg not in reason.zh, text
