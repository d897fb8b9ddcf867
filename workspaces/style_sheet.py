"""The style sheets of the site as the one file that pages ask for.

They are written one file a subject, and joined here: a page that asks for two dozen small files
waits for two dozen answers. ``collectstatic`` gathers the joined file like any other.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage
from django.core.files.storage import FileSystemStorage

from workspaces.templatetags.ui import STYLE_SHEET, STYLE_SHEETS


def joined_style_sheets() -> str:
    """All style sheets, in the order in which they build on each other."""
    folder = settings.BASE_DIR / "static" / "css"
    texts = ((name, (folder / f"{name}.css").read_text("utf-8")) for name in STYLE_SHEETS)
    return "\n".join(f"/* {name} */\n{text.strip()}\n" for name, text in texts)


class StyleSheetFinder(BaseFinder):
    """Finds the joined file, and writes it again whenever one of its parts has changed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.folder = Path(settings.DATA_DIR) / "style"
        self.storage = FileSystemStorage(location=self.folder)

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        if path != STYLE_SHEET:
            return []
        found = str(self._write())
        return [found] if find_all else found

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        self._write()
        yield STYLE_SHEET, self.storage

    def _write(self) -> Path:
        path = self.folder / STYLE_SHEET
        text = joined_style_sheets()
        if not path.exists() or path.read_text("utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            fresh = path.with_suffix(f".{os.getpid()}")
            fresh.write_text(text, "utf-8")
            fresh.replace(path)
        return path
