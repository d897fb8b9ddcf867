"""What operators see of events that could not be taken: how many and why, not what they held."""

from django.contrib import admin

from experiments.models import QuarantinedEvent
from workspaces.admin_site import operators
from workspaces.operators_models import OperatorsModelAdmin


@admin.register(QuarantinedEvent, site=operators)
class QuarantinedEventAdmin(OperatorsModelAdmin):
    list_display = ("id", "workspace", "code", "received_at", "replayed_at")
    list_filter = ("code", ("replayed_at", admin.EmptyFieldListFilter))
    list_select_related = ("workspace",)
    search_fields = ("workspace__slug",)
    fields = ("workspace", "code", "received_at", "replayed_at")
