"""Numbers and days in addresses."""

from datetime import date


class NumberConverter:
    """A public number: 1 to 999999999, written without leading zeros, so that an address has one form."""

    regex = "[1-9][0-9]{0,8}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


class MonthConverter:
    """A month as 2026/12, given as its first day. What is no month is no address."""

    regex = "[0-9]{4}/[0-9]{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(f"{value.replace('/', '-')}-01")

    def to_url(self, value: date) -> str:
        return f"{value:%Y/%m}"


class DayConverter:
    """A day as 2026/12/03."""

    regex = "[0-9]{4}/[0-9]{2}/[0-9]{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value.replace("/", "-"))

    def to_url(self, value: date) -> str:
        return f"{value:%Y/%m/%d}"
