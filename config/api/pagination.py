from rest_framework.pagination import CursorPagination


class Pages(CursorPagination):
    """Pages by cursor: nothing is skipped or repeated while rows come and go."""

    ordering = "-id"
    page_size = 50
    max_page_size = 200
    page_size_query_param = "page_size"
