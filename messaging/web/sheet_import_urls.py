from django.urls import path

from messaging.web import sheet_import_steps as steps
from messaging.web import sheet_imports

sheet_import_pages = [
    path("share/sheets/", sheet_imports.sheets, name="share-sheets"),
    path("share/sheets/<int:pk>/", sheet_imports.sheet, name="share-sheet"),
    path("share/sheets/<int:pk>/choose/", sheet_imports.choose_for_all, name="share-sheet-choose"),
    path("share/sheets/<int:pk>/rows/<int:row>/", sheet_imports.choose_row, name="share-sheet-row"),
    path("share/sheets/<int:pk>/apply/", steps.apply, name="share-sheet-apply"),
    path("share/sheets/<int:pk>/again/", steps.again, name="share-sheet-again"),
    path("share/sheets/<int:pk>/undo/", steps.undo, name="share-sheet-undo"),
    path("share/sheets/<int:pk>/discard/", steps.discard, name="share-sheet-discard"),
    path("share/sheets/<int:pk>/file/", steps.file, name="share-sheet-file"),
    path("share/sheets/<int:pk>/marked/", steps.marked_file, name="share-sheet-marked"),
]
