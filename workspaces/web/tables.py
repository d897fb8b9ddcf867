"""The page of addresses at which spreadsheets read our tables."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from workspaces.access import EDIT, Access, access_object
from workspaces.live_tables import live_table, live_tables
from workspaces.models import TableAddress
from workspaces.table_addresses import (
    TableAddressRefusedError,
    address_of_table,
    make_table_address,
    revoke_table_address,
)
from workspaces.web.views import workspace_page


class TableForm(forms.Form):
    table = forms.ChoiceField(label="Which table", widget=forms.RadioSelect)
    name = forms.CharField(
        label="What is it for?",
        max_length=120,
        help_text="So that you know later whom you take it away from.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["table"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (each.key, format_html("<span><strong>{}:</strong> {}</span>", each.title, each.about))
            for each in live_tables()
        ]


@never_cache
@workspace_page(change=EDIT)
def tables(request: HttpRequest, access: Access) -> HttpResponse:
    """Make an address, copy it, see who reads, revoke it."""
    form = TableForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = make_table_address(access=access, **form.cleaned_data)
        except TableAddressRefusedError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"{made.name} can be read from now on. Copy its address.")
            return redirect("share-tables", access.workspace.slug)
    rows = TableAddress.objects.for_workspace(access.workspace).select_related("created_by")
    lines = [(row, live_table(row.table), address_of_table(row)) for row in rows]
    context = {
        "form": form,
        "lines": [line for line in lines if line[0].revoked_at is None],
        "revoked": [line for line in lines if line[0].revoked_at is not None],
        "tab": "out",
        "part": "tables",
    }
    return render(request, "share/tables.html", context)


@require_POST
@workspace_page(change=EDIT)
def revoke(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    row = access_object(TableAddress.objects.all(), access, pk=pk)
    revoke_table_address(access=access, row=row)
    messages.success(request, f"{row.name} cannot be read any more.")
    return redirect("share-tables", access.workspace.slug)
