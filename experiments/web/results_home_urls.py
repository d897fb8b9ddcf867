"""Addresses of results that come home, and of test cards that go out."""

from django.urls import URLPattern, URLResolver, path

from experiments.web import results_home, test_card

urlpatterns: list[URLPattern | URLResolver] = [
    path("share/results/", results_home.results_home, name="share-results"),
    path("share/results/<int:pk>/", results_home.results_one, name="share-results-one"),
    *(
        path(f"share/results/<int:pk>/{step}/", view, name=f"share-results-{step}")
        for step, view in (
            ("columns", results_home.results_columns),
            ("assign", results_home.results_assign),
            ("apply", results_home.results_apply),
            ("undo", results_home.results_undo),
            ("discard", results_home.results_discard),
        )
    ),
    path("test/there/<int:pk>/", test_card.make, name="share-run-there"),
    path(
        "share/test-there/of-export/<int:pk>/",
        test_card.after_export,
        name="share-run-there-export",
    ),
    path("test/<int:pk>/card/", test_card.card, name="test-card"),
    path("test/<int:pk>/card/download/", test_card.card_file, name="test-card-file"),
]
