"""councils ← activities ← coordinators ← the roof; the cellar below them all."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
APPS = ["councils", "activities", "coordinators"]
CELLAR = [f"fujimino_support.{room}" for room in ("editing", "japanese", "web")]
LONG_MODULES: dict[str, str] = {}  # path: why it is one thought all the same


def modules(package: str) -> list[Path]:
    return sorted((ROOT / package.replace(".", "/")).rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    """Every imported name in full: `from a import b` gives a.b, whichever of the two is the module."""
    package = path.relative_to(ROOT).parent.parts
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = list(package[: len(package) - node.level + 1]) if node.level else []
            base = ".".join([*start, node.module] if node.module else start)
            yield from (f"{base}.{alias.name}" for alias in node.names)


def lies_in(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


def offences(package: str, forbidden: list[str]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules(package)
        for name in imports(path)
        if any(lies_in(name, other) for other in forbidden)
    ]


def in_roof(name: str) -> bool:
    return lies_in(name, "fujimino_support") and not any(lies_in(name, room) for room in CELLAR)


def test_every_room_has_modules():
    assert [package for package in [*APPS, *CELLAR] if not modules(package)] == []


@pytest.mark.parametrize("app", APPS)
def test_an_app_imports_only_apps_to_its_left(app):
    right = APPS[APPS.index(app) + 1 :]

    assert offences(app, right) == []


@pytest.mark.parametrize("room", CELLAR)
def test_the_cellar_imports_no_app(room):
    assert offences(room, APPS) == []


@pytest.mark.parametrize("package", [*APPS, *CELLAR])
def test_nothing_imports_the_roof(package):
    upwards = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules(package)
        for name in imports(path)
        if in_roof(name)
    ]

    assert upwards == []


@pytest.mark.parametrize("package", ["fujimino_support.japanese", "activities.schedule"])
def test_pure_packages_import_no_django(package):
    assert offences(package, ["django"]) == []


def test_long_modules_have_a_reason():
    paths = [path for package in ["fujimino_support", *APPS] for path in modules(package)]
    long = {
        str(path.relative_to(ROOT))
        for path in paths
        if "migrations" not in path.parts and len(path.read_text(encoding="utf-8").splitlines()) > 300
    }

    assert long == set(LONG_MODULES)


@pytest.mark.parametrize("lock", ["run.txt", "dev.txt"])
def test_locks_name_no_host(lock):
    lines = (ROOT / "requirements" / lock).read_text(encoding="utf-8").splitlines()
    pinned_or_hash = re.compile(
        r"[a-z0-9.-]+==[\w.]+( ; [\w .'=!<>]+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?"
    )

    assert [line for line in lines if not pinned_or_hash.fullmatch(line)] == []


def test_relative_and_absolute_imports_are_both_read(tmp_path, monkeypatch):
    monkeypatch.setattr(f"{__name__}.ROOT", tmp_path)
    module = tmp_path / "councils" / "models.py"
    module.parent.mkdir()
    module.write_text("import activities.models\nfrom . import views\nfrom ..activities import models\n")

    assert list(imports(module)) == ["activities.models", "councils.views", "activities.models"]
