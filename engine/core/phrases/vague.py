"""Words about time that name no day: those that leave it to discretion, and those that lean on something untold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from .values import Missing

SOFT = re.compile(
    r"争取|力争|原则上|一般|尽量|尽可能|力求|预计|预期|计划于|计划在|拟于|拟在|左右|大约|大概|约|尽力|有条件的?|鼓励"
)

Manner = Literal["standing", "adverb"]


class Vague(Struct, frozen=True):
    """Words without a day, as they stand in the even text."""

    start: int
    end: int
    words: str
    missing: Missing | None
    """`None` where no day is meant to be named (长期坚持); else what is missing."""
    manner: Manner
    """An adverb (及时) says nothing of its own beside a date; 长期坚持 does."""


_GROUPS: tuple[tuple[Missing | None, Manner, re.Pattern[str]], ...] = (
    (
        None,
        "standing",
        re.compile(
            r"立行立改|即知即改|即行即改|立知立改|立查立改|立整立改|边查边改|边学边改|边整边改|立说立行|即收即办|随到随办|马上就办|立即整改|"
            r"长期(?:坚持|整改|推进|抓好|落实|有效|保持|任务|执行|实施|进行|跟踪)|长期(?=[,;。、)]|$)|长期性|"
            r"持续(?:推进|整改|改进|坚持|加强|深化|抓好|用力|推动|进行|开展|跟进|提升|发力|巩固|落实|关注)|持续(?=[,;。、)]|$)|"
            r"常态化?(?=[\w,;。、)]|$)|常抓不懈|久久为功|长抓不懈|一以贯之|永久|无限期|长效机制|全年推进|巩固提升|不断(?:巩固|深化)|始终坚持"
        ),
    ),
    (
        None,
        "adverb",
        re.compile(
            r"适时|及时|尽快|尽早|从速|抓紧|立即|立刻|马上|迅速|即时|第一时间|当即|当场|随时|不定期|日常|逐步|分步|有序推进|稳步推进|适当时[候机]|"
            r"择机|视情况?|条件成熟时|必要时|成熟一[个项]|随即|火速|实时|即刻|平时|一直"
        ),
    ),
    ("date", "standing", re.compile(r"待定|另行通知|另行确定|另行明确|另定|未定|暂未确定|时间不限|中期|近期|短期|远期")),
    ("date", "adverb", re.compile(r"限期|限时|按期|按时|如期|择期|定时|逾期")),
    (
        "reference",
        "standing",
        re.compile(
            r"(?:^|按照?|在|依照?|于)(?:规定|要求|法定|约定|承诺|指定|上述|合理|办理|整改|整治|明确)的?(?:时限|期限|时间|日期|期间|节点)(?:之?内|以内|前|要求)?(?![:为是\d])|"
            r"(?:规定|要求|法定|约定|承诺|指定|上述|合理|办理|整改|整治)的?(?:时限|期限|时间|日期|期间)(?:之?内|以内|前|要求)|(?:时限|期限|时间)要求(?![:为是])|"
            r"按照?(?:上级|有关|相关|文件)?(?:要求|规定|通知|部署)|\"?十[一二三四五六]五\"?(?:规划)?(?:期间|时期|期末|末|初|中期)|"
            r"(?:春节|元旦|元宵节?|清明节?|五一|劳动节|端午节?|中秋节?|国庆节?|十一|七一|八一|三八|六一|教师节|两会|全国两会|党代会|汛期|主汛期|防汛期|入汛|冬季|夏季|秋季|春季|"
            r"供暖[季期]|采暖[季期]|寒假|暑假|假期|开学|学期|学年|高考|中考|节日|节假日|双节|两节|年关|换届|雨季|旺季|淡季|农忙|春耕|腊月|正月|冬月|农历|除夕)"
            r"[^,;。]{0,8}?(?:之前|以前|前|后|之后|时|期间|来临|到来|结束|末|底|内|初)|(?<!\d)年前|节前|节后|会前|会后|课前|事前|事后|期末|期初|届时|同步|同期|与此同时|"
            r"[^,;。、]{0,12}(?:召开|举行|结束|完成|完毕|开始|启动|开工|到位|竣工|投产|投入使用|验收|通过|批准|批复|下达|印发|公布|反馈|出台|生效|施行|落地|检查|考核|上市|交付|换届|立项|开幕|闭幕|发布|审批|活动|会议|阶段)"
            r"(?:之前|以前|前|之后|以后|后|之时|时|期间)"
        ),
    ),
)  # fmt: skip


def vague_in(text: str) -> Iterator[Vague]:
    """Every word of an even text that speaks of time without a day, in order; none overlap."""
    found = [
        (one.start(), -one.end(), group, one)
        for group, (_, _, pattern) in enumerate(_GROUPS)
        for one in pattern.finditer(text)
    ]
    last = 0
    for start, _, group, one in sorted(found, key=lambda each: each[:3]):
        if start >= last:
            missing, manner, _ = _GROUPS[group]
            last = one.end()
            yield Vague(start, last, one[0], missing, manner)
