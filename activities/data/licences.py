"""The terms that the city may choose, and what each asks of those who use the data."""

from __future__ import annotations

from typing import NamedTuple

from councils.models.programme import Licence


class Terms(NamedTuple):
    short: str
    address: str  # of the licence's own words
    asks_for_credit: bool


TERMS = {
    Licence.CC_BY_4: Terms("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/deed.ja", True),
    Licence.CC0: Terms("CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/deed.ja", False),
    Licence.PDL_1: Terms(
        "公共データ利用規約（第1.0版）",
        "https://www.digital.go.jp/resources/open_data/public_data_license_v1.0",
        True,
    ),
}
