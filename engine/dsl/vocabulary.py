"""The keywords of the language: one table, in English and Chinese, with what each means.

The shapes name keywords from here, the JSON Schema shows the meanings to editors, the documentation lists
them. A file is written with the English spelling; the Chinese one is recognised and answered with the
English.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..core.text import Text


@dataclass(frozen=True, slots=True)
class Keyword:
    """A word of the language: the same thing in both spellings, everywhere."""

    english: str
    chinese: str
    meaning: Text


def _table(rows: tuple[tuple[str, str, str, str], ...]) -> dict[str, Keyword]:
    return {english: Keyword(english, chinese, Text(zh, en)) for english, chinese, zh, en in rows}


KEYWORDS = _table((
    # the file
    ("workflow", "流程", "流程的标识", "the id of a workflow"),
    ("title", "名称", "给人看的名称，中英文", "the name people read, in Chinese and English"),
    ("basis", "依据", "规则的出处：通知原文或法条", "where the rule comes from: the sentence of a notice or law"),
    ("origin", "归属", "出处所定、由出处推得，或本地自定", "whether the source states it, implies it, or it is ours"),
    ("src", "句号", "出处的句子编号，如 L10.1", "the number of the sentence in the source, such as L10.1"),
    ("roles", "角色", "谁可以办理", "who may act"),
    ("start", "发起", "谁可以立件", "who may start a case"),
    ("urge", "催办", "谁可以催办", "who may urge a case"),
    ("separate", "回避", "这些步骤不得由同一人办理", "states in which nobody may act in more than one"),
    ("law", "适用法律", "由哪部法律决定日数怎么算", "the law that decides how its days are counted"),
    ("office_hours", "业务时间", "业务时间，如 08:30-12:00, 14:00-17:30", "hours of business, such as 08:30-12:00, 14:00-17:30"),
    ("milestones", "里程碑表", "全局的有名日期，时限可以挂在上面；示例中是定下日期",
     "named dates that deadlines can hang on; in a scenario, sets their days"),
    ("types", "类型定义", "本流程自用的枚举、记录和阶梯", "enumerations, records and ladders of this workflow"),
    ("data", "数据", "案件的数据项；示例中是填写的内容", "the data of a case; in a scenario, what is filled in"),
    ("states", "步骤", "各步骤，按先后排列，第一个是起点", "the states in order; the first is where a case begins"),
    ("scenarios", "检验", "带日期的示例，随流程检验", "dated examples that are run as tests"),
    ("zh", "中文", "中文文字", "the words in Chinese"),
    ("en", "英文", "英文文字", "the words in English"),
    ("gates", "关口", "别的案件须先到什么地步", "what other cases have to have come to first"),
    ("passed", "放行步骤", "对方到这些步骤即放行", "the states of the other case that open it"),
    ("failed", "不放行步骤", "对方到这些步骤即不放行", "the states of the other case by which it has failed"),
    ("names", "涉及单位", "对方写明涉及单位的数据项", "the field of the other case that names the unit"),
    ("listed", "列入名单", "对方列出未过关单位的数据项", "the field of the other case with the units that have failed"),
    ("way_out", "出路", "怎样才能放行", "what opens it"),
    ("way_in", "起步", "对方尚未立案时，怎样才能放行", "what opens it while there is no other case yet"),
    ("requires", "须过关口", "须已通过的关口", "gates that must have been passed"),
    ("parameters", "参数表", "各地自行确定的数值；示例中是设定的值", "figures that each place sets for itself; in a scenario, sets them"),
    ("parameter", "参数", "期限由这个参数确定", "the parameter that says how long"),
    ("default", "缺省", "无人设定时的取值，属本产品设定", "what it is while nobody has set it; ours"),
    ("again", "重新起算", "每次履行后重新起算", "fulfilled, it begins anew"),
    ("document", "文稿", "版次所指的数据项", "the fields that editions are of"),
    ("edition", "出新版", "每次办理文稿出一个新版次；示例中是应有的版次",
     "each time there is a new edition; in a scenario, the edition expected"),
    ("batch", "统一办理", "只能一件或几件统一办理", "done in a batch only, of one case or several"),
    ("correct", "更正", "谁可以更正；示例中是更正的内容", "who may correct; in a scenario, what is corrected"),
    ("hand_over", "交接", "示例中：谁交给谁", "in a scenario: who hands over to whom"),
    ("sets", "自动填写", "动作发生时自动填写的数据项", "fields that it fills in by itself"),
    # types
    ("enumerations", "枚举", "取值清单", "lists of values"),
    ("records", "记录", "清单里一行的样子", "what a row of a list holds"),
    ("fields", "字段表", "数据项", "fields"),
    ("ladders", "阶梯", "可按名引用的催办阶梯", "named ladders of escalation"),
    ("laws", "法律", "各法律怎么算日数", "laws, and what they mean by a day"),
    ("days", "日", "法条里的“日”是自然日还是工作日", "whether a bare day of the law is a natural day or a workday"),
    ("except", "除外", "这些日数按另一种算", "numbers of days that are counted the other way"),
    ("values", "取值", "枚举的各个取值", "the values of an enumeration"),
    ("means", "含义", "取值适用的情形或后果", "what a value stands for: when it applies, what follows"),
    ("key", "编号项", "给记录编号的数据项", "the field that numbers a record"),
    ("type", "类型", "数据项的类型", "the type of a field"),
    ("of", "取自", "成员类型；职务所在的单位；延长哪个时限",
     "the type of the members; the unit where a post is held; the deadline that is extended"),
    ("optional", "可缺", "记录里可以不填", "may be left out of a record"),
    # roles
    ("post", "职务", "担任此职务的人；any 为任何人", "the holders of this post; `any` is everybody"),
    ("person", "人员", "该数据项里写明的人", "the person named in this field"),
    # states
    ("due", "时限", "办理期限", "until when it has to be done"),
    ("stay", "至少停留", "在此步骤至少停留多久", "how long a case stays in this state at least"),
    ("children", "子件", "清单的每条记录立一个子件", "one child case per record of a list"),
    ("ballot", "评议", "在此步骤举行的评议、表决", "a vote held in this state"),
    ("actions", "动作", "在此步骤可以做什么", "what can be done in this state"),
    ("final", "结束", "到此结束：成功或失败", "the case ends here, in success or failure"),
    # due
    ("within", "期限", "在多长时间之内", "so long after entering the state"),
    ("date", "日期", "到某一天为止", "by this day"),
    ("field", "数据项", "以某个日期或期限数据项为准", "by what a field of type date or deadline says"),
    ("remind", "提醒", "到期之前多久提醒", "how long before the last day to remind"),
    ("escalate", "升级", "超期之后逐级上报", "what happens after the last day, rung by rung"),
    ("lamp", "灯", "亮几级灯，或灯色", "the level of lamp it lights, or its colour"),
    ("text", "用语", "提醒时另附的话", "what it says besides"),
    ("urgent", "加急", "不等工作时段", "told at any hour"),
    ("milestone", "里程碑", "以里程碑为准，如 basic-end - 10 days", "so long before or after a milestone"),
    ("every", "周期", "按周期重复的日期，如 每月25日前", "a date that comes back, such as monthly by 25"),
    ("count", "起算方式", "次日起算，或含首尾两日", "from the next day, or with both ends"),
    ("rolls", "顺延", "末日为休假日时是否顺延", "whether a last day that is off gives way to the next workday"),
    ("until", "截止时刻", "截至当日24时，或停止业务活动时", "until midnight, or until the end of business"),
    ("nature", "性质", "内部要求、公开承诺或法定期限", "a rule of the house, a promise, or set by law"),
    ("expires", "届满", "法定期限届满时自动发生的动作", "the action that happens by itself when a statutory term passes"),
    ("met", "履行", "哪些动作算按期履行", "the actions that fulfil it"),
    ("met_when", "履行条件", "条件成立即为履行", "it is fulfilled as soon as this holds"),
    ("stages", "阶段", "分阶段的各个时限", "the deadlines of its stages"),
    # stay
    ("least", "至少", "至少多长时间", "at least so long"),
    ("from", "起自", "从本步骤的哪个动作起算", "the action of this state that starts the count"),
    ("stop", "停表", "条件成立期间时钟停走", "while this holds the clock stands"),
    # children
    ("each", "每个", "哪个清单的每条记录", "the list of which every record becomes a case"),
    ("done", "办结", "办结多少才算完成", "how many must end in success"),
    ("branches", "分支", "并行分支：每个对象各立一个子件", "branches side by side, a case for each element"),
    ("as", "作为", "对象填入子件的哪个数据项", "the field of the child that takes the element"),
    ("case", "本件", "子件数据项取自本案件的哪一项", "which field of the child comes from which of this case"),
    ("later", "后续", "以后增加的对象也立子件", "elements that are added later have their case opened then"),
    ("level", "层级", "只算这一层级的单位", "only units of this level"),
    ("spawns", "另立", "同时另立一件相关联的案件", "opens a linked case"),
    ("settled", "视为办妥", "在此步骤即算办妥，虽未结束", "counts as done here, though the case is still open"),
    ("with", "传入", "子件数据项取自记录的哪一项", "which field of the child comes from which of the record"),
    # ballot
    ("groups", "参加", "参加评议的各类人员", "the groups of voters"),
    ("choices", "选项", "票上的选项", "what a paper may say"),
    ("approving", "赞成项", "哪些选项算赞成", "the choices that count as approval"),
    ("open", "投票期", "投票多长时间；到期只提示，由人结束；对枚举：是否可以增补",
     "how long one may vote; its end flags, closing decides; of an enumeration, whether values may be added"),
    ("secret", "无记名", "是否无记名", "whether the ballot is secret"),
    ("valid", "有效", "怎样才算有效", "when the vote counts"),
    ("pass", "通过", "怎样才算通过", "when the vote is passed"),
    # actions
    ("by", "办理", "由哪个角色办理；延期时为延长多久", "the role that may do it; of an extension, by how much"),
    ("never", "不得", "这些角色不得办理", "roles that must not do it"),
    ("needs", "必填", "必须填写的数据项", "fields that must be filled in"),
    ("may", "可填", "可以填写的数据项", "fields that may be filled in"),
    ("when", "条件", "须满足的条件", "conditions that must hold"),
    ("that", "须", "条件本身", "the condition itself"),
    ("to", "到", "向前到哪个步骤；阶梯的一级告诉谁", "the state it leads to; whom a rung tells"),
    ("back", "退回", "退回到哪个步骤", "the earlier state it sends back to"),
    ("auto", "自动", "条件成立时自动发生", "happens by itself as soon as this holds"),
    ("rounds", "轮次", "返工：最多几轮，超过后到哪里", "a redo: how many rounds in all, and what then"),
    ("repeats", "重复", "本轮内最多重复几次，超过后到哪里", "repetitions within a round, and what then"),
    ("most", "最多", "最多多少次", "at most so many"),
    ("then", "超过", "用完之后到哪个步骤", "the state to go to when that is used up"),
    ("keep", "保留", "返工时保留的数据项", "fields a redo keeps"),
    ("clear", "清空", "退回时清空的数据项", "fields that are emptied"),
    ("opens", "提出", "提出一件待了结的事", "opens a matter of this kind"),
    ("closes", "了结", "了结一件提出的事，或结束评议", "settles a matter of this kind, or the ballot"),
    ("extends", "延期", "延长一个时限；对枚举：增补一个可增补的清单",
     "extends a deadline; of an enumeration, adds values to an open one"),
    ("longest", "最长", "一次最多延长多久", "the longest extension at one time"),
    ("reopens", "重办", "哪个数据项列出要重办的子件", "the field that lists the children to be done again"),
    # scenarios
    ("name", "题目", "示例说明什么", "what the scenario shows"),
    ("at", "时间", "示例开始的日期和时刻；阶梯的一级在何时", "date and time at which the scenario begins; when a rung comes"),
    ("org", "组织", "单位和人员的文件", "the file with units and people"),
    ("steps", "经过", "逐步发生的事", "what happens, step by step"),
    ("unit", "单位", "案件所属单位", "the unit of the case"),
    ("do", "做", "做哪个动作", "the action that is done"),
    ("child", "子案", "对哪个子件（记录的编号）", "the child case, by the key of its record"),
    ("note", "备注", "附言", "a remark that is recorded"),
    ("on_behalf_of", "代", "替谁办理", "for whom it is done"),
    ("advance", "推进", "时间前进多久", "lets so much time pass"),
    ("roll", "名册", "各类人员的名单", "who may vote, by group"),
    ("cast", "投票", "投哪个选项", "the choice that is cast"),
    ("group", "类别", "以哪一类人员的身份", "the group a voter belongs to"),
    ("tally", "计票", "各类人员的纸质票数", "the count of papers, by group"),
    ("expect", "应当", "此时应当怎样", "what must be true then"),
    ("state", "所在步骤", "应在的步骤", "the state the case is in"),
    ("round", "第几轮", "应在的轮次", "the round it is in"),
    ("status", "结果", "案件是否结束、怎样结束", "whether and how it has ended"),
    ("overdue", "超期", "应已超期的时限", "the deadlines that are overdue"),
    ("undetermined", "未定", "此时未定的时限", "the deadlines that have no date yet"),
    ("refused", "被拒", "应被拒绝的理由代码", "the codes of the refusal"),
    ("allowed", "可办", "此人可办的动作", "the actions this person may do"),
    # reports
    ("reports", "报表", "给领导看的报表", "what leaders look at"),
    ("kind", "种类", "汇总、清单或对照表", "a board, a list or a matrix"),
    ("columns", "列", "报表的列", "the columns of a report"),
    ("share", "占比", "哪一列所占的比例", "the column whose share it is"),
    ("among", "合成", "与哪些列的占比合计为100%", "the columns whose shares add up to 100 with it"),
    ("digits", "小数位", "百分数保留几位小数", "decimals of a percentage"),
    ("value", "取值项", "清单里显示哪个数据项", "the field that is shown in a list"),
    ("across", "横向", "对照表横向按哪个数据项展开", "the field whose values run across a matrix"),
    ("cells", "格", "对照表一格的各类情形", "the classes of the cells of a matrix"),
    ("lacking", "漏项", "这一类算漏项", "this class counts as a gap"),
    ("missing", "缺项", "该有而没有的怎么称呼", "what a case that ought to be there is called"),
    ("applies", "适用", "哪些单位应当有", "the units that ought to have one"),
    ("sort", "排序", "按哪一列排序", "the column it is sorted by"),
    ("descending", "降序", "从大到小", "the largest first"),
))  # fmt: skip

CHINESE = {one.chinese: one.english for one in KEYWORDS.values()}
"""Chinese spelling to English."""
