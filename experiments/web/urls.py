from django.urls import URLPattern, URLResolver, path, re_path

from experiments.web import goals, learn, pages, steps

STEP_NAMES = "|".join(steps.SIMPLE_STEPS)

urlpatterns: list[URLPattern | URLResolver] = [
    path("test/", pages.test_list, name="test"),
    path("test/new/", pages.test_where, name="test-where"),
    path("test/new/<int:message_pk>/", pages.test_plan, name="test-plan"),
    path("test/goals/", goals.goals, name="test-goals"),
    path("test/<int:pk>/", pages.test_experiment, name="test-experiment"),
    path("test/<int:pk>/download/", pages.test_download, name="test-download"),
    re_path(rf"^test/(?P<pk>\d+)/(?P<name>{STEP_NAMES})/$", steps.step, name="test-step"),
    path("test/<int:pk>/decide/", steps.decide, name="test-decide"),
    path("test/<int:pk>/rollback/", steps.rollback, name="test-rollback"),
    path("test/<int:pk>/note/", steps.note, name="test-note"),
    path("test/<int:pk>/remove/", steps.remove, name="test-remove"),
    path("learn/", learn.learn, name="learn"),
    path("learn/download/", learn.learn_download, name="learn-download"),
]
