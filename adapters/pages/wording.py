"""The words of a page, in both languages."""

from __future__ import annotations

from duban.engine.core.definition import Place
from duban.engine.core.fields import FieldKind
from duban.engine.core.provenance import TITLES
from duban.engine.core.text import Text

OVERVIEW = Text("一览", "At a glance")
NUMBER = Text("序号", "No.")
STEP = Text("环节", "Step")
WHO = Text("谁来办", "Who")
UNTIL = Text("办理时限", "Until when")
NEXT = Text("去向", "Leads to")
WHAT = Text("事项", "What")
HOW = Text("规定", "Rule")
SOURCE = Text("来源", "Source")
NAME = Text("名称", "Name")
ID = Text("代号", "Id")
KIND = Text("填什么", "What it holds")

OWN = Text(
    "「来源」一栏为「—」的规定没有注明出处，是本流程自定的。",
    'A rule with "—" under Source names no document: it is this workflow\'s own.',
)
MEANS = Text("含义", "What it stands for")
OPEN_LIST = Text("此清单可以增补。", "Values may be added to this list.")
OURS = TITLES["ours"]
AS_ABOVE = Text("同上", "as above")
IDENTIFIED = Text("流程代号：{id}", "Workflow id: {id}")
STARTED_BY = Text("发起：{roles}", "Started by: {roles}")
CORRECTED_BY = Text("更正：{roles}", "Corrected by: {roles}")
DOCUMENT = Text("文稿分版次，内容为：{fields}", "The document, of which there are editions: {fields}")
EDITION = Text("文稿出新的一版", "makes a new edition of the document")
IN_BATCHES = Text("只能统一办理（编批次，可只含一件）", "done in batches only, of one case or several")
CONFIDENTIAL = Text(
    "保密：除正在办理、办理过和写明的人以外，只有{roles}知悉{hidden}",
    "Confidential: known only to {roles}, and to those who handle it, have handled it or are named in it{hidden}",
)
HIDDEN_FROM = Text("；{fields}所写的人一概不得知悉", "; never to whom {fields} names")
HIDDEN_IN = Text(
    "；{fields}所写的人在{states}时不得知悉", "; not to whom {fields} names while it is at {states}"
)
PRIVATE = Text("不公开项：{fields}，只给{roles}看", "Private: {fields}, shown to {roles} only")
WHOLE_CASE = Text("全程", "Whole case")
BEGINS_HERE = Text("办件从这里开始。", "A case begins here.")
ENDS = {
    "success": Text("终点：办件到此办结。", "The end: the case closes in success."),
    "failure": Text("终点：办件到此以未通过结束。", "The end: the case closes in failure."),
}
END = {"success": Text("终点（办结）", "end (success)"), "failure": Text("终点（未通过）", "end (failure)")}
BY_ITSELF = Text("自动", "by itself")

WITHIN = Text("{term}之内", "within {term}")
ON_DATE = Text("{date} 之前", "by {date}")
AS_FIELD = Text("以「{field}」为准", 'as "{field}" says')
AS_PARAMETER = Text(
    "以参数「{title}」为准，未设定前时限未定", 'as the parameter "{title}" says; undetermined until it is set'
)
REMIND = Text("提醒", "Reminders")
ESCALATE = Text("逐级催办", "Escalation")
AT_END = Text("到期时", "at the end of the term")

STAY = Text("最短停留", "Least stay")
STAY_ENTERING = Text("进入本环节起，至少 {term}", "at least {term} from entering the step")
STAY_SINCE = Text("自「{action}」起，至少 {term}", 'at least {term} from "{action}"')
STAY_STOP = Text("；{guard} 期间停止计时", "; the clock stands while {guard}")

