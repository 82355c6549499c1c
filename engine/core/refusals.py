"""Why not: a code, the values behind it, and the words for both languages.

The same refusals answer `can`, `do`, a button's tooltip and the HTTP status. Codes are a promise;
wording is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct, field

from .text import Language, Named, Text

REFUSALS: dict[str, Text] = {
    # the act itself
    "unknown-action": Text(
        "流程 {workflow} 没有动作 {action}；该流程的动作有：{actions}",
        "workflow {workflow} has no action {action}; its actions are: {actions}",
    ),
    "not-here": Text(
        "现处于「{state}」，不能「{action}」；该动作属于：{states}",
        "the case is at '{state}', where '{action}' cannot be done; it belongs to: {states}",
    ),
    "ended": Text(
        "事项已结束（{status}），不能再「{action}」",
        "the case has ended ({status}); '{action}' is no longer possible",
    ),
    "needed-by-parent": Text(
        "事项 {parent} 还需要本子事项：共 {total} 个子事项，须办成 {needed} 个，撤销后最多 {possible} 个；请办结本事项，或撤销 {parent}",
        "case {parent} still needs this item: of its {total} items {needed} must succeed, and without it at most "
        "{possible} can; finish it, or cancel {parent}",
    ),
    "automatic": Text(
        "「{action}」由系统在条件成立时自动办理，不能手工办理；尚未成立：{condition}",
        "'{action}' happens by itself once its condition holds, never by hand; not yet: {condition}",
    ),
    "already-done": Text(
        "「{action}」在本步骤已于 {at} 办理过，不能重复办理",
        "'{action}' was already done in this step at {at}; it is done once",
    ),
    "nothing-open": Text(
        "没有待处理的{kind}，无需「{action}」", "there is no open {kind} for '{action}' to settle"
    ),
    "not-open": Text(
        "没有编号为 {number} 的待处理的{kind}；待处理的编号：{open}",
        "no open {kind} has number {number}; open are: {open}",
    ),
    # urging
    "no-urge": Text(
        "没有编号为 {number} 的催办；待答复的编号：{open}",
        "there is no urge number {number}; still to be answered: {open}",
    ),
    "urge-answered": Text(
        "第 {number} 号催办已经答复，不能重复答复；待答复的编号：{open}",
        "urge {number} has been answered and is answered once; still to be answered: {open}",
    ),
    "may-not-know": Text(
        "本事项保密，{people} 不得知悉，不能催办；请只催办知悉本事项的人",
        "the case is confidential and {people} may not know of it, so nobody can urge them; urge those who may know",
    ),
    "may-not-take": Text(
        "本事项不得让 {person} 知悉，不能交其接替；请交给可以知悉本事项的人",
        "{person} may not know of this case and so cannot take the place; hand it over to somebody who may",
    ),
    "empty-text": Text(
        "「{action}」须写明内容，不能为空", "'{action}' needs its words; they must not be empty"
    ),
    # who
    "not-authorized": Text(
        "{person} 不能「{action}」：须由{roles}办理（现可办理的人：{holders}）",
        "{person} may not do '{action}': it takes {roles} (now held by: {holders})",
    ),
    "no-delegation": Text(
        "{person} 没有 {principal} 在 {day} 对流程 {workflow} 的有效委托；请先登记委托",
        "{person} holds no delegation from {principal} for {workflow} on {day}; register one first",
    ),
    "excluded": Text(
        "{person} 是本事项的{role}，不能「{action}」；请由他人办理",
        "{person} is {role} of this case and may not do '{action}'; somebody else must",
    ),
    "separation": Text(
        "{person} 已在「{other}」办理过，按职责分离不能再在「{state}」办理；请由他人办理",
        "{person} has acted in '{other}' and so may not act in '{state}' (separation of duties); somebody else must",
    ),
    # what
    "missing": Text(
        "「{action}」还缺：{fields}；请随本次办理一并填报{basis}",
        "'{action}' still needs: {fields}; supply them with the act{basis}",
    ),
    "not-settable": Text(
        "「{action}」不能填写 {field}；可以填写：{allowed}",
        "'{action}' may not set {field}; it may set: {allowed}",
    ),
    "invalid-value": Text("{what}的值不合要求：{why}", "the value of {what} will not do: {why}"),
    "unknown-reference": Text(
        "{path} 指向的 {id} 不在组织目录中", "{path} names {id}, whom the directory does not know"
    ),
    "item-dropped": Text(
        "{field} 不能去掉已立项的第 {keys} 项；返工时保留原有各项，可修改、可新增",
        "{field} must keep number {keys}, already opened as items; a redo may change or add, not drop",
    ),
    "no-such-item": Text(
        "没有编号为 {keys} 的子事项可重做；已有：{known}", "no item {keys} can be redone; there are: {known}"
    ),
    "condition": Text(
        "「{action}」的条件未满足：{asked}（{seen}）{basis}",
        "a condition of '{action}' does not hold: {asked} ({seen}){basis}",
    ),
    "gate-closed": Text(
        "「{action}」还不能办：「{gate}」{standing}{cases}{share}{way}{basis}",
        "'{action}' cannot be done yet: '{gate}' is {standing}{cases}{share}{way}{basis}",
    ),
    # decision tables
    "row-condition": Text(
        "「{action}」不能按「{row}」处理：{asked}（{seen}）{basis}；现在条件成立的还有：{others}",
        "'{action}' cannot go by '{row}': {asked} ({seen}){basis}; rows whose conditions hold: {others}",
    ),
    "outcome-not-allowed": Text(
        "按「{row}」不能作出「{outcome}」；可以作出：{allowed}{basis}",
        "'{row}' does not allow '{outcome}'; it allows: {allowed}{basis}",
    ),
    "outcome-demanded": Text(
        "按「{row}」必须作出「{outcome}」，现为：{chosen}{basis}",
        "'{row}' demands '{outcome}', and what is chosen is: {chosen}{basis}",
    ),
    "row-evidence": Text(
        "按「{row}」处理还缺：{fields}{basis}；请随本次办理一并填报",
        "going by '{row}' still needs: {fields}{basis}; supply them with the act",
    ),
    # draws
    "draw-too-few": Text(
        "「{action}」应从「{field}」中抽取 {size} 个，可抽的只有 {left} 个（共 {total} 个，除外 {excluded} 个）；请改抽取数或补充名单",
        "'{action}' is to draw {size} from '{field}', where {left} may be drawn ({total} in all, {excluded} excluded); "
        "change the number, or complete the list",
    ),
    "draw-least": Text(
        "「{action}」抽取 {size} 个，不够每类（{strata}）至少 {least} 个；请加大抽取数",
        "'{action}' draws {size}, which is not {least} of each stratum ({strata}); draw more",
    ),
    "draw-strange": Text(
        "「{action}」补录的抽取结果不在「{field}」可抽之列：{strange}；请更正名单或结果",
        "what '{action}' is said to have drawn could not be drawn from '{field}': {strange}; correct the list or the result",
    ),
    # countersignature
    "not-a-party": Text(
        "{person} 不是会签方，不能「{action}」；会签方：{parties}（尚未会签：{waiting}）",
        "{person} is no party to it and may not do '{action}'; the parties are {parties} (still to sign: {waiting})",
    ),
    "party-already": Text(
        "{person} 本身已是会签方，不能再接替他人会签，一人只签一次；请另交他人",
        "{person} is a party already and cannot take the place of another, as nobody signs twice; hand it over to somebody else",
    ),
    "signed-already": Text(
        "{party} 已会签，每方只签一次；尚未会签：{waiting}",
        "{party} has signed, and a party signs once; still to sign: {waiting}",
    ),
    "not-your-turn": Text(
        "会签按次序进行，现轮到 {next}，{person} 还不能「{action}」",
        "signatures come one after the other: it is the turn of {next}, and {person} may not yet do '{action}'",
    ),
    "countersign-stopped": Text(
        "{party} 不同意，会签已终止，不能再「{action}」",
        "{party} has refused, which ended the countersignature; '{action}' is no longer possible",
    ),
    # registers
    "register-key": Text(
        "{register}的编号「{key}」不能用：字母或数字开头，其后为字母、数字、连字符、下划线，最多 64 个",
        "{key} is no key for {register}: a letter or digit, then letters, digits, hyphens and underscores, 64 at most",
    ),
    "register-taken": Text(
        "{register}里已有 {key}（{entry}，{since}）；请核对是否同一项，不是则另用编号",
        "{register} has {key} already ({entry}, {since}); if it is another matter, use another key",
    ),
    "register-retired": Text(
        "{register}里的 {key}（{entry}）已于 {retired} 停用，编号不再另用；请换一个编号",
        "{key} of {register} ({entry}) was retired at {retired}, and no key is used twice; use another key",
    ),
    "register-unknown-key": Text(
        "{register}里没有 {key}；在用的有：{known}", "{register} has no entry {key}; it has: {known}"
    ),
    "register-made-from": Text(
        "不能更正{fields}：本事项据此在{register}里增补了 {key}（{entry}），目录不会随之改动；"
        "请先停用该条目（duban register retire {name} {key}），更正后再增补",
        "{fields} cannot be corrected: from it the case has put {key} ({entry}) into {register}, which would not change with it; "
        "retire the entry first (duban register retire {name} {key}), correct, and add it anew",
    ),
    "register-differs": Text(
        "未部署：{workflow} 所声明的目录 {register} 与已部署的 {other} 所声明的不同（{what}）；请改成一样，或把用到该目录的流程一并部署",
        "not deployed: {workflow} declares the register {register} otherwise than {other}, which is deployed ({what}); "
        "make them alike, or deploy all workflows that use it together",
    ),
    # extensions
    "extension-nothing": Text(
        "「{action}」无期限可延：时限 {deadline} 没有在计",
        "'{action}' has nothing to extend: the deadline {deadline} is not running",
    ),
    "extension-late": Text(
        "「{action}」已晚：时限 {deadline} 于 {last} 届满，{asked} 才提出；延期须在届满前提出",
        "'{action}' comes too late: the deadline {deadline} ended on {last}, and it was asked for at {asked}; "
        "an extension is asked for before the term ends",
    ),
    "extension-used-up": Text(
        "「{action}」最多 {most} 次，时限 {deadline} 已延 {used} 次，不能再延",
        "'{action}' is granted {most} times at most, and the deadline {deadline} has had {used}",
    ),
    "extension-too-long": Text(
        "「{action}」一次最多延长 {longest}，{given} 过长；请改短",
        "'{action}' extends by {longest} at most, and {given} is longer; ask for less",
    ),
    "extension-backwards": Text(
        "「{action}」应使时限 {deadline} 晚于 {last}，{given} 不是延长",
        "'{action}' must move the deadline {deadline} beyond {last}; {given} is no extension",
    ),
    # documents
    "batch-only": Text(
        "「{action}」须统一办理：请用 duban batch，把一件或几件事项一起报送",
        "'{action}' is done in a batch: forward one case or several together with duban batch",
    ),
    "batch-undone": Text(
        "本可办理，但同批另有事项被拒，按要求整批未办；请改正或去掉被拒的事项后重报",
        "it could be done, but others of the batch were refused and all or nothing was asked for; correct or leave out "
        "those, and forward the batch again",
    ),
    "no-editions": Text(
        "流程「{workflow}」的文稿不分版次：没有动作标明 edition",
        "documents of '{workflow}' have no editions: none of its actions is marked `edition`",
    ),
    "no-edition": Text(
        "事项 {case} 没有第 {number} 版；现有版次：{last}",
        "case {case} has no edition {number}; so far there are {last}",
    ),
    "nothing-to-correct": Text(
        "「{action}」没有改动：所填与现有内容相同；请填写要更正的数据项",
        "'{action}' changes nothing: the case already says so; name the fields to be corrected",
    ),
    "not-named": Text(
        "{person} 在事项 {case} 中不担任任何角色，无可交接",
        "{person} is named in no role of case {case}: there is nothing to hand over",
    ),
    # the clock
    "not-a-rehearsal": Text(
        "这不是演练库，时钟只随实际时间走，不能拨动；演练请用 duban init --rehearsal 新建数据库",
        "this database is no rehearsal: its clock is the real one; make one with duban init --rehearsal",
    ),
    "clock-goes-forward": Text(
        "时钟只能向前：现在是 {now}，不能拨到 {to}",
        "the clock only goes forward: it is {now}, not to be set to {to}",
    ),
    "milestone-later": Text(
        "「{unit}」的里程碑「{milestone}」不能定在 {day}：上面（{set_by}）定的是 {limit}，下级只能提前。"
        "请定在 {limit} 或之前；要推迟，请先用 {command} 改上面的日期",
        "{unit} cannot set '{milestone}' to {day}: above it, for {set_by}, stands {limit}, and a level below may "
        "only be earlier. Set {limit} or a day before it; to be later, move the one above first with {command}",
    ),
    # ballots
    "no-ballot": Text(
        "现处于「{state}」，没有正在进行的评议", "the case is at '{state}', where no ballot is open"
    ),
    "ballot-closed": Text(
        "本次评议已结束，不再接受投票或计票", "the ballot is closed; it takes no more votes or counts"
    ),
    "unknown-group": Text(
        "没有评议组别 {group}；组别有：{groups}", "there is no group {group}; the groups are: {groups}"
    ),
    "unknown-choice": Text(
        "没有选项 {choice}；选项有：{choices}", "there is no choice {choice}; the choices are: {choices}"
    ),
    "empty-group": Text(
        "下列组别没有参加人：{groups}；请填写参加人，纸质计票的组别不必列出",
        "these groups have nobody in them: {groups}; name who may vote, and leave out a group that is counted on paper",
    ),
    "twice-on-roll": Text("{person} 在名册中出现了不止一次", "{person} stands on the roll more than once"),
    "roll-in-use": Text("已有人投票，名册不能再改", "ballots have been cast; the roll can no longer change"),
    "not-on-roll": Text("{person} 不在「{group}」组的名册上", "{person} is not on the roll of group {group}"),
    "already-voted": Text(
        "{person} 已投过票；无记名票一经投出不能更改",
        "{person} has voted; a secret ballot is final once cast",
    ),
    "bad-tally": Text(
        "「{group}」组的计票不成立：{why}", "the count of group {group} does not add up: {why}"
    ),
    "mixed-count": Text(
        "「{group}」组已用另一种方式投票或计票，不能混用",
        "group {group} is already counted the other way; ballots and paper counts do not mix",
    ),
    "no-voters": Text(
        "下列组别既无名册也无计票：{groups}；请先用 duban ballot CASE roll 登记名册，或用 tally 登记计票",
        "these groups have neither a roll nor a count: {groups}; enter a roll with duban ballot CASE roll, or a count with tally",
    ),
    "figure-unset": Text(
        "评议规则要用的参数「{parameter}」尚未设定；请先用 duban parameter set {name} 设定，再结束评议",
        "the rules of the ballot read the parameter '{parameter}', which nobody has set; set it with duban parameter set "
        "{name}, then close the ballot",
    ),
    "box-differs": Text(
        "「{group}」组票箱中有 {found} 张票，记录中投票 {recorded} 次，两者不符；请先运行 duban verify，查明后撤销本事项重新评议",
        "the box of group {group} holds {found} papers, and the record tells of {recorded} ballots cast; run duban "
        "verify, and when it is cleared up cancel the case and appraise anew",
    ),
    "roll-differs": Text(
        "「{group}」组名册上现有 {listed} 人、已投票 {ticked} 人，记录中登记 {rolled} 人、投票 {recorded} 次，两者不符；"
        "请先运行 duban verify，查明后撤销本事项重新评议",
        "the roll of group {group} holds {listed} people, {ticked} of them ticked off, and the record tells of "
        "{rolled} entered and {recorded} ballots cast; run duban verify, and when it is cleared up cancel the case "
        "and appraise anew",
    ),
}


class Refusal(Struct, frozen=True):
    """One reason: its code, and the values that fill its sentence.

    A value is plain (an id, a figure, a list of them), or `Named` where people read something else than
    machines do, or a `Text` that has words only.
    """

    code: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def message(self, language: Language) -> str:
        """The sentence for a reader of this language."""
        told = REFUSALS[self.code].say(language, self.values)
        # Templates part ids from Chinese words by a blank; a name with its id in brackets needs none.
        return told.replace("） ", "）") if language == "zh" else told

    def json(self, language: Language) -> dict[str, Any]:
        """`{code, message, values}`: the message in this language, the values the same in each.

        What has no id or figure behind its words stands in the message only.
        """
        values = {key: _plain(value) for key, value in self.values.items() if not isinstance(value, Text)}
        return {"code": self.code, "message": self.message(language), "values": values}


_PEOPLE = ("person", "principal", "holders", "people")
"""Values that are ids of people, one or several."""


def people_in(refusals: Iterable[Refusal]) -> set[str]:
    """The ids of the people whom refusals speak of."""
    found: set[str] = set()
    for one in refusals:
        for key in _PEOPLE:
            value = one.values.get(key)
            several = value if isinstance(value, (list, tuple)) else (value,)
            found |= {each for each in several if isinstance(each, str)}
    return found


def with_names(refusals: Iterable[Refusal], names: Mapping[str, str]) -> tuple[Refusal, ...]:
    """Refusals that speak of people by name, with the id in brackets; the values stay ids."""
    return tuple(
        Refusal(
            one.code,
            {key: _called(value, names) if key in _PEOPLE else value for key, value in one.values.items()},
        )
        for one in refusals
    )


def _called(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, (list, tuple)):
        return [_called(one, names) for one in value]
    if not isinstance(value, str) or value not in names:
        return value
    return Named(value, Text(f"{names[value]}（{value}）", f"{names[value]} ({value})"))


def _plain(value: Any) -> Any:
    if isinstance(value, Named):
        return _plain(value.id)
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_plain(one) for one in value]
    return value if isinstance(value, (str, int, bool)) or value is None else str(value)
