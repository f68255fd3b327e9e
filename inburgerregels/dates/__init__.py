"""Calendar arithmetic on day numbers, terms, and working days. It knows no law."""

from inburgerregels.dates.arithmetic import (
    MonthEnd,
    add,
    days_inclusive,
    first_of_next_month,
    last_day,
    quarter,
)
from inburgerregels.dates.working_days import FixedDay, HolidayCalendar, MovingDay

__all__ = [
    "FixedDay",
    "HolidayCalendar",
    "MonthEnd",
    "MovingDay",
    "add",
    "days_inclusive",
    "first_of_next_month",
    "last_day",
    "quarter",
]
