"""The words of what can be wrong with decisions by table, draws and countersignatures."""

from __future__ import annotations

from .messages_reading import Row

DECISIONS: tuple[Row, ...] = (
    (
        "unknown-table",
        "没有决定表「{name}」",
        'There is no decision table "{name}"',
        "{suggestion} 决定表在 types 或 data/*.yaml 的 tables 里声明。",
        "{suggestion} Decision tables are declared under `tables`, in `types` or in data/*.yaml.",
    ),
    (
        "unknown-enumeration",
        "没有枚举「{name}」",
        'There is no enumeration "{name}"',
        "{suggestion} 枚举在 types 或 data/*.yaml 里声明。",
        "{suggestion} Enumerations are declared under `types` or in data/*.yaml.",
    ),
    (
        "unknown-outcome",
        "枚举 {outcomes} 没有「{name}」这种决定",
        'The enumeration {outcomes} has no outcome "{name}"',
        "{suggestion}",
        "{suggestion}",
    ),
    (
        "table-unfit",
        "决定表 {table} 不能用于本流程（其文件第 {line} 行）：{why}",
        "The decision table {table} cannot be used here (line {line} of its file): {why}",
        "请在 data 下声明它要读的数据项，或改用别的决定表。",
        "Declare the fields it reads under `data`, or decide by another table.",
    ),
    (
        "table-cites",
        "决定表 {table} 的 {rows} 须写明依据的规定，动作 {action} 没有数据项可写",
        "{rows} of the table {table} want the rule to be cited, and {action} has no field for it",
        "请写 decides: {{…, cites: 数据项}}。",
        "Write decides: {{…, cites: FIELD}}.",
    ),
    (
        "row-demands",
        "情形 {row} 要求同时作出 {demands}，而 {field} 只能写一项",
        "{row} demands {demands} together, and {field} takes one of them only",
        "请把这个数据项改为集合：type: set。",
        "Make the field a set: `type: set`.",
    ),
    (
        "decides-not-filled",
        "动作 {action} 按表决定，但 {field} 不是必填",
        "{action} decides by a table, and {field} need not be filled in",
        "请把它列入 needs：没有情形和决定就无从核对。",
        "List it under `needs`: without a row and an outcome there is nothing to hold against the table.",
    ),
    (
        "draw-into-taken",
        "抽取结果写入 {field}，它不能同时是抽取的来源或由人填写",
        "What is drawn goes into {field}, which can be neither the source nor filled in by hand",
        "请另设一个数据项，不列入任何动作的 needs、may 和 sets。",
        "Give the result a field of its own, under no action's `needs`, `may` or `sets`.",
    ),
    (
        "decides-overwritten",
        "动作 {action} 按表决定，又用 sets 填写 {field}：那是决定之后填的，没有按表核对",
        "{action} decides by a table and also sets {field}: that comes after the decision, and nothing holds it against the table",
        "请从 sets 中去掉它；该由表决定的由人填写。",
        "Take it out of `sets`; what the table decides is filled in by who decides.",
    ),
    (
        "draw-size",
        "抽取数量「{size}」应为正整数、不超过 100% 的百分比或数据项",
        'The size "{size}" should be a whole number from 1, a percentage up to 100%, or a field',
        "如 size: 5、size: 20%。",
        "Such as size: 5, or size: 20%.",
    ),
    (
        "signs-nothing",
        "步骤 {state} 没有会签，动作 {action} 无可签署",
        "There is no countersignature in {state} for {action} to sign",
        "请加 countersign，或删去 signs。",
        "Add `countersign`, or delete `signs`.",
    ),
    (
        "signing-moves",
        "动作 {action} 表示同意，又使案件离开，其他各方就不能签了",
        "{action} agrees and leads away, so the other parties cannot sign",
        "同意的动作留在原处，由 auto: countersign.complete 的动作前进。",
        "Agreeing stays in place; an action with auto: countersign.complete leads on.",
    ),
    (
        "countersign-unsigned",
        "步骤 {state} 要会签，但没有动作可以同意",
        "{state} collects signatures, and no action agrees",
        "请加一个动作，写 signs: agree。",
        "Add an action with signs: agree.",
    ),
    (
        "countersign-post",
        "会签方「{parties}」与 post 不相配：单位由担任某职务的人签，角色和人员自己签",
        '"{parties}" and `post` do not fit: units sign by the holder of a post, roles and persons by themselves',
        "会签方为单位时请写 post，否则不写。",
        "Write `post` where the parties are units, and only there.",
    ),
    (
        "countersign-and-ballot",
        "步骤 {state} 不能既会签又评议",
        "{state} cannot hold both a countersignature and a ballot",
        "请分成两个步骤。",
        "Make them two states.",
    ),
    (
        "countersign-goes-nowhere",
        "步骤 {state} 的会签为 {outcome} 时没有出路",
        "When the countersignature in {state} is {outcome}, nothing leads on",
        "请加一个动作，如 auto: countersign.{outcome}；不同意的后果须写明。",
        "Add an action such as auto: countersign.{outcome}; what follows a refusal has to be said.",
    ),
)
"""Code, sentence in both languages, hint in both languages."""
