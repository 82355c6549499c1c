"""The words of what can be wrong with a file as text, and with its shape."""

from __future__ import annotations

from ..core.text import Text

Row = tuple[str, str, str, str, str]
"""Code; sentence in Chinese and English; hint in Chinese and English."""

READING: tuple[Row, ...] = (
    # the file
    (
        "file-unreadable",
        "无法读取文件：{reason}",
        "The file cannot be read: {reason}",
        "请检查路径和读取权限。",
        "Check the path and whether you may read it.",
    ),
    (
        "nothing-to-check",
        "{path} 中没有流程文件（含 workflow 键的 *.yaml）",
        "{path} holds no workflow file (a *.yaml with the key workflow)",
        "请给出流程文件或其所在文件夹。",
        "Name a workflow file or the folder it is in.",
    ),
    (
        "file-too-large",
        "文件有 {size} KB，超过上限 {limit} KB",
        "The file has {size} KB; at most {limit} KB are read",
        "流程文件不会这么大；大量数据请放到导入文件里。",
        "No workflow needs that much; bulk data belongs into import files.",
    ),
    (
        "not-utf8",
        "文件不是 UTF-8 编码：此处的字节 {byte} 无法解读",
        "The file is not UTF-8: the byte {byte} here means nothing",
        "请用编辑器另存为 UTF-8（常见原因是 GBK 编码）。",
        "Save it as UTF-8 (it is often GBK).",
    ),
    (
        "control-character",
        "此处有不可见的控制字符 {code}",
        "There is an invisible control character {code} here",
        "请删去它；看到的应与读到的一致。",
        "Delete it: what is seen must be what is read.",
    ),
    ("tab", "此处用了制表符", "There is a tab here", "请改用空格。", "Use spaces."),
    (
        "yaml-syntax",
        "YAML 语法不通：{problem}",
        "This is not YAML: {problem}",
        "请先改正这一处；改正之前其余内容无从检查。",
        "Correct this place first; nothing after it can be checked before.",
    ),
    (
        "empty-file",
        "文件是空的",
        "The file is empty",
        "流程文件至少要有 workflow、title、roles、states。",
        "A workflow file has at least workflow, title, roles and states.",
    ),
    (
        "too-many-nodes",
        "文件的节点超过上限 {limit} 个",
        "The file has more than {limit} nodes",
        "请拆成几个流程。",
        "Split it into several workflows.",
    ),
    (
        "too-deep",
        "此处嵌套超过上限 {limit} 层",
        "The nesting is deeper than {limit} levels here",
        "流程文件的嵌套不超过十层，请检查括号和缩进。",
        "No workflow nests deeper than ten; check brackets and indentation.",
    ),
    (
        "anchor",
        "此处用了锚点或别名「{name}」",
        'There is an anchor or alias "{name}" here',
        "本语言不用 & 和 *，请把内容写全；若是文字，请加引号。",
        "The language has no & and *: write it out, or quote it if it is text.",
    ),
    (
        "tag",
        "此处用了标签 {tag}",
        "There is a tag {tag} here",
        "本语言不用标签，类型由键决定；若是文字，请加引号。",
        "The language has no tags, the key decides the type; quote it if it is text.",
    ),
    ("merge-key", "此处用了合并键 <<", "There is a merge key << here", "请把内容写全。", "Write it out."),
    (
        "directive",
        "文件开头有 % 指令",
        "The file begins with a % directive",
        "请删去该行；语言固定为 YAML 1.2。",
        "Delete that line; the language is YAML 1.2 always.",
    ),
    (
        "several-documents",
        "文件里有多个文档（---）",
        "The file holds several documents (---)",
        "一个文件一个流程，请拆开。",
        "One file, one workflow: split it.",
    ),
    (
        "key-not-text",
        "此处的键不是文字",
        "The key here is not a word",
        "键只能是一个词。",
        "A key is one word.",
    ),
    (
        "duplicate-key",
        "键「{key}」写了两次：第 {first} 行和第 {second} 行",
        'The key "{key}" occurs twice: in lines {first} and {second}',
        "请删去一个，或改用不同的标识。",
        "Delete one of them, or give it another id.",
    ),
    (
        "full-width",
        "此处用了全角符号「{sign}」",
        'There is a full-width sign "{sign}" here',
        "键、标识和标点请用半角：冒号是「: 」（后面空一格），逗号是「, 」。",
        'Keys, ids and punctuation are half-width: a colon is ": " (with a space), a comma is ", ".',
    ),
    (
        "format-unsafe",
        "整理格式会改变文件的内容，因此未作改动",
        "Formatting would change what the file says, so it was left as it is",
        "请把写得少见的地方（如换行的引号文字）改写得简单些。",
        "Write unusual places, such as quoted text over several lines, in a simpler way.",
    ),
    (
        "more-findings",
        "此后还有 {more} 处问题未列出",
        "{more} more findings are not listed",
        "改正以上各处后请再检查一次。",
        "Correct these and check again.",
    ),
    # the shape
    (
        "unknown-key",
        "{form}里没有键「{key}」",
        '"{key}" is no key of {form}',
        "{suggestion}",
        "{suggestion}",
    ),
    (
        "comma-in-text",
        "「{text}」后面没有内容；花括号里的文字含有逗号时要加引号",
        'Nothing follows "{text}"; text with a comma needs quotes inside {{ … }}',
        "请给含逗号的文字加引号，如 en: '…, …'；若是键，请补上内容。",
        "Quote the text that has the comma, as in en: '…, …'; if it is a key, fill it in.",
    ),
    (
        "chinese-key",
        "关键字目前用英文写：「{key}」写作「{english}」",
        'Keywords are written in English for now: "{key}" is "{english}"',
        "请改为 {english}:",
        "Write {english}:",
    ),
    (
        "missing-key",
        "{where} 缺少「{key}」",
        '"{key}" is missing in {where}',
        "请补上 {key}:",
        "Add {key}:",
    ),
    (
        "empty-value",
        "「{key}」后面没有内容，应为{expected}",
        'There is nothing after "{key}"; expected {expected}',
        "请补上内容，或删去这个键。",
        "Fill it in, or delete the key.",
    ),
    (
        "wrong-kind",
        "「{key}」应为{expected}，这里是{found}",
        '"{key}" must be {expected}; this is {found}',
        "请改成所要求的形式。",
        "Write it in that form.",
    ),
    (
        "unknown-value",
        "「{key}」不能是「{value}」",
        '"{key}" cannot be "{value}"',
        "{suggestion}",
        "{suggestion}",
    ),
    (
        "bad-value",
        "「{key}」应为{expected}，不能是「{value}」",
        '"{key}" must be {expected}, not "{value}"',
        "请改成所要求的形式。",
        "Write it in that form.",
    ),
    (
        "bad-name",
        "「{name}」不能作标识",
        '"{name}" cannot be an id',
        "标识的写法：{pattern}，最多 64 个字符。{reason}",
        "An id is {pattern}; at most 64 characters.{reason}",
    ),
    (
        "too-few",
        "「{key}」至少要有 {least} 项",
        '"{key}" needs at least {least}',
        "请补上，或删去这个键。",
        "Add them, or delete the key.",
    ),
    (
        "repeated-word",
        "「{key}」里「{word}」写了两次",
        '"{word}" occurs twice in "{key}"',
        "请删去一个。",
        "Delete one of them.",
    ),
)


