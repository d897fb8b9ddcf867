"""Addresses of the studio, of two texts side by side, and of many texts at once."""

from django.urls import URLPattern, path

from messaging.web import all_variants, bulk, compare, studio, studio_keep

studio_pages: list[URLPattern] = [
    path("write/messages/<int:pk>/", studio.studio, name="write-studio"),
    path("write/messages/<int:pk>/keep/", studio_keep.keep, name="write-keep"),
    path("write/messages/<int:pk>/fill/", studio_keep.fill, name="write-fill"),
    path("write/messages/<int:pk>/dialect/", studio_keep.dialect, name="write-dialect"),
    path("write/messages/<int:pk>/picked/", bulk.picked, name="write-picked"),
    path("write/messages/<int:pk>/compare/", compare.compare_here, name="write-compare-here"),
    path("write/messages/<int:pk>/pair/", compare.pair, name="write-pair"),
    path("write/messages/<int:pk>/pair/keep/", compare.pair_keep, name="write-pair-keep"),
    path("write/compare/", compare.compare, name="write-compare"),
    path("write/variants/", all_variants.all_variants, name="write-variants"),
    path("write/variants/bulk/", bulk.bulk, name="write-bulk"),
    path("write/variants/download/", all_variants.variants_file, name="write-variants-download"),
]
