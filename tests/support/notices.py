"""Holiday notices for tests: of an invented 2027, and the wording of past years."""

from __future__ import annotations

from duban.engine.calendars import mainland
from duban.engine.core.holidays.notice import Notice
from duban.engine.core.holidays.reading import read_notice

NUMBER = "国办发明电〔2026〕9号"
NOTICE_2027 = f"""国务院办公厅关于2027年
部分节假日安排的通知
{NUMBER}
各省、自治区、直辖市人民政府，国务院各部委、各直属机构：
经国务院批准，现将2027年元旦、春节、清明节、劳动节、端午节、中秋节和国庆节放假调休日期的具体安排通知如下。
一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（农历除夕、周五）至11日（周四）放假调休，共7天。1月31日（周日）、2月14日（周日）上班。
三、清明节：4月3日（周六）至5日（周一）放假，共3天。
四、劳动节：5月1日（周六）至5日（周三）放假调休，共5天。4月25日（周日）、5月8日（周六）上班。
五、端午节：6月9日（周三）放假1天，不调休。
六、中秋节：9月15日（周三）放假1天，不调休。
七、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。9月26日（周日）、10月9日（周六）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫等工作，确保人民群众祥和平安度过节日假期。
国务院办公厅
2026年11月10日
"""


def read(text: str, year: int | None = None) -> Notice:
    """A text that must be a notice."""
    reading = read_notice(text, mainland(), year=year)
    assert reading.notice is not None, reading.findings
    return reading.notice
