"""Addresses of the pages on which people work on a text together."""

from django.urls import path

from messaging.web import working

working_pages = [
    path("write/mine/", working.mine, name="write-mine"),
    path("write/variants/<int:pk>/comment/", working.comment, name="write-comment"),
    path("write/variants/<int:pk>/assign/", working.assign, name="write-assign"),
    path("write/variants/<int:pk>/versions/<int:number>/", working.version, name="write-version"),
    path(
        "write/variants/<int:pk>/versions/<int:number>/restore/",
        working.version_restore,
        name="write-version-restore",
    ),
    path("write/comments/<int:pk>/resolve/", working.comment_resolve, name="write-comment-resolve"),
    path("write/comments/<int:pk>/remove/", working.comment_remove, name="write-comment-remove"),
]