def syntax_problem(said: str) -> Text:
    """What the YAML reader said, in the reader's language where it is one of the usual things."""
    for start, words in _SYNTAX:
        if said.startswith(start):
            return words
    return Text(f"（{said}）", said)


_SYNTAX = (
    (
        "mapping values are not allowed",
        Text(
            "此处不能再有「: 」；上一行可能少了换行或缩进不对，含「: 」的文字要加引号",
            'a ": " cannot stand here; perhaps the indentation is wrong, or the text needs quotes',
        ),
    ),
    ("found unexpected end of stream", Text("引号或括号没有收尾", "a quote or bracket is not closed")),
    (
        "expected ',' or ']'",
        Text("方括号 [ … ] 里缺少「,」或没有收尾", "a list [ … ] lacks a comma or its end"),
    ),
    (
        "expected ',' or '}'",
        Text("花括号 { … } 里缺少「,」或没有收尾", "a mapping { … } lacks a comma or its end"),
    ),
    ("expected <block end>", Text("缩进与上文不一致", "the indentation does not fit what is above")),
    ("expected the node content", Text("此处应有内容", "something is missing here")),
    ("could not find expected ':'", Text("此行缺少「: 」", 'this line lacks ": "')),
    ("could not determine a constructor", Text("此处不能用标签", "a tag cannot stand here")),
    (
        "found character",
        Text("此处的字符不能打头，文字请加引号", "text cannot begin with this sign; quote it"),
    ),
    ("found undefined alias", Text("此处用了别名（*）", "there is an alias (*) here")),
    (
        "sequence entries are not allowed",
        Text("此处不能用「- 」开始清单", 'a list with "- " cannot begin here'),
    ),
    (
        "block sequence entries are not allowed",
        Text("此处不能用「- 」开始清单", 'a list with "- " cannot begin here'),
    ),
    ("found unknown escape", Text("双引号里的反斜杠写法不对", "there is no such escape in double quotes")),
    ("found duplicate anchor", Text("此处用了锚点（&）", "there is an anchor (&) here")),
)
