from django.urls import URLPattern, URLResolver, path

from experiments.web import (
    delivery_settings,
    downloads,
    drafting_urls,
    event_urls,
    experiment_page,
    journey_urls,
    learn_urls,
    pages,
    plan,
    preview_links,
    report_urls,
    results_home_urls,
    split,
    steps,
    test_list,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("test/", test_list.test_list, name="test"),
    path("test/download/", test_list.test_list_download, name="test-list-download"),
    path("test/new/", pages.test_where, name="test-where"),
    path("test/new/<int:message_pk>/", plan.test_plan, name="test-plan"),
    *event_urls.urlpatterns,
    *drafting_urls.urlpatterns,
    *report_urls.urlpatterns,
    path("test/<int:pk>/", experiment_page.test_experiment, name="test-experiment"),
    path("test/<int:pk>/live/", experiment_page.test_live, name="test-live"),
    path("test/<int:pk>/download/", downloads.test_download, name="test-download"),
    path("test/<int:pk>/workbook/", downloads.test_workbook, name="test-workbook"),
    path("test/<int:pk>/events/", downloads.test_events, name="test-events"),
    path("test/<int:pk>/chart/", downloads.test_chart, name="test-chart"),
    *(
        path(f"test/<int:pk>/{name}/", steps.step, {"name": name}, name=f"test-{name}")
        for name in steps.SIMPLE_STEPS
    ),
    *(
        path(f"test/<int:pk>/{name}/", steps.edit_step, {"name": name}, name=f"test-{name}")
        for name in steps.EDIT_STEPS
    ),
    path("test/<int:pk>/split/", split.change_split, name="test-split"),
    path("test/<int:pk>/decide/", steps.decide, name="test-decide"),
    path("test/<int:pk>/rollback/", steps.rollback, name="test-rollback"),
    path("test/<int:pk>/note/", steps.note, name="test-note"),
    path("test/<int:pk>/remove/", steps.remove, name="test-remove"),
    path("test/preview/<int:pk>/", preview_links.preview_link, name="test-preview-link"),
    path("settings/copy-delivery/", delivery_settings.settings_page, name="settings-copy-delivery"),
    *learn_urls.urlpatterns,
    *results_home_urls.urlpatterns,
    *journey_urls.urlpatterns,
]
