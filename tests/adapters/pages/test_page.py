from __future__ import annotations

import re
from decimal import Decimal

import pytest
from msgspec.structs import replace

from duban.adapters.graph import mermaid
from duban.adapters.pages import page
from duban.engine.core.definition import Action, Condition, Definition, Role
from duban.engine.core.linking import Children
from duban.engine.core.text import Language, Text
from support import budget_flows
from support.sample_definition import guard, plan
from support.small import compiled


def section(text: str, head: str) -> str:
    """What stands under a heading, up to the next one."""
    found = re.search(rf"^#+ {re.escape(head)}.*?$(.*?)(?=^#+ |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found is not None, head
    return found.group(1).strip()


def with_first(action: Action) -> Definition:
    """The plan with another action in its first state."""
    definition = plan()
    first = replace(definition.initial, actions=(action,))
    return replace(definition, states=(first, *definition.states[1:]))


def test_a_step_reads_as_one_table() -> None:
    """Who, what, until when, under which conditions, where it leads: each beside its source."""
    assert section(page(plan(), "zh"), "1. 起草方案 (`drafting`)") == "\n".join(
        [
            "办件从这里开始。",
            "",
            "| 事项 | 规定 | 来源 |",
            "| --- | --- | --- |",
            "| 办理时限 | 10个工作日之内 | — |",
            "| **报督导组审阅** | 由主要负责同志办理<br>必须填写：整改问题清单、路线图<br>可以填写：`note`"
            "<br>→ 转入「督导组审阅把关」 | — |",
            "| 　须满足：报督导组审阅 | 由主要负责同志亲自主持 | 亲自主持制定整改方案 |",
            '| 　须满足：报督导组审阅 | `covers(problems, "source", four_responses)` | — |',
        ]
    )


def test_a_step_reads_in_english() -> None:
    """The same step for an English reader; the sentence of the notice stays as it is."""
    step = section(page(plan(), "en"), "1. drafting (`drafting`)")
    assert "| Until when | within 10 workdays | — |" in step
    assert "must be filled in: list of problems, roadmap" in step
    assert "| the head presided in person | 亲自主持制定整改方案 |" in step


def test_reminders_and_escalation_are_told() -> None:
    """When somebody is reminded, and what happens when it is late, stand under the term."""
    step = section(page(plan(), "zh"), "2. 督导组审阅把关")
    assert "| 提醒 | 到期前1个工作日 | — |" in step
    assert "| 逐级催办 | 到期时、到期后3个工作日 | — |" in step


def test_stay_matters_and_automatic_moves() -> None:
    """The least stay, what stops its clock, what opens and settles matters, and what happens by itself."""
    step = section(page(plan(), "zh"), "4. 公开")
    assert step.startswith("> 来源：在当地媒体或以适当方式公开，接受群众监督")
    assert "自「公开」起，至少 7个工作日；`open_objections > 0` 期间停止计时" in step
    assert "产生一项待处理的 `objection`" in step
    assert "了结一项 `objection`" in step
    assert "自动：`stay_over && open_objections == 0` 时发生<br>→ 转入「整改落实」" in step


def test_ballot_rounds_and_children() -> None:
    """Who votes on what, when it is valid and passes, how often it is redone, and what is opened for each item."""
    text = page(plan(), "zh")
    ballot = section(text, "6. 群众评议")
    assert "无记名；参加的组：`staff`、`delegates`、`masses`、`clients`" in ballot
    assert "选项：满意、基本满意、不满意；其中 满意、基本满意 计为赞成 | 票决办法第三条 |" in ballot
    assert "| 有效的条件 | `ballot.turnout >= 0.60` | 同上 |" in ballot
    assert "进入新一轮，总共最多 3 轮，用完转入「未通过」<br>保留：整改问题清单<br>清空：退回原因" in ballot
    assert "最多重复 2 次，用完转入「未通过」" in ballot
    children = section(text, "5. 整改落实")
    assert "「整改问题清单」中每一项开一个办件，按 `rectification-item` 办理；全部办结方算完成" in children


def test_a_share_of_children_is_a_percentage() -> None:
    """Not all but so many per cent of the children."""
    definition = plan()
    states = tuple(
        replace(one, children=Children("problems", "rectification-item", Decimal("0.80")))
        if one.children
        else one
        for one in definition.states
    )
    assert "办结 80% 以上方算完成" in page(replace(definition, states=states), "zh")


def test_the_overview_and_the_tables_at_the_end() -> None:
    """A glance over all steps first; roles, fields, rows and values last."""
    text = page(plan(), "zh")
    assert "| 2 | 督导组审阅把关 | 市委督导组 | 5个工作日之内 | 联络组审核、起草方案 |" in section(
        text, "一览"
    )
    assert "| 7 | 通过 | — | — | 终点（办结） |" in section(text, "一览")
    roles = section(text, "谁是谁")
    assert "| 市委督导组 | 督导本单位的组中任 `supervisor` 者 | `team` |" in roles
    assert "| 责任人 | 「主持人」所填的人 | `doer` |" in roles
    assert "| 整改问题清单 | 「整改问题」表，可多行 | `problems` |" in section(text, "办件的数据")
    assert "| 整改时限 | 日期或时限，可不填 | `due` |" in section(text, "表：整改问题")
    assert "| 措施空泛 | `vague` |" in section(text, "取值：退回原因")
    assert "不得由同一人办理，受人委托也不行：督导组审阅把关、联络组审核。" in section(text, "回避")


def test_a_role_further_off_says_where_it_is_held() -> None:
    """The group that supervises the group, and who answers where there is none."""
    far = Role(
        "far", Text("联络组", "liaison"), "liaison", "unit.supervised_by.supervised_by", elsewhere=True
    )
    definition = replace(plan(), roles=(*plan().roles, far))
    told = "| 督导“督导本单位的组”的组中任 `liaison` 者；没有这个单位的，任 `liaison` 者，不限单位 | `far` |"
    assert f"| 联络组 {told}" in section(page(definition, "zh"), "谁是谁")
    assert "holders of `liaison`, wherever" in section(page(definition, "en"), "Who is who")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_row_of_a_table_has_its_columns(language: Language) -> None:
    """No title or guard breaks a table: each row has as many cells as its head."""
    nasty = Text("a|b *c* <d> `e` [f](g)\nh", "a|b *c* <d> `e` [f](g)\nh")
    action = Action(
        "go",
        nasty,
        by=("head",),
        when=(Condition(guard("a || b == '`'"), "x|y\n# z"),),
        to="team-review",
        basis="p|q",
    )
    columns = 0
    for line in page(with_first(action), language).splitlines():
        cells = len(re.findall(r"(?<!\\)\|", line))
        if not line.startswith("|"):
            columns = 0
            assert not cells, line
        columns = columns or cells
        assert cells == columns, line


def test_titles_are_shown_as_they_are() -> None:
    """Markdown and HTML in a title are escaped, not carried out."""
    action = Action("go", Text("*a* <b> & [c] | d", "x"), by=("head",), to="team-review")
    assert r"| **\*a\* &lt;b&gt; &amp; \[c\] \| d** |" in page(with_first(action), "zh")


def test_guards_keep_their_text() -> None:
    """A condition without a title is shown as written, bars and backticks included."""
    action = Action("go", Text("走", "go"), auto=guard("a || b == '`'"), to="team-review")
    assert r"自动：`` a \|\| b == '`' `` 时发生" in page(with_first(action), "zh")
    always = replace(action, auto=guard("true"))
    assert "| **走** | 自动发生<br>" in page(with_first(always), "zh")


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (budget_flows.STAGED, "启动：办理时限"),
        (budget_flows.CAMPAIGN, "basic-end - 10个自然日"),
        (budget_flows.RECURRING, "每季度末月20日前"),
    ],
)
def test_every_kind_of_deadline_is_told(source: str, told: str) -> None:
    """Stages each with their title, milestones and recurring duties as they are written."""
    assert told in page(compiled(source), "zh")


