"""Addresses of the pages of translations."""

from django.urls import path

from messaging.web import translations

translation_pages = [
    path("write/variants/<int:pk>/translate/", translations.translate, name="write-translate"),
    path(
        "write/variants/<int:pk>/translation/", translations.translation, name="write-translation"
    ),
    path(
        "write/variants/<int:pk>/translation/still-right/",
        translations.still_right,
        name="write-translation-right",
    ),
]
