"""What our code may not do, read from the code itself."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APPS = ("config", "experiments", "home", "messaging", "personas", "workspaces")
SOURCES = [path for app in APPS for path in sorted((ROOT / app).rglob("*.py"))]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SCRIPTS = sorted((ROOT / "static" / "js").glob("*.js"))

RUNS_TEXT = {"eval", "exec", "compile", "__import__"}
UNPACKS_CODE = {"pickle", "marshal", "shelve", "yaml", "dill", "joblib"}
STARTS_PROGRAMS = {"subprocess", "pty", "commands"}
SHELLS = {"system", "popen", "spawnl", "spawnv", "execv", "execl"}
WEAK = {"md5", "sha1", "md4", "new"}
OF_XML_THAT_FOLLOWS = {"xml.etree", "xml.sax", "xml.dom", "lxml"}


def imports(tree: ast.AST) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Every call, by what is written before the bracket: ``eval``, ``os.system``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def where(wrong: "Iterator[tuple[Path, str]] | list[tuple[Path, str]]") -> set[str]:
    return {f"{path.relative_to(ROOT)}: {what}" for path, what in wrong}


def trees() -> Iterator[tuple[Path, ast.AST]]:
    for path in SOURCES:
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def imported_of(names: set[str]) -> set[str]:
    return where(
        (path, name)
        for path, tree in trees()
        for name in imports(tree)
        if any(f"{name}.".startswith(f"{bad}.") for bad in names)
    )


def called_of(names: set[str]) -> set[str]:
    return where((path, name) for path, tree in trees() for name, _ in calls(tree) if name in names)


def test_it_works() -> None:
    assert len(SOURCES) > 200
    assert len(TEMPLATES) > 50
    assert len(SCRIPTS) > 5
    tree = ast.parse("import os, xml.sax\nos.system('ls')\neval('1')")
    assert [name for name, _ in calls(tree)] == ["os.system", "eval"]
    assert imports(tree) == {"os", "xml.sax"}


def test_no_text_is_run_as_code() -> None:
    assert called_of(RUNS_TEXT) == set()


def test_nothing_is_unpacked_that_could_run() -> None:
    assert imported_of(UNPACKS_CODE) == set()


def test_one_program_is_started_and_never_by_a_shell() -> None:
    starters = {line.split(":")[0] for line in imported_of(STARTS_PROGRAMS)}
    apart = {"personas/listening/limited.py", "messaging/lens/clean_apart.py"}
    assert starters == apart, "our own interpreter, with a list"
    assert called_of({f"os.{shell}" for shell in SHELLS}) == set()
    shells = [
        (path, name)
        for path, tree in trees()
        for name, call in calls(tree)
        if any(word.arg == "shell" for word in call.keywords)
    ]
    assert where(shells) == set()


def test_xml_is_read_by_the_reader_that_follows_nothing() -> None:
    assert imported_of(OF_XML_THAT_FOLLOWS) == set()


def test_no_weak_digest_protects_anything() -> None:
    assert called_of({f"hashlib.{name}" for name in WEAK}) == set()


def test_what_nobody_may_guess_is_not_drawn_by_random() -> None:
    """``random`` chooses phrasings, simulated visitors and when to sweep; no key comes from it."""
    drawers = {line.split(":")[0] for line in imported_of({"random"})}
    # The invented visitors of the sample brand.
    drawers -= {"home/sample_tests.py", "home/sample_journey.py"}
    assert {path for path in drawers if path.startswith(("workspaces/", "home/", "personas/"))} == (
        set()
    )


def test_only_known_libraries_cipher() -> None:
    """Sealing is Fernet's, beside the derivation of its key; nobody mixes a cipher of their own."""
    cipherers = imported_of({"cryptography", "Crypto", "nacl", "Cryptodome"})
    assert cipherers and all(line.startswith("workspaces/sealing.py:") for line in cipherers)
    hazardous = {line for line in cipherers if "hazmat" in line}
    assert all("hazmat.primitives.hashes" in x or "kdf.hkdf" in x for x in hazardous)


def test_certificates_are_always_checked() -> None:
    unchecked = re.compile(
        r"CERT_NONE|verify\s*=\s*False|_create_unverified|check_hostname\s*=\s*F"
    )
    found = [(path, "") for path in SOURCES if unchecked.search(path.read_text(encoding="utf-8"))]
    assert where(found) == set()


def test_no_sql_is_made_of_what_people_typed() -> None:
    """Rows are asked for by the ORM: nobody uses its ways around itself."""
    around = re.compile(r"\.(raw|extra)\(|RawSQL\(")
    found = [(path, "") for path in SOURCES if around.search(path.read_text(encoding="utf-8"))]
    assert where(found) == set()


def test_pages_are_escaped() -> None:
    """Only help of a form is not: it stands in our code, never in a row."""
    around = re.compile(r"\|\s*safe\b|autoescape\s+off|\|\s*safeseq")
    allowed = "{{ field.help_text|safe }}"
    wrong = []
    for path in TEMPLATES:
        text = path.read_text(encoding="utf-8").replace(allowed, "")
        if around.search(text):
            wrong.append((path, "safe"))
    assert where(wrong) == set()
    names = {"mark_safe", "SafeString", "django.utils.safestring.mark_safe"}
    assert called_of(names) == set()


def test_no_template_is_made_of_what_people_typed() -> None:
    made = {"Template", "engines", "Engine", "from_string"}
    found = [
        (path, name)
        for path, tree in trees()
        for name, _ in calls(tree)
        if name.rsplit(".", 1)[-1] in made
    ]
    assert where(found) == set()


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_scripts_write_text_and_keep_only_the_theme(script: Path) -> None:
    text = script.read_text(encoding="utf-8")
    assert re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", text) is None
    if script.name == "cuppa.js":
        return  # runs on customers' pages, where they may let it keep a visitor's number
    assert re.search(r"postMessage|sessionStorage|indexedDB|document\.cookie", text) is None
    kept = re.findall(r"localStorage\.\w+\(([^,)]*)", text)
    assert set(kept) <= {'"theme"'}


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_scripts_name_no_property_by_what_came_in(script: Path) -> None:
    text = script.read_text(encoding="utf-8")
    assert "__proto__" not in text
    assert re.search(r"\w\[[a-z]\w*\]\s*=[^=]", text) is None
