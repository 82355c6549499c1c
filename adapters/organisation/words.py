"""The sentences of what can be wrong with a file, apart from what can be wrong with an organisation."""

from __future__ import annotations

from collections.abc import Mapping

from duban.engine.core.organisation_words import NEAREST, Wording
from duban.engine.core.text import Text

__all__ = ["MORE", "NEAREST", "WORDS"]

MORE = (
    Text("另有 {more} 条未列出", "{more} more are not shown"),
    Text("先改正以上各条再试", "correct these first and try again"),
)


def _error(zh: str, en: str, hint_zh: str, hint_en: str) -> Wording:
    return Wording("error", Text(zh, en), Text(hint_zh, hint_en))


_FILES: Mapping[str, Wording] = {
    "no-file": _error(
        "没有这个文件或文件夹", "there is no such file or folder", "检查路径", "check the path"
    ),
    "unreadable": _error("读不了：{why}", "it cannot be read: {why}", "检查权限", "check its permissions"),
    "not-a-file": _error(
        "既不是普通文件，也不是文件夹",
        "it is neither a regular file nor a folder",
        "先存为文件",
        "save it as a file first",
    ),
    "file-too-large": _error(
        "文件有 {size} MB，最多 {most} MB",
        "the file has {size} MB; at most {most} MB will do",
        "分成几个文件依次导入；再次导入即为更新",
        "split it and import the parts one after the other: importing again updates",
    ),
    "unknown-format": _error(
        "不认识的文件格式「{suffix}」",
        "'{suffix}' is no format that can be read",
        "可用 .yaml、.csv、.xlsx，或装有 csv 文件的文件夹；旧式 .xls 请另存为 .xlsx",
        "use .yaml, .csv, .xlsx or a folder of csv files; save an old .xls as .xlsx",
    ),
    "no-tables": _error(
        "文件夹里没有可导入的 csv 文件",
        "the folder holds no csv file to import",
        "应有 units.csv、people.csv、posts.csv、delegations.csv 之一",
        "one of units.csv, people.csv, posts.csv, delegations.csv is expected",
    ),
    "nothing": _error(
        "没有任何数据行",
        "there is not one row in it",
        "第一行写列名，以下每行一条",
        "name the columns in the first row, then one row for each",
    ),
    "unknown-file": Wording(
        "warning",
        Text("看不出是哪张表，未读", "which table it is cannot be told; it was not read"),
        Text("以 units、people、posts、delegations 命名", "call it units, people, posts or delegations"),
    ),
    "unknown-sheet": Wording(
        "warning",
        Text(
            "看不出工作表「{sheet}」是哪张表，未读",
            "which table '{sheet}' is cannot be told; it was not read",
        ),
        Text("以 units、people、posts、delegations 命名", "call it units, people, posts or delegations"),
    ),
    "which-table": _error(
        "从文件名和第一行都看不出是哪张表",
        "neither the name nor the first row tells which table it is",
        "文件以 units、people、posts、delegations 命名；第一行须是列名，上面不要有标题行或合并单元格",
        "name it units, people, posts or delegations; the first row names the columns, with no title above it",
    ),
}

_YAML: Mapping[str, Wording] = {
    "yaml": _error("{said}", "{said}", "{advice}", "{advice}"),
    "yaml-too-large": _error(
        "YAML 文件太大（{said}）",
        "the YAML file is too large ({said})",
        "人数较多时请用 CSV 或 xlsx",
        "use CSV or xlsx for so many rows",
    ),
    "not-a-mapping": _error(
        "文件应由 {tables} 各表组成",
        "the file should hold the tables {tables}",
        "写作「units:」，下面每行一条「- {{id: …}}」",
        "write `units:` and below it one `- {{id: …}}` for each",
    ),
    "unknown-table": _error(
        "没有「{table}」这张表", "there is no table '{table}'", "可用：{tables}", "use: {tables}"
    ),
    "not-a-list": _error(
        "「{table}」下应是一列条目",
        "a list is expected under '{table}'",
        "每条以「- 」开头",
        "begin each entry with `- `",
    ),
    "not-a-row": _error(
        "此条应由「列名: 值」组成",
        "this entry should be made of `name: value` pairs",
        "写作「- {{id: …}}」",
        "write `- {{id: …}}`",
    ),
}

_ROWS: Mapping[str, Wording] = {
    "unknown-column": _error(
        "没有「{column}」这一列", "there is no column '{column}'", "可用：{columns}", "use: {columns}"
    ),
    "duplicate-column": _error(
        "「{column}」与前面的「{first}」是同一列",
        "'{column}' is the same column as '{first}' before it",
        "删去其中一列",
        "remove one of them",
    ),
    "missing-column": _error(
        "缺少「{column}」列",
        "the column '{column}' is missing",
        "现有各列：{columns}",
        "the columns are: {columns}",
    ),
    "no-header": _error(
        "第一行不是列名",
        "the first row does not name the columns",
        "第一行须是列名（{columns}），上面不要有标题行或合并单元格",
        "the first row must name the columns ({columns}), with no title or merged cells above it",
    ),
    "nameless-column": _error(
        "第 {column} 列没有列名，却有值「{value}」",
        "column {column} has no name but holds '{value}'",
        "在第一行写上列名，或清空该列；值中有分隔符时须加引号",
        "name it in the first row or clear it; a value with a separator in it must be quoted",
    ),
    "too-many-rows": _error(
        "行数超过 {most}",
        "there are more than {most} rows",
        "分成几个文件；若下方都是空行，请删除这些空行",
        "split the file; if the rows below are empty, delete them",
    ),
}

