from django.urls import URLPattern, URLResolver, path

from experiments.web import experiment_page, goals, learn, pages, split, steps

urlpatterns: list[URLPattern | URLResolver] = [
    path("test/", pages.test_list, name="test"),
    path("test/new/", pages.test_where, name="test-where"),
    path("test/new/<int:message_pk>/", pages.test_plan, name="test-plan"),
    path("test/goals/", goals.goals, name="test-goals"),
    path("test/<int:pk>/", experiment_page.test_experiment, name="test-experiment"),
    path("test/<int:pk>/download/", experiment_page.test_download, name="test-download"),
    *(
        path(f"test/<int:pk>/{name}/", steps.step, {"name": name}, name=f"test-{name}")
        for name in steps.SIMPLE_STEPS
    ),
    path("test/<int:pk>/split/", split.change_split, name="test-split"),
    path("test/<int:pk>/decide/", steps.decide, name="test-decide"),
    path("test/<int:pk>/rollback/", steps.rollback, name="test-rollback"),
    path("test/<int:pk>/note/", steps.note, name="test-note"),
    path("test/<int:pk>/remove/", steps.remove, name="test-remove"),
    path("learn/", learn.learn, name="learn"),
    path("learn/download/", learn.learn_download, name="learn-download"),
]
