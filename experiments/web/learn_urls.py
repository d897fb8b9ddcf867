from django.urls import URLPattern, URLResolver, path

from experiments.web import learn, learn_library, learn_next, learn_value, reconcile

urlpatterns: list[URLPattern | URLResolver] = [
    path("learn/", learn.learn, name="learn"),
    path("learn/download/", learn.learn_download, name="learn-download"),
    path("learn/library/", learn_library.library, name="learn-library"),
    path("learn/library/download/", learn_library.library_download, name="learn-library-download"),
    path("learn/next/", learn_next.learn_next, name="learn-next"),
    path("learn/next/open/", learn_next.learn_next_open, name="learn-next-open"),
    path("learn/value/", learn_value.value, name="learn-value"),
    path("learn/value/download/", learn_value.value_download, name="learn-value-download"),
    path("test/<int:pk>/reconcile/", reconcile.reconcile_page, name="test-reconcile"),
    path("learn/reconciled/<int:pk>/", reconcile.reconcile_one, name="learn-reconciled"),
    path(
        "learn/reconciled/<int:pk>/download/",
        reconcile.reconcile_download,
        name="learn-reconciled-download",
    ),
    path(
        "learn/reconciled/<int:pk>/remove/",
        reconcile.reconcile_remove,
        name="learn-reconciled-remove",
    ),
]
