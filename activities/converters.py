"""Numbers and days in addresses, each written in one form only; anything else is no address of ours."""

from datetime import date

from activities.models.decisions import SLOTS


class NumberConverter:
    """A public number: 1 to 999999999, written without leading zeros."""

    regex = "[1-9][0-9]{0,8}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


class SlotConverter(NumberConverter):
    """Which session of its day."""

    regex = "[1-9][0-9]?"

    def to_python(self, value: str) -> int:
        slot = int(value)
        if slot > SLOTS:
            raise ValueError
        return slot


class DayConverter:
    """A day as 2026-12-01. One that no calendar has is no match (ValueError)."""

    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        return value.isoformat()


class MonthConverter:
    """A month as 2026/12, given as its first day. What is no month is no address."""

    regex = "[0-9]{4}/[0-9]{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(f"{value.replace('/', '-')}-01")

    def to_url(self, value: date) -> str:
        return f"{value:%Y/%m}"


class CalendarDayConverter:
    """A day of the calendar, as 2026/12/03: its month is the address above it."""

    regex = "[0-9]{4}/[0-9]{2}/[0-9]{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value.replace("/", "-"))

    def to_url(self, value: date) -> str:
        return f"{value:%Y/%m/%d}"
