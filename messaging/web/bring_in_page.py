"""The page of one thing that was handed in, in whatever state it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from messaging.bring_in import sample_of
from messaging.bringing.stage import guess_stage
from messaging.channels import Channel, texts_of
from messaging.channels_here import channels_of
from messaging.lens import read
from messaging.models import BroughtIn, BroughtText, Placement
from messaging.using_elsewhere import WHERE
from messaging.web.bring_in_forms import ColumnsForm, InForm
from messaging.writing.compose_brief import muted_of
from personas.models import JourneyStage, PainPoint
from workspaces.access import APPROVE, Access, access_object
from workspaces.web.given import row_id

TEXTS_A_PAGE = 25
FINDINGS_SHOWN = 3
AS_IT_IS, NONE = "as-it-is", "none"
State = BroughtIn.State


@dataclass(frozen=True, slots=True)
class Shown:
    """One row for a page; ``why`` says what the guess of its stage goes by."""

    row: BroughtText
    channel: Channel
    texts: list[tuple[str, str]]
    share: int | None
    why: str
    findings: list[str]
    places: list[Placement]


def show(
    request: HttpRequest,
    access: Access,
    batch: BroughtIn,
    *,
    columns: ColumnsForm | None = None,
    into: InForm | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page as it is, or with a form that was refused."""
    rows = BroughtText.objects.for_workspace(access.workspace).filter(batch=batch)
    needs_columns = batch.source == BroughtIn.Source.SHEET and not rows.exists()
    context: dict[str, Any] = {
        "batch": batch,
        "where_name": WHERE.get(batch.where, ""),
        "refusal": refusal,
        "part": "bring",
        "tab": "bring",
    }
    if batch.state == State.OPEN and needs_columns:
        context |= _columns(access, batch, columns)
    elif batch.state in (State.OPEN, State.APPLIED, State.UNDONE):
        context |= _texts(request, access, rows, batch)
        may = access.may(APPROVE)
        start = {"where": batch.where, "place": batch.place}
        context["into"] = into or InForm(initial=start, may_approve=may, auto_id="in-%s")
    return render(request, "share/bring_look.html", context, status=status)


def columns_form(access: Access, batch: BroughtIn, data: QueryDict | None = None) -> ColumnsForm:
    header, _ = sample_of(batch)
    start = {"channel": batch.channel}
    for place, field in batch.mapping.get("columns", {}).items():
        start[f"column-{place}"] = field
    return ColumnsForm(data, initial=start, channels=channels_of(access), header=header)


def row_values(
    request: HttpRequest, access: Access, rows: "QuerySet[BroughtText]"
) -> dict[int, dict[str, Any]]:
    """Text -> what its row on the page says; rows that are not on it are left as they are."""
    found: dict[int, dict[str, Any]] = {}
    for pk in rows.order_by("number").values_list("pk", flat=True):
        if f"pain-{pk}" not in request.POST:
            continue
        values: dict[str, Any] = {"left_out": f"in-{pk}" not in request.POST}
        for name, kind in (("pain", PainPoint), ("stage", JourneyStage), ("placement", Placement)):
            values[name] = _chosen(access, kind, request.POST.get(f"{name}-{pk}", ""))
        if request.POST.get(f"anew-{pk}"):
            values["made"] = None
        found[pk] = values
    return found


def bulk_values(request: HttpRequest, access: Access) -> dict[str, Any]:
    """What is set for several at once; what is left as it is does not occur."""
    found: dict[str, Any] = {}
    for name, kind in (("pain", PainPoint), ("stage", JourneyStage), ("placement", Placement)):
        said = request.POST.get(f"all-{name}", AS_IT_IS)
        if said != AS_IT_IS:
            found[name] = _chosen(access, kind, "" if said == NONE else said)
    out = request.POST.get("all-out", "")
    if out in ("yes", "no"):
        found["left_out"] = out == "yes"
    return found


def _chosen(access: Access, kind: Any, said: str) -> Any:
    """The row that a choice names; None for none; 404 for one that is not here."""
    if not said:
        return None
    return access_object(kind.objects.all(), access, pk=row_id(said) or 0)


def _columns(access: Access, batch: BroughtIn, form: ColumnsForm | None) -> dict[str, Any]:
    header, first = sample_of(batch)
    form = form or columns_form(access, batch)
    return {
        "columns": form,
        "named": [
            (form[f"column-{place}"], [row[place] for row in first if place < len(row)])
            for place in range(len(header))
        ],
        "is_remembered": bool(batch.mapping.get("remembered")),
    }


def _texts(
    request: HttpRequest, access: Access, rows: "QuerySet[BroughtText]", batch: BroughtIn
) -> dict[str, Any]:
    shown = rows.select_related("pain", "stage", "placement", "made__message__placement").order_by(
        "number"
    )
    page = Paginator(shown, TEXTS_A_PAGE).get_page(request.GET.get("page"))
    pains = PainPoint.objects.for_workspace(access.workspace).filter(archived_at=None)
    places = Placement.objects.for_workspace(access.workspace).filter(archived_at=None)
    here, muted, by_channel = channels_of(access), muted_of(access), _by_channel(places)
    return {
        "page": page,
        "texts": [_shown(row, here, muted, by_channel) for row in page],
        "pains": list(pains.select_related("persona").order_by("persona__name", "title", "pk")),
        "stages": list(JourneyStage.objects.for_workspace(access.workspace)),
        "places": [place for found in by_channel.values() for place in found],
        "wanted": rows.filter(left_out=False).count(),
        "doubles": rows.filter(left_out=False).exclude(made=None).count()
        if batch.state == State.OPEN
        else 0,
        "unguessed": rows.filter(left_out=False, pain=None).count(),
    }


def _by_channel(places: "QuerySet[Placement]") -> dict[str, list[Placement]]:
    found: dict[str, list[Placement]] = {}
    for place in places.order_by("name", "pk"):
        found.setdefault(place.channel, []).append(place)
    return found


def _shown(
    row: BroughtText,
    here: Mapping[str, Channel],
    muted: Any,
    by_channel: Mapping[str, list[Placement]],
) -> Shown:
    channel = here[row.channel]
    whole = "\n".join(texts_of(row.parts))
    kind, why = guess_stage(row.channel, whole)
    is_guess = row.stage is not None and row.stage.kind == kind
    reading = read(whole, None, muted)
    texts = [
        (part.name, text) for part in channel.parts for text in _listed(row.parts.get(part.key, ""))
    ]
    return Shown(
        row=row,
        channel=channel,
        texts=texts,
        share=None if row.pain_share is None else round(100 * row.pain_share),
        why=why if is_guess else "",
        findings=list(dict.fromkeys(each.why for each in reading.findings))[:FINDINGS_SHOWN],
        places=by_channel.get(row.channel, []),
    )


def _listed(value: Any) -> list[str]:
    return [value] if isinstance(value, str) and value else list(value or [])
