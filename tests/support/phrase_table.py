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

MORE = """\
2019年4月30日前 ¦ date ¦ 2019-04-30 ¦ -
2019年4月30号之前 ¦ date ¦ 2019-04-30 ¦ -
2019-04-30 ¦ date ¦ 2019-04-30 ¦ -
2019/4/30前 ¦ date ¦ 2019-04-30 ¦ -
2019.4.30 ¦ date ¦ 2019-04-30 ¦ -
二〇一九年四月三十日 ¦ date ¦ 2019-04-30 ¦ -
２０１９年４月３０日前 ¦ date ¦ 2019-04-30 ¦ -
2019 年 4 月 底 前 ¦ date ¦ 2019-04-30 ¦ -
二○一九年十二月廿五日 ¦ date ¦ 2019-12-25 ¦ -
二00七年六月七日 ¦ date ¦ 2007-06-07 ¦ -
十二月卅一日前 ¦ date ¦ 2019-12-31 ¦ -
截止到2019年6月30日 ¦ date ¦ 2019-06-30 ¦ -
截至2019年6月底 ¦ date ¦ 2019-06-30 ¦ -
截止时间：2019年6月30日17时 ¦ date ¦ 2019-06-30T17:00:00+08:00 ¦ -
2019年4月30日下午5点前 ¦ date ¦ 2019-04-30T17:00:00+08:00 ¦ -
2019-04-30 18:00前 ¦ date ¦ 2019-04-30T18:00:00+08:00 ¦ -
于今年年底前 ¦ date ¦ 2019-12-31 ¦ -
明年6月底前 ¦ date ¦ 2020-06-30 ¦ -
年底前 ¦ date ¦ 2019-12-31 ¦ -
年内完成 ¦ date ¦ 2019-12-31 ¦ -
本月底前 ¦ date ¦ 2019-03-31 ¦ -
下月10日前 ¦ date ¦ 2019-04-10 ¦ -
次年1月31日前 ¦ date ¦ 2020-01-31 ¦ -
2019年前 ¦ ambiguous ¦ - ¦ boundary
2019年底以前 ¦ date ¦ 2019-12-31 ¦ -
2019年内 ¦ date ¦ 2019-12-31 ¦ -
2019年上半年 ¦ date ¦ 2019-06-30 ¦ -
2019年下半年完成 ¦ date ¦ 2019-12-31 ¦ -
2019年第一季度末 ¦ date ¦ 2019-03-31 ¦ -
一季度末月 ¦ date ¦ 2019-03-31 ¦ -
2019年三季度前 ¦ ambiguous ¦ - ¦ boundary
第四季度 ¦ date ¦ 2019-12-31 ¦ -
6月上旬 ¦ date ¦ 2019-06-10 ¦ -
6月中旬前 ¦ ambiguous ¦ - ¦ boundary
6月下旬完成 ¦ date ¦ 2019-06-30 ¦ -
2019年6月初 ¦ incomplete ¦ - ¦ date
月初 ¦ incomplete ¦ - ¦ date
2018年3月1日至4月30日 ¦ range ¦ 2018-04-30 ¦ -
2018年12月20日至1月10日 ¦ range ¦ 2019-01-10 ¦ -
2025年11月19日至2025年12月4日，共15天 ¦ ambiguous ¦ - ¦ boundary
2025-01-21 至 02-08 ¦ range ¦ 2025-02-08 ¦ -
5月6日-14日 ¦ range ¦ 2019-05-14 ¦ -
2019年5—6月 ¦ range ¦ 2019-06-30 ¦ -
2018—2020年 ¦ range ¦ 2020-12-31 ¦ -
2019年5月至6月 ¦ range ¦ 2019-06-30 ¦ -
自2019年5月5日起30个工作日内 ¦ relative ¦ 2019-06-17 ¦ -
2019年5月5日起3个月内 ¦ relative ¦ 2019-08-05 ¦ -
每季度首月10日前 ¦ recurring ¦ 2019-07-10 ¦ -
每季度结束后10日内 ¦ recurring ¦ 2019-07-10 ¦ -
每季度结束后5个工作日内报送 ¦ recurring ¦ 2019-07-05 ¦ -
每年1月31日和7月31日前 ¦ recurring ¦ 2019-07-31 ¦ -
每月5日、20日前 ¦ recurring ¦ 2019-05-20 ¦ -
每周一上午 ¦ recurring ¦ 2019-05-06 ¦ -
每周五下班前 ¦ recurring ¦ 2019-05-10 ¦ -
每半年 ¦ recurring ¦ 2019-06-30 ¦ -
每两年 ¦ recurring ¦ 2020-12-31 ¦ -
2020年起每两年一次 ¦ recurring ¦ 2021-12-31 ¦ -
每月至少一次 ¦ recurring ¦ 2019-05-31 ¦ -
每月25日前 ¦ recurring ¦ 2019-05-25 ¦ -
每年底 ¦ recurring ¦ 2019-12-31 ¦ -
每年第一季度 ¦ recurring ¦ 2020-03-31 ¦ -
每年3月31日前 ¦ recurring ¦ 2020-03-31 ¦ -
从2019年起……于每年2月底前 ¦ recurring ¦ 2020-02-29 ¦ -
逢双月10日前 ¦ recurring ¦ 2019-06-10 ¦ -
按月报送 ¦ recurring ¦ 2019-05-31 ¦ -
按季度调度 ¦ recurring ¦ 2019-06-30 ¦ -
一月一调度 ¦ recurring ¦ 2019-05-31 ¦ -
每10日 ¦ recurring ¦ 2019-05-16 ¦ -
每个工作日 ¦ recurring ¦ 2019-05-06 ¦ -
每月最后一个工作日 ¦ recurring ¦ 2019-05-31 ¦ -
每月第一个周一 ¦ recurring ¦ 2019-05-06 ¦ -
每周 ¦ recurring ¦ 2019-05-12 ¦ -
定期 ¦ incomplete ¦ - ¦ amount
届满前一个工作日 ¦ relative ¦ 2019-05-05 ¦ -
届满三十日前 ¦ relative ¦ 2019-04-06 ¦ -
在有效期届满前30日内 ¦ relative ¦ 2019-05-06 ¦ -
到期次日 ¦ relative ¦ 2019-05-07 ¦ -
会后一周内 ¦ relative ¦ 2019-05-13 ¦ -
办结后3日回访 ¦ relative ¦ 2019-05-09 ¦ -
半年内 ¦ relative ¦ 2019-11-06 ¦ -
三年内 ¦ relative ¦ 2022-05-06 ¦ -
48小时内 ¦ relative ¦ 2019-05-08T00:00:00+08:00 ¦ -
两周内 ¦ relative ¦ 2019-05-20 ¦ -
一个半月内 ¦ relative ¦ 2019-06-21 ¦ -
半个月内 ¦ relative ¦ 2019-05-21 ¦ -
一个月零十五天 ¦ relative ¦ 2019-06-21 ¦ -
即日起30日内 ¦ relative ¦ 2019-06-05 ¦ -
次日 ¦ relative ¦ 2019-05-07 ¦ -
隔日 ¦ incomplete ¦ - ¦ amount
至迟不超过六个月 ¦ relative ¦ 2019-11-06 ¦ -
不少于7个工作日 ¦ relative ¦ 2019-05-15 ¦ -
一般不少于30日 ¦ relative ¦ 2019-06-05 ¦ -
提前5个工作日 ¦ relative ¦ 2019-04-26 ¦ -
举行听证的七日前 ¦ relative ¦ 2019-04-29 ¦ -
召开听证会7日前送达 ¦ relative ¦ 2019-04-29 ¦ -
实施审计三日前 ¦ relative ¦ 2019-04-29 ¦ -
在15日内 ¦ relative ¦ 2019-05-21 ¦ -
3月内 ¦ ambiguous ¦ - ¦ unit
三月内 ¦ ambiguous ¦ - ¦ unit
10日前报送 ¦ ambiguous ¦ - ¦ date
15日 ¦ ambiguous ¦ - ¦ unit
5至15个工作日 ¦ ambiguous ¦ - ¦ amount
5-15个工作日 ¦ ambiguous ¦ - ¦ amount
3-5天内 ¦ ambiguous ¦ - ¦ amount
数日内 ¦ incomplete ¦ - ¦ amount
近期 ¦ incomplete ¦ - ¦ amount
几个工作日内 ¦ incomplete ¦ - ¦ amount
30内 ¦ incomplete ¦ - ¦ unit
N个工作日内 ¦ incomplete ¦ - ¦ amount
2月30日前 ¦ incomplete ¦ - ¦ date
2019年13月1日 ¦ incomplete ¦ - ¦ date
4月31日 ¦ incomplete ¦ - ¦ date
2019年2月29日 ¦ incomplete ¦ - ¦ date
春节前 ¦ incomplete ¦ - ¦ reference
国庆节前 ¦ incomplete ¦ - ¦ reference
全国“两会”前 ¦ incomplete ¦ - ¦ reference
汛期前 ¦ incomplete ¦ - ¦ reference
活动基本结束时 ¦ incomplete ¦ - ¦ reference
项目竣工后 ¦ incomplete ¦ - ¦ reference
按规定时限 ¦ incomplete ¦ - ¦ reference
规定时间内完成 ¦ incomplete ¦ - ¦ reference
按期 ¦ incomplete ¦ - ¦ date
限期整改 ¦ incomplete ¦ - ¦ date
尽快 ¦ open ¦ - ¦ -
同步 ¦ incomplete ¦ - ¦ reference
持续推进 ¦ open ¦ - ¦ -
常态化 ¦ open ¦ - ¦ -
启动（2019年3月）、见效（6月底前）、完成（2019年12月） ¦ date ¦ 2019-03-31 ¦ - ¦ date 2019-03-31 + date 2019-06-30 + date 2019-12-31
2019年3月底前启动，6月底前取得阶段性成效，年底前完成 ¦ date ¦ 2019-03-31 ¦ - ¦ date 2019-03-31 + date 2019-06-30 + date 2019-12-31
6月底、9月底和12月底前 ¦ date ¦ 2019-06-30 ¦ - ¦ date 2019-06-30 + date 2019-09-30 + date 2019-12-31
短期攻坚、中期推进和长期坚持三个阶段 ¦ incomplete ¦ - ¦ date ¦ incomplete date + incomplete date + open -
9月投入使用 ¦ date ¦ 2019-09-30 ¦ -
2020年12月底前完成项目竣工验收 ¦ date ¦ 2020-12-31 ¦ -
争取年底前 ¦ date ¦ 2019-12-31 ¦ -
力争2019年6月底前建成 ¦ date ¦ 2019-06-30 ¦ -
三个月内答复，最长不超过六个月 ¦ relative ¦ 2019-08-06 ¦ - ¦ relative 2019-08-06 + relative 2019-11-06
应当自收到行政复议申请之日起五日内转送 ¦ relative ¦ 2019-05-13 ¦ -
自收到申请之日起20个工作日内予以答复 ¦ relative ¦ 2019-06-03 ¦ -
可以延长十日 ¦ relative ¦ 2019-05-16 ¦ -
自胁迫行为终止之日起一年内 ¦ relative ¦ 2020-05-06 ¦ -
30分钟内 ¦ relative ¦ 2019-05-06T00:30:00+08:00 ¦ -
1.5小时内 ¦ relative ¦ 2019-05-06T01:30:00+08:00 ¦ -
一个半小时内 ¦ relative ¦ 2019-05-06T01:30:00+08:00 ¦ -
2小时内响应，1日内办结 ¦ relative ¦ 2019-05-06T02:00:00+08:00 ¦ - ¦ relative 2019-05-06T02:00:00+08:00 + relative 2019-05-07
下周五前 ¦ date ¦ 2019-03-08 ¦ -
本周五前 ¦ date ¦ 2019-03-01 ¦ -
周五前 ¦ date ¦ 2019-03-01 ¦ -
明天 ¦ date ¦ 2019-03-02 ¦ -
元月底前 ¦ ambiguous ¦ - ¦ year
第2季度末月20日前 ¦ date ¦ 2019-06-20 ¦ -
2019年4月30日（星期二）前 ¦ date ¦ 2019-04-30 ¦ -
20190430 ¦ date ¦ 2019-04-30 ¦ -
19年4月底前 ¦ date ¦ 2019-04-30 ¦ -
8.10-8.20 ¦ range ¦ 2019-08-20 ¦ -
4.30前 ¦ date ¦ 2019-04-30 ¦ -
今年国庆节前 ¦ incomplete ¦ - ¦ reference
中止满六十日 ¦ relative ¦ 2019-07-05 ¦ -
2022年至2024年每年12月底前 ¦ recurring ¦ 2022-12-31 ¦ -
自挂牌之日起6个月内 ¦ relative ¦ 2019-11-06 ¦ -
自整改期限届满之日起1年内 ¦ relative ¦ 2020-05-06 ¦ -
由省人民代表大会常务委员会人事代表工作机构负责在接到之日起五日内通过平台交承办单位办理 ¦ relative ¦ 2019-05-13 ¦ -
应当于举行听证的五日前将听证的时间 ¦ relative ¦ 2019-05-01 ¦ -
在该行政许可有效期届满三十日前 ¦ relative ¦ 2019-03-21 ¦ -
法人或者其他组织可以自收到决定书之日起或者行政复议期限届满之日起十五日内 ¦ relative ¦ 2019-05-21 ¦ -
辖市人民政府要在本意见印发之日起30日内 ¦ relative ¦ 2019-06-05 ¦ -
从2019年1月1日起 ¦ open ¦ - ¦ -
国务院办公厅将于2020年4月底前组织对试点工作进行验收总结 ¦ date ¦ 2020-04-30 ¦ -
2018年3月1日前全部整改到位 ¦ date ¦ 2018-03-01 ¦ -
2019年9月底前完成整改 ¦ date ¦ 2019-09-30 ¦ -
于2020年6月30日前，将整改报告报省政府 ¦ date ¦ 2020-06-30 ¦ -
在本通知印发之日起20个工作日内 ¦ relative ¦ 2019-06-03 ¦ -
自反馈之日起一个月内 ¦ relative ¦ 2019-06-06 ¦ -
督查反馈后30日内 ¦ relative ¦ 2019-06-05 ¦ -
接到通知之日起3日内 ¦ relative ¦ 2019-05-09 ¦ -
3个工作日内 ¦ relative ¦ 2019-05-09 ¦ -
应当在收到之日起15个工作日内予以答复 ¦ relative ¦ 2019-05-27 ¦ -
力争今年年底前全面完成 ¦ date ¦ 2019-12-31 ¦ -
2019年10月底前基本完成，12月底前全面完成 ¦ date ¦ 2019-10-31 ¦ - ¦ date 2019-10-31 + date 2019-12-31
2025年6月底前，并持续推进 ¦ date ¦ 2025-06-30 ¦ - ¦ date 2025-06-30 + open -
分阶段整改 ¦ incomplete ¦ - ¦ date
已完成 ¦ incomplete ¦ - ¦ date
已完成，长期坚持 ¦ open ¦ - ¦ -
持续整改 ¦ open ¦ - ¦ -
每季度第一个月10日前 ¦ recurring ¦ 2019-07-10 ¦ -
每季度末 ¦ recurring ¦ 2019-06-30 ¦ -
每季度最后一个月25日前 ¦ recurring ¦ 2019-06-25 ¦ -
每月3日前 ¦ recurring ¦ 2019-06-03 ¦ -
每月20日前报送进展 ¦ recurring ¦ 2019-05-20 ¦ -
每半年报告一次 ¦ recurring ¦ 2019-06-30 ¦ -
每年12月10日前 ¦ recurring ¦ 2019-12-10 ¦ -
每年年底前 ¦ recurring ¦ 2019-12-31 ¦ -
每年6月底和12月底前 ¦ recurring ¦ 2019-06-30 ¦ -
每两个月 ¦ recurring ¦ 2019-06-30 ¦ -
每周五前报送 ¦ recurring ¦ 2019-05-10 ¦ -
自2021年起每年3月底前 ¦ recurring ¦ 2021-03-31 ¦ -
7月1日-9月30日 ¦ range ¦ 2019-09-30 ¦ -
2019年7月—2020年6月 ¦ range ¦ 2020-06-30 ¦ -
2019年1月至12月 ¦ range ¦ 2019-12-31 ¦ -
2019年1月1日—2020年12月31日 ¦ range ¦ 2020-12-31 ¦ -
2018年11月至2019年4月 ¦ range ¦ 2019-04-30 ¦ -
9月—10月 ¦ range ¦ 2019-10-31 ¦ -
第一阶段（5月6日至6月14日） ¦ range ¦ 2019-06-14 ¦ -
2019年12月13日—19日 ¦ range ¦ 2019-12-19 ¦ -
公示期7天（2019年12月13日至12月19日） ¦ range ¦ 2019-12-19 ¦ -
公示期为7个工作日 ¦ relative ¦ 2019-05-15 ¦ -
公示期不少于5个工作日 ¦ relative ¦ 2019-05-13 ¦ -
2025年11月19日至12月4日（共16天） ¦ range ¦ 2025-12-04 ¦ -
次月5日前 ¦ date ¦ 2019-04-05 ¦ -
会议结束后3个工作日内 ¦ relative ¦ 2019-05-09 ¦ -
期满后10日内 ¦ relative ¦ 2019-05-16 ¦ -
到期前3天 ¦ relative ¦ 2019-05-03 ¦ -
延长期限不得超过20个工作日 ¦ relative ¦ 2019-06-03 ¦ -
最长不超过15个工作日 ¦ relative ¦ 2019-05-27 ¦ -
15日内办结，情况复杂的可延长15日 ¦ relative ¦ 2019-05-21 ¦ - ¦ relative 2019-05-21 + relative 2019-05-21
收到后24小时内 ¦ relative ¦ 2019-05-07T00:00:00+08:00 ¦ -
2小时内 ¦ relative ¦ 2019-05-06T02:00:00+08:00 ¦ -
半个工作日内 ¦ incomplete ¦ - ¦ amount
当天办结 ¦ relative ¦ 2019-05-06 ¦ -
立即 ¦ open ¦ - ¦ -
马上整改 ¦ open ¦ - ¦ -
即知即改 ¦ open ¦ - ¦ -
2019年春节前 ¦ incomplete ¦ - ¦ reference
十一前 ¦ incomplete ¦ - ¦ reference
2019年五一前 ¦ incomplete ¦ - ¦ reference
学期末 ¦ incomplete ¦ - ¦ reference
2019年底前或2020年初 ¦ date ¦ 2019-12-31 ¦ date ¦ date 2019-12-31 + incomplete date
明年第一季度 ¦ date ¦ 2020-03-31 ¦ -
今年6月底 ¦ date ¦ 2019-06-30 ¦ -
2018年底 ¦ date ¦ 2018-12-31 ¦ -
2019年年内 ¦ date ¦ 2019-12-31 ¦ -
2019.06.30 ¦ date ¦ 2019-06-30 ¦ -
2019-6 ¦ date ¦ 2019-06-30 ¦ -
2019年06月 ¦ date ¦ 2019-06-30 ¦ -
06月30日 ¦ date ¦ 2019-06-30 ¦ -
2019年4月31日前 ¦ incomplete ¦ - ¦ date
99月9日 ¦ incomplete ¦ - ¦ date
二〇一九年底前 ¦ date ¦ 2019-12-31 ¦ -
二零一九年三月底前 ¦ date ¦ 2019-03-31 ¦ -
三十日内 ¦ relative ¦ 2019-06-05 ¦ -
一百二十日内 ¦ relative ¦ 2019-09-03 ¦ -
六十个工作日内 ¦ relative ¦ 2019-07-30 ¦ -
2019年4月30日至今 ¦ open ¦ - ¦ -
从即日起至2019年12月31日 ¦ date ¦ 2019-12-31 ¦ -
即日起至6月底 ¦ date ¦ 2019-06-30 ¦ -
2019年4月至6月底前 ¦ range ¦ 2019-06-30 ¦ -
另行通知 ¦ incomplete ¦ - ¦ date
待定 ¦ incomplete ¦ - ¦ date
按上级要求 ¦ incomplete ¦ - ¦ reference
不定期 ¦ open ¦ - ¦ -
一季度 ¦ date ¦ 2019-03-31 ¦ -
半年内完成，一年内见效 ¦ relative ¦ 2019-11-06 ¦ - ¦ relative 2019-11-06 + relative 2020-05-06
1-2个月 ¦ ambiguous ¦ - ¦ amount
三至五年 ¦ ambiguous ¦ - ¦ amount
“十三五”期间 ¦ incomplete ¦ - ¦ reference
“十四五”末 ¦ incomplete ¦ - ¦ reference
2020年 ¦ date ¦ 2020-12-31 ¦ -
本周内 ¦ date ¦ 2019-03-03 ¦ -
下周一前 ¦ date ¦ 2019-03-04 ¦ -
月底前 ¦ date ¦ 2019-03-31 ¦ -
2019年全国“两会”前 ¦ incomplete ¦ - ¦ reference
9月5日后10日内 ¦ relative ¦ 2019-09-16 ¦ -
2019年6月底前启动，3个月内完成 ¦ date ¦ 2019-06-30 ¦ - ¦ date 2019-06-30 + relative 2019-08-06
2019年完成 ¦ date ¦ 2019-12-31 ¦ -
自2019年9月5日收到之日起10日内 ¦ relative ¦ 2019-09-16 ¦ -
2019年汛期前 ¦ incomplete ¦ - ¦ reference
"""
"""Others of the class, as written on 1 March 2019, the event on 6 May 2019."""

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
