"""Pages of split links: one address for several landing pages."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from experiments.models import Experiment, SplitLink
from experiments.refusals import ExperimentRefusedError
from experiments.split_links import (
    address_of_link,
    change_split_link,
    create_split_link,
    remove_split_link,
)
from experiments.web.split_link_forms import LinkForm, NewLinkForm, places
from workspaces.access import EDIT, Access, access_object
from workspaces.web.views import workspace_page


@workspace_page()
def split_links(request: HttpRequest, access: Access) -> HttpResponse:
    """All split links; posting makes one."""
    form = NewLinkForm(request.POST if request.method == "POST" else None, access=access)
    if request.method == "POST" and form.is_valid():
        try:
            link = create_split_link(access=access, **form.cleaned_data)
        except ExperimentRefusedError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "Now say which page belongs to which text.")
            return redirect("test-split-link", access.workspace.slug, link.pk)
    rows = (
        SplitLink.objects.for_workspace(access.workspace)
        .select_related("placement")
        .prefetch_related("pages")
    )
    tested = _tested(access)
    context = {
        "form": form,
        "rows": [(row, address_of_link(row), row.placement_id in tested) for row in rows],
        "has_places": places(access).exists(),
        "tab": "site",
        "part": "links",
    }
    return render(request, "test/split_links.html", context)


@workspace_page()
def split_link(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """One link: its address, and where each text leads; posting changes it."""
    link = _row(access, pk)
    data = request.POST if request.method == "POST" else None
    form = LinkForm(data, access=access, link=link)
    if request.method == "POST" and form.is_valid():
        try:
            changed = change_split_link(
                access=access, link=link, changes=form.changes(), pages=form.pages()
            )
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            told = "Saved: it holds everywhere within a second." if changed else "Nothing changed."
            messages.success(request, told)
            return redirect("test-split-link", access.workspace.slug, link.pk)
    context = {
        "link": link,
        "address": address_of_link(link),
        "form": form,
        "is_tested": link.placement_id in _tested(access),
        "tab": "site",
        "part": "links",
    }
    return render(request, "test/split_link.html", context)


@require_POST
@workspace_page(change=EDIT)
def split_link_remove(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    link = _row(access, pk)
    remove_split_link(access=access, link=link)
    messages.success(request, f"{link.name} is gone. Whoever opens it finds no page.")
    return redirect("test-split-links", access.workspace.slug)


def _row(access: Access, pk: int) -> SplitLink:
    rows = SplitLink.objects.select_related("placement").prefetch_related("pages")
    return access_object(rows, access, pk=pk)


def _tested(access: Access) -> set[int]:
    """The placements in which a test runs now."""
    running = Experiment.objects.for_workspace(access.workspace).filter(
        state=Experiment.State.RUNNING
    )
    return set(running.values_list("message__placement_id", flat=True))
