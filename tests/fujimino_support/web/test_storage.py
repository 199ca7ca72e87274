import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage

SOURCES = Path(settings.BASE_DIR, "static", "css")


SHEETS = ("site.css", "staff.css")


def stylesheet(name: str) -> str:
    hashed = staticfiles_storage.url(f"css/{name}").removeprefix(settings.STATIC_URL)
    with staticfiles_storage.open(hashed) as sheet:
        return sheet.read().decode()


def parts(name: str) -> list[tuple[str, str]]:
    return re.findall(r'@import url\("([^"]+)"\) layer\((\w+)\);', (SOURCES / name).read_text())


@pytest.mark.parametrize("name", SHEETS)
def test_a_served_stylesheet_asks_for_no_further_sheet(name):
    assert "@import" not in stylesheet(name)


@pytest.mark.parametrize("name", SHEETS)
def test_a_served_stylesheet_holds_every_part_in_its_layer(name):
    served = stylesheet(name)

    for path, layer in parts(name):
        assert f"@layer {layer} {{\n{(SOURCES / path).read_text()}}}" in served


def test_every_part_stands_in_a_stylesheet():
    assert {path for name in SHEETS for path, _ in parts(name)} == {
        str(path.relative_to(SOURCES))
        for path in SOURCES.rglob("*.css")
        if path.name not in {*SHEETS, "admin.css", "inquiries.css", "waiting.css"}
    }
