"""What our own site says: the words of README.md and of the templates, with where they stand."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
_TAG = re.compile(r"\{%.*?%\}|<[^>]*>", re.DOTALL)
_VARIABLE = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_BLOCKS = {
    "lead": re.compile(r"\{% block lead %\}(.*?)\{% endblock", re.DOTALL),
    "heading": re.compile(r"<h[123][^>]*>(.*?)</h[123]>", re.DOTALL),
    "empty": re.compile(r"components/empty\.html\"[^%]*? text=\"([^\"]+)\""),
    "button": re.compile(r"<button[^>]*>(.*?)</button>", re.DOTALL),
}
_INLINE_EMPTY = re.compile(r'<div class="empty[^"]*">(.*?)</div>', re.DOTALL)
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")


class OwnText(NamedTuple):
    where: str
    kind: str
    text: str


def _plain(source: str) -> str:
    """The words, without tags; a sentence that hangs on a variable is not whole without it."""
    if _VARIABLE.search(source) or "{% if" in source or "{% for" in source:
        return ""
    text = _TAG.sub(" ", source)
    return " ".join(text.replace("&nbsp;", " ").replace("&amp;", "&").split())


def _of_templates() -> Iterator[OwnText]:
    for path in sorted((ROOT / "templates").rglob("*.html")):
        where = path.relative_to(ROOT / "templates").as_posix()
        if where.startswith(("styleguide", "admin/", "operators/")):
            continue
        source = path.read_text(encoding="utf-8")
        for kind, pattern in _BLOCKS.items():
            for match in pattern.finditer(source):
                if text := _plain(match.group(1)):
                    yield OwnText(where, kind, text)
        for match in _INLINE_EMPTY.finditer(source):
            if text := _plain(match.group(1)):
                yield OwnText(where, "empty", text)


def _of_readme() -> Iterator[OwnText]:
    text = re.sub(r"```.*?```", "", (ROOT / "README.md").read_text("utf-8"), flags=re.DOTALL)
    for block in re.split(r"\n\s*\n", text):
        line = " ".join(_LINK.sub(r"\1", block).replace("`", "").replace("**", "").split())
        if line.startswith("#"):
            yield OwnText("README.md", "heading", line.lstrip("# "))
        elif line and not line.startswith(("|", "!", "-", "<")):
            yield OwnText("README.md", "paragraph", line)


def own_texts() -> list[OwnText]:
    return [*_of_readme(), *_of_templates()]
