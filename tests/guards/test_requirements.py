"""The pinned files hold exactly what pyproject.toml asks for, and docs say why."""

import re
import tomllib
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
TOP = [Requirement(line) for line in PROJECT["project"]["dependencies"]]
OLDEST = {"python_version": "3.11", "python_full_version": "3.11.0"}
"""The Python the pins are made for."""
DEV = [Requirement(line) for line in PROJECT["dependency-groups"]["dev"]]


def pinned(name: str) -> dict[str, str]:
    """Package -> version of a requirements file."""
    text = (ROOT / name).read_text(encoding="utf-8")
    lines = re.findall(r"^[A-Za-z0-9][^\\\n]*", text, flags=re.MULTILINE)
    pins = [Requirement(line) for line in lines]
    return {
        canonicalize_name(pin.name): str(pin.specifier).removeprefix("==")
        for pin in pins
        if pin.marker is None or pin.marker.evaluate(OLDEST)
    }


def needed(wanted: list[Requirement]) -> dict[str, list[Requirement]]:
    """All packages these lead to, with every demand made of each, as the installed ones say."""
    demands: dict[str, list[Requirement]] = {}
    seen: set[tuple[str, frozenset[str]]] = set()
    queue = [(requirement, "") for requirement in wanted]
    while queue:
        requirement, extra = queue.pop()
        if requirement.marker and not requirement.marker.evaluate(OLDEST | {"extra": extra}):
            continue
        name = canonicalize_name(requirement.name)
        demands.setdefault(name, []).append(requirement)
        asked = (name, frozenset(requirement.extras))
        if asked in seen:
            continue
        seen.add(asked)
        try:
            further = requires(name) or []
        except PackageNotFoundError:
            pytest.fail(f"{name} is asked for and not installed: make lock, then make install-dev.")
        for line in further:
            queue += [(Requirement(line), extra) for extra in ["", *requirement.extras]]
    return demands


@pytest.mark.parametrize(
    ("name", "wanted"), [("requirements.txt", TOP), ("requirements-dev.txt", TOP + DEV)]
)
def test_the_pins_are_what_is_asked_for(name: str, wanted: list[Requirement]) -> None:
    pins = pinned(name)
    demands = needed(wanted)
    assert set(demands) - set(pins) == set(), f"Missing from {name}: make lock."
    assert set(pins) - set(demands) - {"setuptools", "pip"} == set(), f"Stale in {name}: make lock."
    unfit = [
        f"{package} {pins[package]} does not satisfy {requirement}"
        for package, requirements in demands.items()
        for requirement in requirements
        if not requirement.specifier.contains(pins[package], prereleases=True)
    ]
    assert unfit == []


def test_both_files_agree() -> None:
    run, dev = pinned("requirements.txt"), pinned("requirements-dev.txt")
    assert {name: dev.get(name) for name in run} == run


def test_every_dependency_has_a_reason() -> None:
    text = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    explained = re.findall(r"^\| `([^`]+)` \| (.{20,}) \|$", text, flags=re.MULTILINE)
    names = {canonicalize_name(Requirement(name).name) for name, _ in explained}
    assert names == {canonicalize_name(requirement.name) for requirement in TOP + DEV}
