"""Addresses of the pages about texts in use elsewhere, and of bringing in what runs today."""

from django.urls import path

from messaging.web import bring_in, uses

uses_pages = [
    path("share/in-use/", uses.uses, name="share-uses"),
    path("share/in-use/download/", uses.uses_file, name="share-uses-download"),
    path("share/in-use/of-export/<int:pk>/", uses.uses_of_export, name="share-uses-of-export"),
    path("share/in-use/<int:pk>/end/", uses.use_end, name="share-use-end"),
    path("share/in-use/<int:pk>/resume/", uses.use_resume, name="share-use-resume"),
    path("share/bring/", bring_in.bring, name="share-bring"),
    path("share/bring/<int:pk>/", bring_in.look, name="share-bring-look"),
    path("share/bring/<int:pk>/columns/", bring_in.columns, name="share-bring-columns"),
    path("share/bring/<int:pk>/apply/", bring_in.apply, name="share-bring-apply"),
    path("share/bring/<int:pk>/undo/", bring_in.take_back, name="share-bring-undo"),
    path("share/bring/<int:pk>/discard/", bring_in.put_away, name="share-bring-discard"),
    path("write/variants/<int:pk>/in-use/", uses.use_add, name="write-use-add"),
]
