"""Takes the README's pictures from a portal of its own, and draws the one of shared links: `make pictures`.

Needs Debian's Chromium.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.error import URLError
from urllib.request import urlopen

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

HERE = Path(__file__).parent
IMAGES = HERE.parent / "static" / "images"
PORT = "8765"
ADDRESS = f"http://127.0.0.1:{PORT}"
VIEWS = {"desk": (1280, 900), "phone": (360, 640)}  # CSS pixels


def main() -> None:
    with TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "DATABASE_URL": f"sqlite:///{folder}/portal.sqlite3",
            "MEDIA_ROOT": f"{folder}/media",
            "SECURE_SSL": "0",
            "PORT": PORT,
            "SITE_URL": ADDRESS,
        }
        for command in (
            ["migrate"],
            ["collectstatic", "--no-input", "--clear"],
            ["loaddata", "towns", "programme"],
        ):
            _run([sys.executable, "manage.py", *command, "--verbosity", "0"], environment)
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py"], env=environment
        )
        try:
            _wait()
            _take()
        finally:
            server.terminate()
            server.wait()


def _run(command: list[str], environment: dict[str, str]) -> None:
    subprocess.run(command, env=environment, check=True)


def _wait() -> None:
    for _ in range(100):
        try:
            urlopen(f"{ADDRESS}/healthz")
        except URLError:
            time.sleep(0.2)
        else:
            return
    sys.exit("ポータルが始まりません。make run で確かめてください。")


def _take() -> None:
    with sync_playwright() as playwright:
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=sandbox)
        for name, (width, height) in VIEWS.items():
            page = browser.new_page(viewport={"width": width, "height": height})
            page.goto(ADDRESS)
            page.screenshot(path=HERE / f"{name}.png")
        _draw(browser, IMAGES / "hero.svg", IMAGES / "share.png")
        browser.close()


def _draw(browser: Browser, drawing: Path, share: Path) -> None:
    """The drawing of the home page on its paper, 1200 by 630, in few colours: the code names no city, nor does this."""
    page = browser.new_page(viewport={"width": 1200, "height": 630})
    svg = drawing.read_text(encoding="utf-8").replace("<svg ", '<svg width="1140" ', 1)
    page.set_content(
        "<style>body{margin:0;height:630px;background:linear-gradient(#0f4c3a 28px,#fffdf8 28px 534px,#f3efe4 534px)}"
        f"svg{{position:absolute;left:30px;bottom:66px}}</style>{svg}"
    )
    page.screenshot(path=share)
    with Image.open(share) as drawn:
        few = drawn.convert("RGB").quantize(64)
    few.save(share, optimize=True)


main()
