from django.urls import URLPattern, URLResolver, path

from experiments.web import goals, late_goals, quarantine

urlpatterns: list[URLPattern | URLResolver] = [
    path("test/goals/", goals.goals, name="test-goals"),
    path("test/goals/<int:pk>/", goals.goal, name="test-goal"),
    path("test/goals/<int:pk>/remove/", goals.goal_remove, name="test-goal-remove"),
    path("test/late-goals/", late_goals.late_goals, name="test-late-goals"),
    path("test/late-goals/<int:pk>/", late_goals.late_goals_look, name="test-late-goals-look"),
    path(
        "test/late-goals/<int:pk>/apply/",
        late_goals.late_goals_apply,
        name="test-late-goals-apply",
    ),
    path("test/quarantine/", quarantine.quarantine, name="test-quarantine"),
    path("test/quarantine/count/", quarantine.quarantine_count, name="test-quarantine-count"),
    path("test/quarantine/replay/", quarantine.quarantine_replay, name="test-quarantine-replay"),
    path("test/quarantine/delete/", quarantine.quarantine_discard, name="test-quarantine-discard"),
    path(
        "test/quarantine/download/",
        quarantine.quarantine_download,
        name="test-quarantine-download",
    ),
]
