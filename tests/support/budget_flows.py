"""Small workflows for terms that are stopped, extended, staged, that come back, expire or hang on a milestone."""

from __future__ import annotations

_HEAD = """
workflow: {name}
title: {name}
roles:
  head:    {{title: head, post: principal, of: unit}}
  team:    {{title: team, post: supervisor, of: unit.supervised_by}}
"""

REVIEW = (
    _HEAD.format(name="review")
    + """
law: administrative-reconsideration
data:
  longer: {type: deadline, title: {zh: 延长, en: longer}}
states:
  reviewing:
    title: {zh: 审理, en: reviewing}
    due:
      within: 60日
      nature: statutory
      stop: open_hearings > 0
      basis: 行政复议法第六十二条
      expires: lapse
    actions:
      suspend: {title: {zh: 中止, en: suspend}, by: head, opens: hearing}
      resume:  {title: {zh: 恢复, en: resume}, by: head, closes: hearing}
      ask:     {title: {zh: 申请延期, en: ask for more time}, by: head, opens: extension}
      grant:
        title: {zh: 批准延期, en: grant more time}
        by: team
        needs: [longer]
        closes: extension
        extends: {by: longer, most: 1, longest: 30日}
      decide: {title: {zh: 决定, en: decide}, by: head, to: decided}
      lapse:  {title: {zh: 逾期, en: lapse}, to: lapsed}
  decided: {title: {zh: 已决定, en: decided}, final: success}
  lapsed:  {title: {zh: 逾期未决, en: lapsed}, final: failure}
"""
)
"""行政复议法: 60日 with suspension, one extension of at most 30日 asked for first, and an end that acts by itself."""

WORKDAYS = (
    _HEAD.format(name="answering")
    + """
states:
  answering:
    title: {zh: 答复, en: answering}
    due: {within: 15 workdays, stop: open_questions > 0, basis: 政府信息公开条例第三十三条}
    actions:
      query:  {title: {zh: 征求意见, en: query}, by: head, opens: question}
      answer: {title: {zh: 收到意见, en: answered}, by: head, closes: question}
      extend: {title: {zh: 延期, en: extend}, by: team, extends: {by: 5 workdays}}
      go:     {title: {zh: 办结, en: finish}, by: head, to: ended}
  ended: {title: ended, final: success}
"""
)

STAGED = (
    _HEAD.format(name="staged")
    + """
data:
  report: {type: text, title: report}
states:
  doing:
    title: doing
    due:
      stages:
        start:   {title: {zh: 启动, en: start}, within: 5 workdays, met: begin}
        interim: {title: {zh: 阶段性目标, en: interim}, within: 1 month, met_when: has(report)}
        finish:  {title: {zh: 完成, en: finish}, date: 2014-12-31}
    actions:
      begin:  {title: begin, by: head}
      report: {title: report, by: head, needs: [report]}
      finish: {title: finish, by: head, to: ended}
  ended: {title: ended, final: success}
"""
)

RECURRING = (
    _HEAD.format(name="recurring")
    + """
states:
  running:
    title: running
    due: {every: 每季度末月20日前, met: report, remind: [3 workdays before]}
    actions:
      report: {title: report, by: head}
      stop: {title: stop, by: head, to: ended}
  ended: {title: ended, final: success}
"""
)

CAMPAIGN = (
    _HEAD.format(name="campaign")
    + """
milestones: {basic-end: {zh: 基本结束, en: basic end}}
states:
  doing:
    title: doing
    due: basic-end - 10 days
    actions:
      go: {title: go, by: head, to: closing}
  closing:
    title: closing
    due: {milestone: basic-end + 3个工作日}
    actions:
      go: {title: go, by: head, to: ended}
  ended: {title: ended, final: success}
"""
)

OFFICE = (
    _HEAD.format(name="office")
    + """
office_hours: 09:00-12:00, 14:00-18:00
states:
  urgent:
    title: urgent
    due: 8 workhours
    actions:
      go: {title: go, by: head, to: handing-in}
  handing-in:
    title: handing in
    due: {within: 3 workdays, until: business, nature: promised}
    actions:
      go: {title: go, by: head, to: showing}
  showing:
    title: showing
    due: {within: 7 days, count: both-ends, rolls: false}
    stay: {least: 7 days, count: both-ends}
    actions:
      go: {title: go, auto: stay_over, to: ended}
  ended: {title: ended, final: success}
"""
)
