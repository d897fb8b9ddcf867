"""Nothing of ours makes requests past the guard."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
APPS = ("config", "experiments", "home", "messaging", "personas", "workspaces")
WAYS_OUT = {
    "aiohttp",
    "http.client",
    "httpx",
    "httpx2",
    "requests",
    "socket",
    "urllib.request",
    "urllib3",
}
ALLOWED = {
    "workspaces/outbound/sending.py",
    # The same way out, for a library that brings its own client.
    "workspaces/outbound/transport.py",
    # A command that an operator runs, against the site they name.
    "experiments/simulated_site.py",
    # The operator's own provider, from the settings.
    "workspaces/single_sign_on.py",
}


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def ways_out(path: Path) -> set[str]:
    return {name for name in imported(path) for way in WAYS_OUT if f"{name}.".startswith(f"{way}.")}


def test_it_works() -> None:
    assert ways_out(ROOT / "workspaces" / "outbound" / "sending.py") == {"http.client", "socket"}


def test_nobody_else_makes_requests() -> None:
    paths = [path for app in APPS for path in (ROOT / app).rglob("*.py")]
    assert len(paths) > 200
    found = {str(path.relative_to(ROOT)) for path in paths if ways_out(path)}
    assert found - ALLOWED == set(), "Use workspaces.outbound: docs/how-to/call-out.md"
