"""The versions of a persona or a pain: who changed what, how it was then, and going back."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from personas.models import PainPoint, Persona, ProfileVersion
from personas.versions import (
    BEFORE_VERSIONS,
    CannotRestoreError,
    Difference,
    Versioned,
    differences,
    restore_version,
    values_of,
    version_before,
    versions_of,
)
from personas.web.map_forms import PainForm
from personas.web.profile_parts import page_of
from workspaces.access import Access, access_object
from workspaces.web.views import workspace_page

A_PAGE = 20


def label_of(field: str) -> str:
    """A column as the pages call it."""
    return str(PainForm.Meta.labels.get(field, field.replace("_", " ").capitalize()))


def _told(found: list[Difference]) -> list[tuple[str, Difference]]:
    return [(label_of(each.field), each) for each in found]


def _list(request: HttpRequest, access: Access, row: Versioned) -> HttpResponse:
    """Twenty at a time; each against the one before it."""
    rows = versions_of(access=access, row=row).select_related("changed_by")
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    earlier = version_before(access=access, version=shown[-1]) if shown else None
    pairs = zip(shown, [*shown[1:], earlier], strict=False)
    told = [
        (version, _told(differences(before.values, version.values)) if before else None)
        for version, before in pairs
    ]
    context = _context(access, row) | {"versions": told, "page": page}
    return render(request, "map/versions.html", context)


def _one(request: HttpRequest, access: Access, row: Versioned, number: int) -> HttpResponse:
    version = _version(access, row, number)
    now = values_of(row)
    context = _context(access, row) | {
        "version": version,
        "fields": [
            (label_of(name), version.values.get(name), isinstance(value, list))
            for name, value in now.items()
        ],
        "since": _told(differences(version.values, now)),
        "is_now": all(version.values.get(name) == value for name, value in now.items()),
    }
    return render(request, "map/version.html", context)


def _restore(request: HttpRequest, access: Access, row: Versioned, number: int) -> HttpResponse:
    version = _version(access, row, number)
    try:
        if restore_version(access=access, row=row, version=version):
            messages.success(
                request,
                f"Version {number} is back. The one before it is kept, so you can go back again.",
            )
    except CannotRestoreError as error:
        messages.error(request, str(error))
    return redirect(page_of(access, row))


def _version(access: Access, row: Versioned, number: int) -> ProfileVersion:
    return access_object(versions_of(access=access, row=row), access, number=number)


def _context(access: Access, row: Versioned) -> dict[str, Any]:
    return {
        "row": row,
        "row_url": page_of(access, row),
        "tab": "personas" if isinstance(row, Persona) else "pains",
        "not_recorded": BEFORE_VERSIONS,
    }


def _persona(access: Access, pk: int) -> Persona:
    return access_object(Persona.objects.all(), access, pk=pk)


def _pain(access: Access, pk: int) -> PainPoint:
    return access_object(PainPoint.objects.select_related("persona"), access, pk=pk)


@require_safe
@workspace_page()
def of_persona(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    return _list(request, access, _persona(access, pk))


@require_safe
@workspace_page()
def of_pain(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    return _list(request, access, _pain(access, pk))


@require_safe
@workspace_page()
def one_of_persona(request: HttpRequest, access: Access, pk: int, number: int) -> HttpResponse:
    return _one(request, access, _persona(access, pk), number)


@require_safe
@workspace_page()
def one_of_pain(request: HttpRequest, access: Access, pk: int, number: int) -> HttpResponse:
    return _one(request, access, _pain(access, pk), number)


@require_POST
@workspace_page()
def restore_persona(request: HttpRequest, access: Access, pk: int, number: int) -> HttpResponse:
    return _restore(request, access, _persona(access, pk), number)


@require_POST
@workspace_page()
def restore_pain(request: HttpRequest, access: Access, pk: int, number: int) -> HttpResponse:
    return _restore(request, access, _pain(access, pk), number)
