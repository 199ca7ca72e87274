"""An address as a square that a phone reads off paper."""

from __future__ import annotations

import segno
from django.utils.safestring import SafeString, mark_safe

QUIET = 4  # modules of white around it, as ISO/IEC 18004 asks


def square(address: str, title: str) -> SafeString:
    """An <svg> for a page, black on white in every scheme of colours; "" for an address that no square holds."""
    try:
        code = segno.make(address, error="m", micro=False)
    except segno.DataOverflowError:
        return SafeString()
    drawn = code.svg_inline(
        border=QUIET, light="#fff", omitsize=True, svgclass=None, lineclass=None, title=title
    )
    # Its only text is the title, which segno escapes; the address is in the drawing alone.
    return mark_safe(drawn)  # noqa: S308
