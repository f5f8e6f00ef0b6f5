"""The folder list is the architecture: what is above may import what is below, never the
reverse.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

# From top to bottom; rooms on one line may not import each other.
LAYERS = (
    ("pages", "streamlit_app"),
    ("ui",),
    ("kpi.report",),
    ("kpi.charts", "kpi.journal"),
    ("kpi.words",),
    ("kpi.review",),
    ("kpi.audit", "kpi.customers"),
    ("kpi.readings",),
    ("kpi.intake", "kpi.plan"),
    ("kpi.catalog",),
    ("kpi.brief", "kpi.facts"),
    ("kpi.period",),
    ("kpi.errors",),
)
LEVEL = {room: level for level, rooms in enumerate(LAYERS) for room in rooms}
ONLY_IN = {
    "streamlit": ("pages", "streamlit_app", "ui"),
    "altair": ("kpi.charts", "kpi.report"),
    "sqlalchemy": ("kpi.journal",),
    "babel": ("kpi.words",),
}
PAGES_MAY_IMPORT = {"streamlit", "ui", "kpi"}


def room_of(module: str) -> str | None:
    parts = module.split(".")
    if parts[0] == "kpi":
        return ".".join(parts[:2]) if len(parts) > 1 else "kpi"
    return parts[0] if parts[0] in LEVEL else None


def imports(path: Path) -> list[str]:
    """Modules a file imports when it runs; those for type checking alone do not count."""
    found: list[str] = []
    tree = ast.parse(path.read_text(encoding="utf-8"))
    checking = {
        id(node)
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and ast.unparse(block.test) == "TYPE_CHECKING"
        for node in ast.walk(block)
    }
    for node in ast.walk(tree):
        if id(node) in checking:
            continue
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += [f"{node.module}.{alias.name}" for alias in node.names]
    return found


def sources() -> list[tuple[str, Path]]:
    files = [
        *ROOT.glob("*.py"),
        *(p for top in ("kpi", "ui", "pages") for p in (ROOT / top).rglob("*.py")),
    ]
    named = []
    for path in sorted(files):
        parts = path.relative_to(ROOT).with_suffix("").parts
        named.append((".".join(parts[:-1] if parts[-1] == "__init__" else parts), path))
    return named


@pytest.mark.parametrize(("module", "path"), sources(), ids=[name for name, _ in sources()])
def test_a_room_imports_only_from_below(module: str, path: Path) -> None:
    here = room_of(module)
    if here in (None, "kpi"):
        return
    for imported in imports(path):
        there = room_of(imported)
        if there is None or there == here or there == "kpi":
            assert not (there == "kpi" and here.startswith("kpi.") and imported == "kpi"), imported
            continue
        if there in LEVEL:
            assert LEVEL[there] > LEVEL[here], f"{module} imports {imported}"


@pytest.mark.parametrize(("module", "path"), sources(), ids=[name for name, _ in sources()])
def test_a_library_stays_in_its_room(module: str, path: Path) -> None:
    here = room_of(module)
    for imported in imports(path):
        top = imported.split(".")[0]
        assert top not in ONLY_IN or here in ONLY_IN[top], f"{module} imports {imported}"
        if here == "pages":
            known = top in PAGES_MAY_IMPORT or top in sys.stdlib_module_names
            assert known, f"{module} imports {imported}"


def test_import_kpi_stays_light() -> None:
    heavy = ("streamlit", "altair", "sqlalchemy", "pptx", "babel")
    code = f"import kpi, sys; print([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stdout + done.stderr
