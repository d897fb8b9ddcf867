"""What every list of the operators' admin shares: seen by operators, changed by nothing but named
actions, which go through the use cases everybody uses.
"""

from typing import Any

from django.contrib.admin import ModelAdmin
from django.db.models import Model
from django.http import HttpRequest
from django.shortcuts import redirect

from workspaces.access import Access
from workspaces.addresses import address_of
from workspaces.models import TenantModel, User
from workspaces.operating import operator_access


class OperatorsModelAdmin(ModelAdmin):  # type: ignore[type-arg]
    """Rows to look at. ``fields`` names what an operator sees: who, when and how much, never what
    customers said or what is written for them.
    """

    change_form_template = "operators/change_form.html"
    actions_on_bottom = False
    list_per_page = 50
    show_full_result_count = False

    def get_actions(self, request: HttpRequest) -> Any:
        """The actions named here; never Django's own, which deletes."""
        given = super().get_actions(request)
        return {name: each for name, each in given.items() if name in (self.actions or ())}

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.admin_site.has_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.admin_site.has_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> Any:
        context = {"subtitle": f"No. {object_id}", "object_id": object_id}
        return super().changeform_view(request, object_id, form_url, context)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        """What was done is in the audit log; Django's own history is never written."""
        return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", object_id)


def operator_of(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def access_in(request: HttpRequest, row: TenantModel) -> Access:
    return operator_access(
        operator=operator_of(request), workspace=row.workspace, address=address_of(request)
    )
