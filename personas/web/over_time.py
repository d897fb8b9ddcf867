"""What customers say over time, and what they began to say, week by week."""

import csv
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from personas.mapping.constants import BEFORE_WEEKS, NEW_QUOTES, RECENT_WEEKS, TREND_QUOTES
from personas.mapping.trends import TrendState, month_names
from personas.models import CustomerStatus, EvidenceSource, Persona, WeeklyDigest
from personas.over_time import Asked, OverTime, over_time
from personas.web.evidence_forms import ANY, personas_of
from personas.weekly_digest import read_digests
from workspaces.access import Access
from workspaces.cells import safe_cell
from workspaces.web.views import workspace_page
from workspaces.weekly_letter import wants_letter

WEEKS_A_PAGE = 8
WEEKS_IN_FILE = 520
STEPS = {"week": "Weeks", "month": "Months"}
NAMES = {
    TrendState.NEW: "New",
    TrendState.RISING: "Rising",
    TrendState.STEADY: "Steady",
    TrendState.FADING: "Fading",
    TrendState.FEW: "Too few to say",
}
TONES = {TrendState.NEW: "tea", TrendState.RISING: "warn", TrendState.FADING: "info"}


class OverTimeForm(forms.Form):
    persona = forms.ModelChoiceField(Persona.objects.none(), required=False, empty_label="Any")
    source = forms.ChoiceField(required=False, choices=[*ANY, *EvidenceSource.choices])
    status = forms.ChoiceField(
        required=False, label="Said by", choices=[*ANY, *CustomerStatus.choices]
    )
    step = forms.ChoiceField(required=False, label="Counted by", choices=list(STEPS.items()))

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["persona"].queryset = personas_of(access)  # type: ignore[attr-defined]

    def asked(self) -> Asked:
        """What was asked for; a part that makes no sense is passed over."""
        self.is_valid()
        said = self.cleaned_data
        return Asked(said.get("persona"), said.get("source") or "", said.get("status") or "")

    def counted_by(self) -> str:
        return "month" if self.cleaned_data.get("step") == "month" else "week"


@require_safe
@workspace_page()
def pains_over_time(request: HttpRequest, access: Access) -> HttpResponse:
    form = OverTimeForm(request.GET, access=access)
    found = over_time(access=access, asked=form.asked())
    step = form.counted_by()
    context = {
        "found": found,
        "rows": [
            (row, NAMES[row.trend.state], TONES.get(row.trend.state, ""), row.bars(step))
            for row in found.rows
        ],
        "began": sum(row.trend.state in ("new", "rising") for row in found.rows),
        "filter_form": form,
        "filtered": form.asked() != Asked(),
        "query": request.GET.urlencode(),
        "step": step,
        "recent_weeks": RECENT_WEEKS,
        "before_weeks": BEFORE_WEEKS,
        "new_quotes": NEW_QUOTES,
        "trend_quotes": TREND_QUOTES,
        "tab": "over-time",
    }
    return render(request, "listen/over_time.html", context)


@require_safe
@workspace_page()
def over_time_file(request: HttpRequest, access: Access) -> HttpResponse:
    """Each pain with its state and its quotes month by month, as CSV."""
    form = OverTimeForm(request.GET, access=access)
    found = over_time(access=access, asked=form.asked())
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="over-time-{found.until}.csv"'
    sheet = csv.writer(answer)
    sheet.writerow(
        [
            *("persona", "pain", "state", f"last_{RECENT_WEEKS}_weeks"),
            *(f"{BEFORE_WEEKS}_weeks_before", "chance", "left_or_did_not_buy"),
            *month_names(found.until),
        ]
    )
    _write_rows(sheet, found)
    return answer


def _write_rows(sheet: Any, found: OverTime) -> None:
    for row in found.rows:
        chance = "" if row.trend.chance is None else f"{row.trend.chance:.4f}"
        sheet.writerow(
            [
                safe_cell(row.pain.persona.name),
                safe_cell(row.pain.title),
                row.trend.state.value,
                row.trend.recent,
                row.trend.before,
                chance,
                row.left,
                *row.months,
            ]
        )


@require_safe
@workspace_page()
def weeks(request: HttpRequest, access: Access) -> HttpResponse:
    """What customers began to say, the newest week first."""
    rows = WeeklyDigest.objects.for_workspace(access.workspace)
    page = Paginator(rows, WEEKS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "digests": read_digests(access=access, rows=list(page)),
        "wants_letter": wants_letter(access),
        "tab": "weeks",
    }
    return render(request, "listen/weeks.html", context)


@require_safe
@workspace_page()
def weeks_file(request: HttpRequest, access: Access) -> HttpResponse:
    """All weeks as CSV, a line for each pain that began something."""
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="weeks-{access.workspace.slug}.csv"'
    sheet = csv.writer(answer)
    sheet.writerow(["week", "what", "pain", "quotes", "left_or_did_not_buy", "alert"])
    rows = WeeklyDigest.objects.for_workspace(access.workspace)[:WEEKS_IN_FILE]
    for digest in read_digests(access=access, rows=list(rows)):
        week = digest.row.week.isoformat()
        for what, lines in (("new", digest.new), ("rising", digest.rising)):
            for line in lines:
                alert = "yes" if line.is_alert else ""
                title = safe_cell(line.title)
                sheet.writerow([week, what, title, line.quotes, line.left, alert])
        alert = "yes" if digest.unattached_alert else ""
        numbers = [digest.unattached, digest.unattached_left, alert]
        sheet.writerow([week, "fits no pain", "", *numbers])
    return answer
