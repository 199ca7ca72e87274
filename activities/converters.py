"""Numbers in addresses."""


class NumberConverter:
    """A public number: 1 to 999999999, written without leading zeros, so that an address has one form."""

    regex = "[1-9][0-9]{0,8}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)
