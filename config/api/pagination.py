from rest_framework.exceptions import NotFound
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.request import Request

GREATEST_ID = 2**63 - 1


class Pages(CursorPagination):
    """Pages by cursor: nothing is skipped or repeated while rows come and go."""

    ordering = "-id"
    page_size = 50
    max_page_size = 200
    page_size_query_param = "page_size"
    # A forged offset would make the database walk over rows it does not answer with.
    offset_cutoff = 1_000

    def decode_cursor(self, request: Request) -> Cursor | None:
        """The place in the list that the request names; NotFound if it is not one of ours."""
        cursor = super().decode_cursor(request)
        if cursor is not None and cursor.position is not None:
            position = str(cursor.position)
            if not (position.isascii() and position.isdecimal() and len(position) < 20):
                raise NotFound(self.invalid_cursor_message)
            if int(position) > GREATEST_ID:
                raise NotFound(self.invalid_cursor_message)
        return cursor


class PagesInOrder(Pages):
    """As they came, the first first: the rows of a file."""

    ordering = "id"
