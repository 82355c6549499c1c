"""The words of what can be wrong with what links cases (branches, gates), with parameters and with reports."""

from __future__ import annotations

from .messages_reading import Row

LINKING: tuple[Row, ...] = (
    (
        "unknown-gate",
        "没有关口「{name}」",
        'There is no gate "{name}"',
        "{suggestion} 关口在 gates 下声明。",
        "{suggestion} Gates are declared under `gates`.",
    ),
    (
        "unknown-parameter",
        "没有时长类的参数「{name}」",
        'There is no parameter "{name}" that is a term',
        "{suggestion} 参数在 parameters 下声明，type 为 term。",
        "{suggestion} Parameters are declared under `parameters`, with the type `term`.",
    ),
    (
        "gate-least",
        "least「{least}」应为不超过 100% 的百分比，或 number 类的参数，其缺省值在 0 和 1 之间",
        'The least "{least}" should be a percentage up to 100%, or a parameter of the type number with a default between 0 and 1',
        "如 least: 80%；由各地设定的，写参数名，取值如 0.8。",
        "Such as least: 80%; where each place sets it, the name of the parameter, with values such as 0.8.",
    ),
    (
        "parameter-default",
        "参数 {name} 的缺省值不是{kind}",
        "The default of the parameter {name} is not {kind}",
        "请改缺省值，或改类型。",
        "Change the default, or the type.",
    ),
    (
        "branch-twice",
        "分支「{name}」重名，先见第 {first} 行",
        'A branch called "{name}" is there already, in line {first}',
        "每个分支和另立的案件各有自己的名称；连字符与下划线不作区别。",
        "Every branch and every linked case has a name of its own; hyphen and underscore are not told apart.",
    ),
    (
        "branch-prefix",
        "分支「{name}」与「{other}」一个是另一个的开头，子件的编号会混",
        'Of the branches "{name}" and "{other}" one is the beginning of the other: the keys of their children could be the same',
        "请换一个名称。",
        "Choose another name.",
    ),
    (
        "branch-each",
        "分支不能按数据项 {field}（{found}）展开",
        "A branch cannot run over the field {field} ({found})",
        "请用记录有编号项的清单，文字、枚举、人员或单位的清单或集合，或 unit.members、unit.below、register.目录名。",
        "Use a list of records with a key, a list or set of texts, enumeration values, people or units, or unit.members, "
        "unit.below or register.NAME.",
    ),
    (
        "branch-as",
        "分支 {branch} 按 {each} 展开，与是否写 as 不符",
        "The branch {branch} runs over {each}, which does not go with the `as` it has or lacks",
        "取值、人员和目录条目要用 as 写明填入子件的哪个数据项；记录和下级单位只在 when 逐个问到时才用 as 称呼。",
        "Values, people and entries of a register need `as`, the field of the child that takes them; records and units below "
        "have it only where `when` asks each of them by that name.",
    ),
    (
        "branch-while",
        "分支 {branch} 写了 while，但没有写 later",
        "The branch {branch} has `while` but not `later`",
        "while 限定以后还看多久，须与 later: true 同用；立件时的条件写在 when。",
        "`while` says how long it is looked at again, and goes with `later: true`; the condition for opening at all is `when`.",
    ),
    (
        "gate-circle",
        "关口 {gate} 永远打不开：对方要到放行的步骤，又须先过等着本关口的关口",
        "The gate {gate} can never open: the other case comes to what opens it only through gates that wait for this one",
        "请让其中一道关口在更早的步骤放行，或用 applies 写明何处不适用。",
        "Let one of the gates open at an earlier state, or say with `applies` where it is not asked.",
    ),
    (
        "gate-below",
        "关口 {gate} 的 level、as、when 用得不对",
        "The gate {gate} uses `level`, `as` or `when` in a way that says nothing",
        "这几项只限定 of: unit.below 看哪些下级单位；as 和 when 要一起写，when 只问 as 所称的单位，如 place.level、place.category。",
        "They narrow the units of `of: unit.below`; `as` and `when` go together, and `when` asks the unit under that name only: "
        "place.level, place.category. Whether the gate applies to our own unit is `applies`.",
    ),
    (
        "unknown-register",
        "没有目录「{name}」",
        'There is no register "{name}"',
        "{suggestion} 目录在 registers 下声明，在本文件或 data 文件夹里。",
        "{suggestion} Registers are declared under `registers`, in this file or in the data folder.",
    ),
    (
        "register-differs",
        "目录 {register} 与 {first} 所声明的不同（{names}）",
        "The register {register} is not as {first} declares it ({names})",
        "同一目录各流程共用，写法须一致；请写在 data 文件夹里一处，或改成一样。",
        "It is one register for all workflows: declare it once, in the data folder, or make both alike.",
    ),
    (
        "adds-by-itself",
        "自动发生的动作不能向目录增补条目",
        "An action that happens by itself cannot add to a register",
        "增补须有人办理，编号已有的要能拒绝；请写 by。",
        "Somebody has to do it, so that a key which is taken can be refused; name who under `by`.",
    ),
    (
        "entry-untitled",
        "条目「{name}」没有名称",
        'The entry "{name}" has no title',
        "请写 title，或在 stock 里列出有这个取值的枚举。",
        "Give it a `title`, or name under `stock` the enumeration that has this value.",
    ),
    (
        "entry-value",
        "条目「{name}」的 {path} 不合要求：{why}",
        'The entry "{name}": {path} will not do: {why}',
        "请对照该目录 fields 的类型填写。",
        "See the types under `fields` of the register.",
    ),
    (
        "branch-with",
        "with 只用于按记录或目录展开的分支",
        "`with` is for branches that run over records or a register",
        "本案件的数据项用 case 传入。",
        "Fields of this case are handed over with `case`.",
    ),
    (
        "branch-lacks-field",
        "子流程 {workflow} 没有数据项 {field}",
        "The child workflow {workflow} has no field {field}",
        "{suggestion}",
        "{suggestion}",
    ),
    (
        "unknown-column",
        "报表 {holder} 没有计数的列「{name}」",
        'The report {holder} has no counting column "{name}"',
        "{suggestion} 占比只能取自计数的列。",
        "{suggestion} A share is taken of columns that count.",
    ),
    (
        "unknown-rank",
        "报表 {holder} 没有可以据以排名的列「{name}」",
        'The report {holder} has no column "{name}" to rank by',
        "{suggestion} 名次按计数、占比或清单所列的值排，不按另一个名次。",
        "{suggestion} Ranks go by a count, a share or a value that is listed, not by another rank.",
    ),
    (
        "report-without-columns",
        "报表 {holder} 没有列",
        "The report {holder} has no columns",
        "请在 columns 下写出各列。",
        "Write its columns under `columns`.",
    ),
    (
        "share-of-what",
        "列 {column} 是占比，但没说占哪一列",
        "The column {column} is a share, but of what is not said",
        "请加 of，写明总数所在的列。",
        "Add `of` with the column that holds the whole.",
    ),
    (
        "matrix-across-what",
        "对照表 {holder} 没说横向按哪个数据项展开",
        "The matrix {holder} does not say which field it runs across",
        "请加 across，写一个枚举类型的数据项。",
        "Add `across` with a field that is an enumeration.",
    ),
)
