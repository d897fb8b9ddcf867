"""Addresses of the pages about texts in use elsewhere."""

from django.urls import path

from messaging.web import uses

uses_pages = [
    path("share/in-use/", uses.uses, name="share-uses"),
    path("share/in-use/download/", uses.uses_file, name="share-uses-download"),
    path("share/in-use/of-export/<int:pk>/", uses.uses_of_export, name="share-uses-of-export"),
    path("share/in-use/<int:pk>/end/", uses.use_end, name="share-use-end"),
    path("share/in-use/<int:pk>/resume/", uses.use_resume, name="share-use-resume"),
    path("write/variants/<int:pk>/in-use/", uses.use_add, name="write-use-add"),
]
