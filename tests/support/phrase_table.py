"""Phrases and how they read: what the tests of the reader hold it to.

A line is `phrase ¦ kind ¦ due ¦ missing`, and the parts where a cell has several terms. Judged by hand from the
rules in `docs/phrases.md`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

LEDGER_BARE = """\
2019年4月底前 ¦ date ¦ 2019-04-30 ¦ -
于2018年12月底前 ¦ date ¦ 2018-12-31 ¦ -
在2019年2月底前完成 ¦ date ¦ 2019-02-28 ¦ -
2024年8月前 ¦ ambiguous ¦ - ¦ boundary
2018年3月1日前 ¦ date ¦ 2018-03-01 ¦ -
于2018年12月31日前 ¦ date ¦ 2018-12-31 ¦ -
12月31日前将整改情况以书面形式报市政府 ¦ incomplete ¦ - ¦ year
到2019年底 ¦ date ¦ 2019-12-31 ¦ -
2021年3月底前 ¦ date ¦ 2021-03-31 ¦ -
12月底前 ¦ incomplete ¦ - ¦ year
5月底前动工 ¦ incomplete ¦ - ¦ year
10月底前 ¦ incomplete ¦ - ¦ year
在6月底之前完成 ¦ incomplete ¦ - ¦ year
要在6月15日前完成并上报 ¦ incomplete ¦ - ¦ year
2014年1月底前 ¦ date ¦ 2014-01-31 ¦ -
二○○七年六月七日 ¦ date ¦ 2007-06-07 ¦ -
原则上于2019年6月底前完成 ¦ date ¦ 2019-06-30 ¦ -
2020年起，每年2月底前 ¦ recurring ¦ - ¦ -
每年1月31日前 ¦ recurring ¦ - ¦ -
每季度末月20日前 ¦ recurring ¦ - ¦ -
每月5日前上报 ¦ recurring ¦ - ¦ -
每月底调度 ¦ recurring ¦ - ¦ -
自收到该督查结论之日起30日内 ¦ relative ¦ - ¦ anchor
自受理之日起60日内办结 ¦ relative ¦ - ¦ anchor
延长期限不得超过30日 ¦ relative ¦ - ¦ anchor
自收到之日起5个工作日内提出异议 ¦ relative ¦ - ¦ anchor
在30个工作日内报送国务院 ¦ relative ¦ - ¦ anchor
在执法决定作出之日起7个工作日内公开 ¦ relative ¦ - ¦ anchor
五日内 / 十日内（行政复议法：有关“三日”“五日”“七日”“十日”指工作日） ¦ relative ¦ - ¦ anchor ¦ relative anchor + relative anchor
在接到承办通知后7个工作日内退回 ¦ relative ¦ - ¦ anchor
应在2个工作日内回退 ¦ relative ¦ - ¦ anchor
应在收到电子工单的次日起5个工作日内办结和答复 ¦ relative ¦ - ¦ anchor
在办理时限届满前通过电话等方式催办 ¦ relative ¦ - ¦ anchor
在办理时限到期次日发出《催办通知书》 ¦ relative ¦ - ¦ anchor
非急件15日内办结 ¦ relative ¦ - ¦ anchor
公文一般在30日内办结 ¦ relative ¦ - ¦ anchor
在30个工作日内上报 ¦ relative ¦ - ¦ anchor
应在办结后一周内 ¦ relative ¦ - ¦ anchor
不得超过六个月 / 三个月内答复 ¦ relative ¦ - ¦ anchor ¦ relative anchor + relative anchor
六个月内 ¦ relative ¦ - ¦ anchor
当日 / 收到转办件工单的当日 ¦ relative ¦ - ¦ anchor ¦ relative anchor + relative anchor
办理时限为10个工作日 ¦ relative ¦ - ¦ anchor
公示时间:2019年12月13日至2019年12月19日,共7天 ¦ range ¦ 2019-12-19 ¦ -
2019年5月6日至6月14日 ¦ range ¦ 2019-06-14 ¦ -
8月10日-8月20日 / 8月21日-9月30日 ¦ incomplete ¦ - ¦ year ¦ incomplete year + incomplete year
12月10日前 ¦ incomplete ¦ - ¦ year
立行立改 ¦ open ¦ - ¦ -
立行立改,长期坚持 ¦ open ¦ - ¦ - ¦ open - + open -
长期坚持 ¦ open ¦ - ¦ -
2024年底前，并长期坚持 ¦ date ¦ 2024-12-31 ¦ - ¦ date 2024-12-31 + open -
应限期完成移交 ¦ incomplete ¦ - ¦ date
适时 ¦ open ¦ - ¦ -
及时 ¦ open ¦ - ¦ -
"""
"""Phrases met in ledgers and regulations, with nothing known beside the words."""

LEDGER_TOLD = """\
2019年4月底前 ¦ date ¦ 2019-04-30 ¦ -
于2018年12月底前 ¦ date ¦ 2018-12-31 ¦ -
在2019年2月底前完成 ¦ date ¦ 2019-02-28 ¦ -
2024年8月前 ¦ ambiguous ¦ - ¦ boundary
2018年3月1日前 ¦ date ¦ 2018-03-01 ¦ -
于2018年12月31日前 ¦ date ¦ 2018-12-31 ¦ -
12月31日前将整改情况以书面形式报市政府 ¦ date ¦ 2019-12-31 ¦ -
到2019年底 ¦ date ¦ 2019-12-31 ¦ -
2021年3月底前 ¦ date ¦ 2021-03-31 ¦ -
12月底前 ¦ date ¦ 2019-12-31 ¦ -
5月底前动工 ¦ date ¦ 2019-05-31 ¦ -
10月底前 ¦ date ¦ 2019-10-31 ¦ -
在6月底之前完成 ¦ date ¦ 2019-06-30 ¦ -
要在6月15日前完成并上报 ¦ date ¦ 2019-06-15 ¦ -
2014年1月底前 ¦ date ¦ 2014-01-31 ¦ -
二○○七年六月七日 ¦ date ¦ 2007-06-07 ¦ -
原则上于2019年6月底前完成 ¦ date ¦ 2019-06-30 ¦ -
2020年起，每年2月底前 ¦ recurring ¦ 2020-02-29 ¦ -
每年1月31日前 ¦ recurring ¦ 2020-01-31 ¦ -
每季度末月20日前 ¦ recurring ¦ 2019-06-20 ¦ -
每月5日前上报 ¦ recurring ¦ 2019-06-05 ¦ -
每月底调度 ¦ recurring ¦ 2019-05-31 ¦ -
自收到该督查结论之日起30日内 ¦ relative ¦ 2019-06-05 ¦ -
自受理之日起60日内办结 ¦ relative ¦ 2019-07-05 ¦ -
延长期限不得超过30日 ¦ relative ¦ 2019-06-05 ¦ -
自收到之日起5个工作日内提出异议 ¦ relative ¦ 2019-05-13 ¦ -
在30个工作日内报送国务院 ¦ relative ¦ 2019-06-18 ¦ -
在执法决定作出之日起7个工作日内公开 ¦ relative ¦ 2019-05-15 ¦ -
五日内 / 十日内（行政复议法：有关“三日”“五日”“七日”“十日”指工作日） ¦ relative ¦ 2019-05-13 ¦ - ¦ relative 2019-05-13 + relative 2019-05-20
在接到承办通知后7个工作日内退回 ¦ relative ¦ 2019-05-15 ¦ -
应在2个工作日内回退 ¦ relative ¦ 2019-05-08 ¦ -
应在收到电子工单的次日起5个工作日内办结和答复 ¦ relative ¦ 2019-05-13 ¦ -
在办理时限届满前通过电话等方式催办 ¦ relative ¦ 2019-05-06 ¦ -
在办理时限到期次日发出《催办通知书》 ¦ relative ¦ 2019-05-07 ¦ -
非急件15日内办结 ¦ relative ¦ 2019-05-21 ¦ -
公文一般在30日内办结 ¦ relative ¦ 2019-06-05 ¦ -
在30个工作日内上报 ¦ relative ¦ 2019-06-18 ¦ -
应在办结后一周内 ¦ relative ¦ 2019-05-13 ¦ -
不得超过六个月 / 三个月内答复 ¦ relative ¦ 2019-08-06 ¦ - ¦ relative 2019-11-06 + relative 2019-08-06
六个月内 ¦ relative ¦ 2019-11-06 ¦ -
当日 / 收到转办件工单的当日 ¦ relative ¦ 2019-05-06 ¦ - ¦ relative 2019-05-06 + relative 2019-05-06
办理时限为10个工作日 ¦ relative ¦ 2019-05-20 ¦ -
公示时间:2019年12月13日至2019年12月19日,共7天 ¦ range ¦ 2019-12-19 ¦ -
2019年5月6日至6月14日 ¦ range ¦ 2019-06-14 ¦ -
8月10日-8月20日 / 8月21日-9月30日 ¦ range ¦ 2019-08-20 ¦ - ¦ range 2019-08-20 + range 2019-09-30
12月10日前 ¦ date ¦ 2019-12-10 ¦ -
立行立改 ¦ open ¦ - ¦ -
立行立改,长期坚持 ¦ open ¦ - ¦ - ¦ open - + open -
长期坚持 ¦ open ¦ - ¦ -
2024年底前，并长期坚持 ¦ date ¦ 2024-12-31 ¦ - ¦ date 2024-12-31 + open -
应限期完成移交 ¦ incomplete ¦ - ¦ date
适时 ¦ open ¦ - ¦ -
及时 ¦ open ¦ - ¦ -
"""
"""The same, written on 1 March 2019, the event on 6 May 2019 (a Monday)."""

SINCE, WRITTEN = date(2019, 5, 6), date(2019, 3, 1)


@dataclass(frozen=True)
class Row:
    """One phrase and what it must read as."""

    phrase: str
    kind: str
    due: str | None
    missing: str | None
    parts: tuple[str, ...] = ()


def rows(table: str) -> list[Row]:
    """The lines of a table."""
    made = []
    for line in table.splitlines():
        phrase, kind, due, missing, *parts = line.split(" ¦ ")
        named = tuple(parts[0].split(" + ")) if parts else ()
        made.append(
            Row(phrase, kind, None if due == "-" else due, None if missing == "-" else missing, named)
        )
    return made