CHILDREN = Text("逐项分办", "Item by item")
CHILDREN_EACH = Text(
    "「{field}」中每一项开一个办件，按 {workflow} 办理",
    'one case for each of "{field}", handled as {workflow}',
)
CHILDREN_ALL = Text("；全部办结方算完成", "; complete when all end in success")
CHILDREN_SHARE = Text("；办结 {share} 以上方算完成", "; complete when at least {share} end in success")
CHILDREN_LATER = Text(
    "；以后增加的也立案，直到本事项结束", "; what is added later, until the case ends, gets its own"
)
CHILDREN_WHEN = Text("；须 {guard}", "; only where {guard}")
CHILDREN_WHILE = Text("，限于 {guard} 期间", ", while {guard}")
ADDS = Text("按{field}列入「{register}」", 'enters it in the register "{register}" under {field}')
ELEMENTS = {"members": Text("班子成员", "members of the unit"), "below": Text("下级单位", "units below")}
SETTLED = Text("对上级事项", "To the parent")
SETTLED_SAID = Text("在此即算办妥，离开则重新算在办", "counts as done here, and as open again once it leaves")
CHILDREN_FIELDS = Text("；带入：{fields}", "; handed down: {fields}")

BALLOT = Text("票决", "Ballot")
BALLOT_KIND = {
    True: Text("无记名；参加的组：{groups}", "secret; groups: {groups}"),
    False: Text("记名；参加的组：{groups}", "open; groups: {groups}"),
}
BALLOT_CHOICES = Text(
    "选项：{choices}；其中 {approving} 计为赞成", "choices: {choices}; {approving} count as approval"
)
BALLOT_OPEN = Text("投票时间", "Voting time")
BALLOT_OPEN_RULE = Text(
    "{term}；到时提示，由人结束", "{term}; its end is flagged, somebody closes the ballot"
)
BALLOT_VALID = Text("有效的条件", "Valid when")
BALLOT_PASS = Text("通过的条件", "Passes when")

CONDITION = Text("　须满足：{action}", "Condition of: {action}")
DONE_BY = Text("由{roles}办理", "by {roles}")
NEVER_BY = Text("{roles}不得办理", "never by {roles}")
AUTO_WHEN = Text("自动：{guard} 时发生", "by itself, when {guard}")
AUTO_ALWAYS = Text("自动发生", "by itself")
NEEDS = Text("必须填写：{fields}", "must be filled in: {fields}")
MAY = Text("可以填写：{fields}", "may be filled in: {fields}")
TO = Text("转入「{state}」", 'leads to "{state}"')
BACK = Text("退回「{state}」", 'sent back to "{state}"')
STAYS = Text("留在本环节", "stays in this step")
OPENS = Text("产生一项待处理的 {kind}", "opens a matter: {kind}")
CLOSES = Text("了结一项 {kind}", "settles a matter: {kind}")
CLOSES_BALLOT = Text("结束票决", "closes the ballot")
REOPENS = Text("重办「{field}」所列各项", 'does the items named in "{field}" again')
ROUNDS = Text(
    "进入新一轮，总共最多 {most} 轮，用完转入「{state}」",
    'a new round, at most {most} in all; then "{state}"',
)
REPEATS = Text("最多重复 {most} 次，用完转入「{state}」", 'repeated at most {most} times; then "{state}"')
KEEP = Text("保留：{fields}", "kept: {fields}")
CLEAR = Text("清空：{fields}", "cleared: {fields}")

APART = Text("回避", "Kept apart")
APART_RULE = Text(
    "下列环节不得由同一人办理，受人委托也不行：{states}。",
    "Nobody acts in more than one of these steps, for others neither: {states}.",
)
ROLES = Text("谁是谁", "Who is who")
HELD_BY = Text("由谁担任", "Held by")
POST_AT: dict[Place, Text] = {
    "unit": Text("本单位任 {post} 者", "holders of {post} in the unit"),
    "unit.parent": Text("上级单位任 {post} 者", "holders of {post} in the unit above"),
    "unit.supervised_by": Text(
        "督导本单位的组中任 {post} 者", "holders of {post} in the group that supervises the unit"
    ),
    "unit.parent.parent": Text(
        "再上一级单位任 {post} 者", "holders of {post} in the unit above the one above"
    ),
    "unit.parent.supervised_by": Text(
        "督导上级单位的组中任 {post} 者", "holders of {post} in the group that supervises the unit above"
    ),
    "unit.supervised_by.parent": Text(
        "督导本单位的组的上级单位任 {post} 者",
        "holders of {post} in the unit above the group that supervises the unit",
    ),
    "unit.supervised_by.supervised_by": Text(
        "督导“督导本单位的组”的组中任 {post} 者",
        "holders of {post} in the group that supervises the group that supervises the unit",
    ),
    "anywhere": Text("任 {post} 者，不限单位", "holders of {post}, wherever"),
}
WHEREVER = Text(
    "{holders}；没有这个单位的，任 {post} 者，不限单位",
    "{holders}; where there is none, holders of {post}, wherever",
)
EVERYBODY = Text("任何人", "everybody")
PERSON_IN = Text("「{field}」所填的人", 'the person named in "{field}"')

