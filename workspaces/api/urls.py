from django.urls import URLPattern, URLResolver, path
from rest_framework.routers import SimpleRouter

from workspaces.api.jobs import JobViewSet
from workspaces.api.table_addresses import TableAddressViewSet
from workspaces.api.workspace import WorkspaceView

router = SimpleRouter(use_regex_path=False)
router.register("jobs", JobViewSet, basename="api-job")
router.register("table-addresses", TableAddressViewSet, basename="api-table-address")

urlpatterns: list[URLPattern | URLResolver] = [
    path("workspace/", WorkspaceView.as_view(), name="api-workspace"),
    *router.urls,
]
