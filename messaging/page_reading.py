"""A page read by the lens: each of its texts, and the whole.  [pure]"""

from collections.abc import Collection
from dataclasses import dataclass

from messaging.lens import Muted, Reading, read
from messaging.lens.page_text import PageBlock, PageText, page_text
from messaging.writing.brief import Brief


@dataclass(frozen=True, slots=True)
class BlockReading:
    """``number`` counts the texts of the page from 1, in the order they are read."""

    number: int
    block: PageBlock
    reading: Reading

    @property
    def main_class(self) -> str:
        """What most of the block is about; empty where it could not be read."""
        classes = [sentence.cls for sentence in self.reading.sentences]
        return max(classes, key=classes.count) if classes else ""


@dataclass(frozen=True, slots=True)
class PageReading:
    """``whole`` is the running text read from top to bottom."""

    page: PageText
    blocks: tuple[BlockReading, ...]
    whole: Reading

    def worst_first(self) -> list[BlockReading]:
        """What was read, the lowest score first; what could not be read comes last."""
        return sorted(
            self.blocks, key=lambda each: (bool(each.reading.unreadable), each.reading.score)
        )


def read_page(html: str, brief: Brief | None = None, muted: Collection[Muted] = ()) -> PageReading:
    """Read the words of ``html``; never fails, whatever it holds."""
    page = page_text(html)
    blocks = tuple(
        BlockReading(number, block, read(block.text, brief, muted))
        for number, block in enumerate(page.blocks, start=1)
    )
    return PageReading(page, blocks, read(page.running, brief, muted))