def test_the_source_of_a_rule_says_whose_it_is() -> None:
    """Stated, implied and ours are told apart; reminders beside a stated term are ours, whatever the term is."""
    definition = plan()
    review = definition.state("team-review")
    assert review.due is not None
    due = replace(review.due, basis="五日内", origin="stated")
    told = replace(review, due=due, basis="先审阅", origin="implied")
    states = [told if one.id == told.id else one for one in definition.states]
    step = section(page(replace(definition, states=tuple(states)), "zh"), "2. 督导组审阅把关")
    assert "> 来源：〔由原文推得〕先审阅" in step
    assert re.search(r"办理时限 \| .* \| 〔原文规定〕五日内 \|", step)
    assert "| 提醒 | 到期前1个工作日 | 本地规定，非原文 |" in step


def test_a_list_of_values_tells_what_they_stand_for() -> None:
    """A column for the meaning and one for the source, where there is something to tell, and that a list is open."""
    definition = plan()
    (first, *others) = definition.enumerations
    value = replace(first.values[0], means=Text("群众提的", "what the masses say"), basis="征求意见")
    told = replace(first, values=(value, *first.values[1:]), open=True, origin="ours")
    text = page(replace(definition, enumerations=(told, *others)), "en")
    assert "Values may be added to this list." in text
    assert "what the masses say | 征求意见 |" in text
    assert "What it stands for" not in page(definition, "en")


LINKED = """
workflow: linked
title: {zh: 相关, en: linked}
roles: {head: {title: {zh: 负责人, en: head}, post: principal, of: unit}}
gates:
  below:
    title: {zh: 下级都通过, en: all below}
    workflow: rectification-item
    of: unit.below
    level: county
    as: place
    when: '"K1" in place.category'
    passed: [done]
    applies: unit.level == "city"
    way_out: {zh: 督促下级, en: urge them}
    basis: 第七条
parameters:
  at-once: {type: term, title: {zh: 立即, en: at once}}
  least: {type: number, title: {zh: 最低, en: least}, default: "0.6"}
data: {share: {type: number, title: share}}
states:
  one:
    title: {zh: 甲, en: one}
    due: {parameter: at-once}
    actions:
      go:
        title: {zh: 去, en: go}
        by: head
        may: [share]
        requires: [below]
        when: [share >= param.least]
        spawns: [{name: other, workflow: rectification-item, when: share > 1}]
        to: two
  two: {title: {zh: 乙, en: two}, final: success}
"""


def test_a_page_tells_what_hangs_on_other_cases_and_on_figures_of_the_place() -> None:
    """Gates with what they look at and what opens them, linked cases, and parameters with what they are until they are set."""
    told = page(compiled(LINKED), "en")
    assert 'as the parameter "at once" says; undetermined until it is set' in told
    assert "has to have been passed: all below" in told
    assert "opens a linked case, `rectification-item` (`other`), when `share > 1`" in told
    assert section(told, "Gates").splitlines()[-1] == (
        "| all below | `rectification-item` of each unit right below of level `county` of which "
        '`"K1" in place.category` holds<br>passed at `done` | `unit.level == "city"` | urge them | 第七条 |'
    )
    assert section(told, "Figures that each place sets").splitlines()[-2:] == [
        "| at once | a term | undetermined | — | `at-once` |",
        "| least | a number | `0.6` | — | `least` |",
    ]
    picture = mermaid(compiled(LINKED), "zh")
    assert "立即" in picture
    assert "「」" not in picture