FIELDS = Text("办件的数据", "What a case holds")
OPTIONAL = Text("{type}，可不填", "{type}, may be left out")
KEYED = Text("{type}，编号", "{type}, numbers the row")
RECORD = Text("表：{title}", "Table: {title}")
ENUMERATION = Text("取值：{title}", "Values: {title}")
LIST_OF = Text("「{of}」表，可多行", 'table of "{of}", any number of rows')
SET_OF = Text("「{of}」中的若干项", 'any of "{of}"')
ONE_OF = Text("「{of}」之一", 'one of "{of}"')
ROW_OF = Text("一行「{of}」", 'a row of "{of}"')
KINDS: dict[FieldKind, Text] = {
    "text": Text("文字", "text"),
    "number": Text("数", "number"),
    "integer": Text("整数", "whole number"),
    "bool": Text("是或否", "yes or no"),
    "date": Text("日期", "date"),
    "deadline": Text("日期或时限", "date or term"),
    "person": Text("人员", "person"),
    "unit": Text("单位", "unit"),
    "evidence": Text("佐证材料", "evidence"),
    "enum": Text("选一项", "a choice"),
    "record": Text("一行记录", "a row"),
    "list": Text("多行{of}", "list of {of}"),
    "set": Text("若干{of}", "set of {of}"),
}

COUNTERSIGN = Text("会签", "Countersignature")
SIGNED_BY_UNITS = Text("「{field}」所列单位，由其 {post} 签", 'the units of "{field}", each by its {post}')
SIGNED_BY_PEOPLE = Text("「{field}」所列的人", 'the people named in "{field}"')
SIGN_ALL = Text("各方均须同意", "all must agree")
SIGN_ANY = Text("有一方同意即可", "one that agrees is enough")
SIGN_SHARE = Text("{share} 以上的各方同意", "at least {share} of them must agree")
SIGN_ORDERED = Text("按次序依次会签", "one after the other, in this order")
SIGN_STOPS = Text("有一方不同意，会签即终止", "one refusal ends it")
SIGN_COUNTS = Text("不同意的只计为未同意", "a refusal only counts as not agreed")
DECIDES = Text(
    "按决定表「{table}」决定：情形见「{row}」，决定见「{outcome}」",
    'decides by the table "{table}": the row stands in "{row}", the outcome in "{outcome}"',
)
DRAWS = Text(
    "从「{field}」中随机抽取 {size}，写入「{into}」", 'draws {size} at random from "{field}" into "{into}"'
)
DRAWS_NOT = Text("；不抽「{field}」所列", '; not what stands in "{field}"')
DRAWS_BY = Text("；按 {strata} 分层", "; spread by {strata}")
RANKS = Text("为「{field}」的各条按 {by} 排名", 'ranks the records of "{field}" by {by}')
SIGNS = {
    "agree": Text("会签：同意", "signs that a party agrees"),
    "refuse": Text("会签：不同意", "signs that a party refuses"),
}
DECISION_TABLE = Text("决定表：{title}", "Decision table: {title}")
DECISION_ROW = Text("情形", "Case")
DECISION_WHEN = Text("条件（同时满足）", "Conditions (all)")
DECISION_NEEDS = Text("须有", "Has to be there")
DECISION_ALLOWS = Text("可以作出", "Allows")
DECISION_ANYTHING = Text("不限", "whatever there is")
DECISION_DEMANDED = Text("必须有：{outcomes}", "must be among it: {outcomes}")
DECISION_CITED = Text("所依据的规定", "the rule cited")

PARAMETERS = Text("各地自行确定的数值", "Figures that each place sets")
PARAMETERS_SAID = Text(
    "用 duban parameter set 设定。未设定时按下表；写「未定」的，设定之前与之相关的时限不计算。",
    "Set with duban parameter set. Until then the table holds; what hangs on an undetermined one is not counted yet.",
)
UNTIL_SET = Text("未设定时", "Until it is set")
UNDETERMINED = Text("未定", "undetermined")
