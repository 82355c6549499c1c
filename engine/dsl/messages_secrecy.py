"""The words of what can be wrong with confidential cases and private fields."""

from __future__ import annotations

from .messages_reading import Row

SECRECY: tuple[Row, ...] = (
    (
        "confidential-to-anybody",
        "角色 {role} 是任何人：向它公开就无密可保",
        "The role {role} is everybody: what is open to it is no secret",
        "请写出具体职务的角色，或删去。",
        "Name roles with a post of their own, or take it out.",
    ),
    (
        "hidden-from-nobody",
        "数据项 {field} 里没有人员，无从对其保密",
        "The field {field} names no people from whom the case could be hidden",
        "请写类型为 person 的数据项，或含有它的清单、记录。",
        "Name a field of type `person`, or a list or record with one.",
    ),
    (
        "private-to-nobody",
        "没有说明这些数据项给谁看",
        "Nothing says who may see these fields",
        "请写 private: {{fields: [数据项], to: [角色]}}；只列数据项，须另有 confidential。",
        "Write private: {{fields: [FIELDS], to: [ROLES]}}; a list alone needs `confidential` beside it.",
    ),
    (
        "confidential-child",
        "{parent} 是保密的，其子件 {child} 自身没有写明",
        "{parent} is confidential, and its children, {child}, say nothing of it themselves",
        "子件从属于它，只有知悉它的人和办理子件的人看得到；就此处写明 confidential: true，人人可知的写 false。",
        "They are seen with it, and by those they concern. Say so here with `confidential: true`, or `false` where all may know.",
    ),
    (
        "confidential-gate",
        "这个关口要看保密的 {other}，而本流程不是保密的",
        "This gate looks at {other}, which is confidential, and this workflow is not",
        "关口的现状不会告诉无权知悉的人，但能不能办会透露；请将本流程也设为保密，或不设这个关口。",
        "Where it stands is not told to those who may not know, but what it lets through tells; make this workflow confidential too.",
    ),
    (
        "private-told",
        "这个关口要一并告知 {other} 的数据项 {field}，而该数据项只给部分人看",
        "This gate tells of the field {field} of {other}, which is private",
        "不放行的理由人人看得到；请去掉 tells，或告知别的清单。",
        "Whoever is refused reads it; leave out `tells`, or tell another list.",
    ),
    (
        "register-private",
        "目录 {register} 人人可查，数据项 {field} 却只给部分人看",
        "The register {register} is everybody's to read, and the field {field} is private",
        "请改用不在 private 之列的数据项，或从 private 中去掉它。",
        "Put in a field that is not private, or take it out of `private`.",
    ),
    (
        "register-confidential",
        "{workflow} 是保密的，这个动作却把案件的内容写入人人可查的目录 {register}",
        "{workflow} is confidential, and this action puts what a case holds into the register {register}, which everybody reads",
        "确要公开的，请在 adds 下写明 confidential: false；否则去掉 adds。",
        "If the entry is meant for everybody, say so under `adds` with `confidential: false`; else leave `adds` out.",
    ),
    (
        "register-confidential-child",
        "{parent} 是保密的，从属于它的 {child} 却由动作 {action} 把内容写入人人可查的目录 {register}",
        "{parent} is confidential, and in {child}, which goes with it, the action {action} puts what a case holds into the register "
        "{register}, which everybody reads",
        "确要公开的，请在该动作的 adds 下写明 confidential: false；否则去掉 adds，或在此处写明 confidential: false，使子件人人可知。",
        "If the entry is meant for everybody, say so under that `adds` with `confidential: false`; else leave `adds` out, or write "
        "`confidential: false` here, so that everybody may know of the children.",
    ),
    (
        "confidential-child-read",
        "{parent} 不是保密的，其条件却读取保密子件 {child} 的情况（{names}）",
        "{parent} is not confidential, and its conditions read how its confidential children, {child}, stand ({names})",
        "看得到 {parent} 的人由此可推知；请将 {parent} 也设为保密，或改条件。",
        "Whoever sees {parent} can infer it; make {parent} confidential too, or change the conditions.",
    ),
)
