from django.urls import URLPattern, path

from messaging.web import lens, lens_sheet, muting, rewrite

lens_pages: list[URLPattern] = [
    path("write/lens/", lens.lens, name="write-lens"),
    path("write/lens/page/", lens.lens_page, name="write-lens-page"),
    path("write/lens/sheet/", lens_sheet.lens_sheet, name="write-lens-sheet"),
    path("write/lens/sheet/<int:pk>/", lens_sheet.lens_sheet_read, name="write-lens-sheet-read"),
    path("write/lens/rewrite/", rewrite.rewrite_page, name="write-rewrite"),
    path("write/lens/muted/", muting.muted, name="write-muted"),
    path("write/lens/muted/<int:pk>/remove/", muting.muted_remove, name="write-muted-remove"),
]
