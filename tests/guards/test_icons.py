"""Every icon a template or a step names is there: a name of another release is an error page."""

import re
from pathlib import Path
from zipfile import ZipFile

import lucide

ROOT = Path(__file__).resolve().parents[2]
NAMED = re.compile(r'(?:lucide |icon=)"([a-z0-9-]+)"')
APPS = ("home", "experiments", "messaging", "personas", "workspaces")


def test_every_icon_exists() -> None:
    with ZipFile(Path(lucide.__file__).with_name("lucide.zip")) as icons:
        drawn = {name.removesuffix(".svg") for name in icons.namelist()}
    files = [*(ROOT / "templates").rglob("*.html")]
    files += [file for app in APPS for file in (ROOT / app).rglob("*.py")]
    named = {(file.name, name) for file in files for name in NAMED.findall(file.read_text())}
    assert len(named) > 50
    assert {(file, name) for file, name in named if name not in drawn} == set()
