"""Reading a file for the calendar: the text of a notice as published, or a small YAML of a notice or a local layer.

`read_calendar` gives a `Notice` (`duban.engine.core.holidays.notice`), or findings with the place of each.
"""

from .findings import CalendarFinding, Read
from .reader import read_calendar

__all__ = ["CalendarFinding", "Read", "read_calendar"]
