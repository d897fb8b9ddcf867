"""Files are short, named for what they hold, and none was named by a machine."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = (
    *("bench", "bin", "config", "experiments", "home", "messaging", "personas"),
    *("tests", "workspaces"),
)
LONGEST_FILE = 300
LONGER = {"config/settings.py": 450, "tests/guards/permissions_pages.py": 400}
"""Files that are allowed more, because they are one list by design."""
LONGEST_VIEW = 40
VAGUE = {"services", "utils", "helpers", "misc", "common", "managers"}


def python_files(*folders: str) -> list[Path]:
    found = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    return [path for path in found if "migrations" not in path.parts]


def is_view(function: ast.FunctionDef) -> bool:
    return "request" in [argument.arg for argument in function.args.args]


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_it_looks_at_the_whole_project() -> None:
    names = {name_of(path) for path in python_files(*FOLDERS)}
    assert {"manage.py", "config/settings.py", "tests/guards/test_files.py"} - names == {
        "manage.py"
    }
    top = {path.parent.name for path in ROOT.glob("*/*.py")}
    assert top <= set(FOLDERS), "A new top folder of code must be named here."


def test_no_file_is_too_long() -> None:
    lengths = {
        name_of(path): len(path.read_text(encoding="utf-8").splitlines())
        for path in python_files(*FOLDERS)
    }
    too_long = {
        name: length for name, length in lengths.items() if length > LONGER.get(name, LONGEST_FILE)
    }
    assert too_long == {}


def test_no_file_has_a_name_that_says_nothing() -> None:
    vague = [name_of(path) for path in python_files(*FOLDERS) if path.stem in VAGUE]
    assert vague == []


def test_no_view_is_too_long() -> None:
    too_long = {}
    for path in python_files("experiments", "home", "messaging", "personas", "workspaces"):
        if path.parent.name not in ("web", "api"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and is_view(node):
                assert node.end_lineno is not None
                lines = node.end_lineno - node.lineno + 1
                if lines > LONGEST_VIEW:
                    too_long[f"{name_of(path)}: {node.name}"] = lines
    assert too_long == {}


def test_every_migration_has_a_name_that_says_what_it_does() -> None:
    migrations = [path.name for path in ROOT.glob("*/migrations/0*.py")]
    assert len(migrations) > 5
    assert [name for name in migrations if "_auto_" in name] == []


@pytest.mark.parametrize("folder", ["templates", "static"])
def test_nothing_is_fetched_from_another_host(folder: str) -> None:
    """No stylesheet, script, font or picture from elsewhere: the site works without a network."""
    marks = ('src="http', "src='http", 'src="//', "url(http", "url('http", 'url("http', "@import")
    faults = [
        f"{name_of(path)}: {mark}"
        for path in (ROOT / folder).rglob("*")
        if path.suffix in (".html", ".css", ".js", ".svg")
        for mark in marks
        if mark in path.read_text(encoding="utf-8")
    ]
    assert faults == []
