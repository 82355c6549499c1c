"""What a law means by a bare 日, and how else a count may differ from the Civil Code.

民法典 Art. 204 lets a law or an agreement count otherwise. Which laws there are is data
(`workflows/data/laws.yaml`); a definition carries the one it names, so that it stands by itself.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from .office import Hours
from .terms import Term, TermUnit
from .text import Text

BareUnit = Literal["workdays", "days"]


class Law(Struct, frozen=True):
    """A law that decides what a bare 日 is: workdays or natural days, and for some numbers the other."""

    id: str
    title: Text
    bare: BareUnit = "days"
    """What 日 is: workdays, or natural days."""
    otherwise: tuple[int, ...] = ()
    """For these numbers of days it is the other of the two: 三、五、七、十日 in 行政复议法 Art. 88."""
    basis: str | None = None
    """The article, and what it says."""

    def unit(self, amount: int) -> TermUnit:
        """What so many bare days are under this law."""
        if amount not in self.otherwise:
            return self.bare
        return "days" if self.bare == "workdays" else "workdays"


class Counting(Struct, frozen=True):
    """How a term is counted where it differs from the Civil Code's rule."""

    law: Law | None = None
    both_ends: bool = False
    """The day on which it begins is counted too (公示「共7天」)."""
    roll: bool = True
    """A last day that is off gives way to the next workday (民法典 Art. 203); a law may say that it does not."""
    business: bool = False
    """The last day ends when business does, not at 24:00 (民法典 Art. 203 para. 2)."""
    hours: Hours = ()
    """Hours of business; empty for ours."""

    def bare(self, amount: int) -> TermUnit:
        """What so many bare days are; only asked where a law is named."""
        return self.law.unit(amount) if self.law is not None else "days"

    def plain(self, term: Term) -> bool:
        """Whether the Civil Code's rule alone counts this term."""
        return not self.both_ends and self.roll and not self.business and term.unit != "workhours"


CIVIL_CODE = Counting()
"""The Civil Code's rule: the first day is not counted, the last rolls forward and ends at 24:00."""
