from django.urls import path

from messaging.web import fill

fill_pages = [
    path("share/fill/", fill.fill, name="share-fill"),
    path("share/fill/columns/", fill.fill_columns, name="share-fill-columns"),
]