_CELLS: Mapping[str, Wording] = {
    "bad-date": _error(
        "「{column}」的「{value}」不是日期",
        "'{value}' under '{column}' is no date",
        "写作 2014-01-31、2014/1/31、2014.1.31 或 2014年1月31日；不带时刻",
        "write 2014-01-31, 2014/1/31, 2014.1.31 or 2014年1月31日, without a time of day",
    ),
    "doubtful-date": _error(
        "「{column}」的日期「{value}」不可信",
        "the date '{value}' under '{column}' cannot be trusted",
        "电子表格把 0、1 和空值显示成 1900 年初的日期；没有日期就留空",
        "spreadsheets show 0, 1 and nothing as days early in 1900; leave it empty if there is no date",
    ),
    "day-number": _error(
        "「{column}」的「{value}」是数字，不是日期",
        "'{value}' under '{column}' is a number, no date",
        "电子表格的日序号 {value} 可能指 {day}；请把该列设为日期格式，或写明日期",
        "as the day number of a spreadsheet it may mean {day}; format the column as dates or write the date",
    ),
    "bad-bool": _error(
        "「{column}」的「{value}」既不是“是”也不是“否”",
        "'{value}' under '{column}' is neither yes nor no",
        "填 是/否、true/false、yes/no 或 1/0；不知道就留空",
        "write 是/否, true/false, yes/no or 1/0; leave it empty if unknown",
    ),
    "bad-list": _error(
        "「{column}」的「{value}」里没有一个词",
        "there is no word in '{value}' under '{column}'",
        "各项之间用顿号或逗号分开；没有就留空",
        "part the words with commas; leave it empty if there are none",
    ),
    "not-one-value": _error(
        "「{column}」只能有一个值", "'{column}' takes one value", "去掉括号", "take the brackets away"
    ),
    "not-text": _error(
        "「{column}」的「{value}」被存成了日期或逻辑值",
        "'{value}' under '{column}' was stored as a date or a truth value",
        "把该列设为文本格式后重新输入",
        "format the column as text and type it anew",
    ),
    "imprecise-number": _error(
        "「{column}」的「{value}」超过 15 位，电子表格已丢失其末几位",
        "'{value}' under '{column}' is longer than the 15 digits a spreadsheet keeps",
        "把该列设为文本格式后重新输入",
        "format the column as text and type it anew",
    ),
    "formula-without-value": _error(
        "「{column}」是公式，文件里没有存它的结果",
        "'{column}' is a formula whose result is not in the file",
        "用电子表格软件打开并保存一次，或粘贴为数值",
        "open and save it in a spreadsheet program, or paste the values",
    ),
    "cell-error": _error(
        "「{column}」是错误值 {value}",
        "'{column}' holds the error {value}",
        "改正公式或直接填值",
        "correct the formula",
    ),
}

_TEXT: Mapping[str, Wording] = {
    "bad-utf8": _error(
        "UTF-8 文件从这里起损坏（字节 {byte}）",
        "the file is UTF-8 but damaged here (byte {byte})",
        "重新导出该文件",
        "export the file again",
    ),
    "bad-encoding": _error(
        "既不是 UTF-8 也不是 GB18030（字节 {byte}）",
        "it is neither UTF-8 nor GB18030 (byte {byte})",
        "另存为“CSV UTF-8”",
        "save it as “CSV UTF-8”",
    ),
    "read-as-gb18030": Wording(
        "note",
        Text("按 GB18030 编码读取", "read as GB18030"),
        Text(
            "若有乱码，请另存为“CSV UTF-8”后再导入",
            "if words look garbled, save it as “CSV UTF-8” and import again",
        ),
    ),
    "bad-csv": _error(
        "引号没有配对，或一个单元格过长",
        "a quotation mark has no partner, or a cell is too long",
        "含逗号、引号或换行的值整个加引号，其中的引号写两次",
        "quote a value with separators, quotation marks or line breaks, and double the marks in it",
    ),
}

_WORKBOOKS: Mapping[str, Wording] = {
    "no-openpyxl": _error(
        "读取 xlsx 需要另装组件",
        "reading xlsx takes an optional part that is not installed",
        "运行 pip install 'duban[xlsx]'，或另存为 CSV",
        "run `pip install 'duban[xlsx]'`, or save it as CSV",
    ),
    "not-xlsx": _error(
        "不是 xlsx 工作簿",
        "it is no xlsx workbook",
        "旧式 .xls 或加密的文件请用电子表格软件另存为不加密的 .xlsx",
        "save an old .xls or an encrypted file as a plain .xlsx",
    ),
    "damaged-xlsx": _error(
        "工作簿已损坏：{why}",
        "the workbook is damaged: {why}",
        "用电子表格软件打开后另存",
        "open it in a spreadsheet program and save it anew",
    ),
    "suspicious-xlsx": _error(
        "工作簿展开后过大或含有外部定义，未打开：{why}",
        "the workbook unpacks to too much or holds declarations it should not; it was not opened: {why}",
        "新建工作簿，只粘贴数值",
        "paste the values into a new workbook",
    ),
}

WORDS: Mapping[str, Wording] = {**_FILES, **_YAML, **_ROWS, **_CELLS, **_TEXT, **_WORKBOOKS}
