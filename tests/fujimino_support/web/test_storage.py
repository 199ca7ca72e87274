import re
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage

SOURCES = Path(settings.BASE_DIR, "static", "css")


def stylesheet() -> str:
    hashed = staticfiles_storage.url("css/site.css").removeprefix(settings.STATIC_URL)
    with staticfiles_storage.open(hashed) as sheet:
        return sheet.read().decode()


def test_the_served_stylesheet_asks_for_no_further_sheet():
    served = stylesheet()

    assert "@import" not in served


def test_the_served_stylesheet_holds_every_part_in_its_layer():
    served = stylesheet()
    imports = re.findall(r'@import url\("([^"]+)"\) layer\((\w+)\);', (SOURCES / "site.css").read_text())

    assert {path for path, _ in imports} == {
        str(path.relative_to(SOURCES))
        for path in SOURCES.rglob("*.css")
        if path.name not in {"site.css", "admin.css"}
    }
    for path, layer in imports:
        assert f"@layer {layer} {{\n{(SOURCES / path).read_text()}}}" in served
