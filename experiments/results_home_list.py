"""What texts did elsewhere, by the reports that were counted: told beside, never learned from.

A platform shows each text to other people, so a rate from there compares nothing. Rows that count
for a test stand in its reading instead.
"""

from dataclasses import dataclass
from datetime import date

from django.core.paginator import Page, Paginator
from django.db.models import Max, Q, QuerySet

from experiments.models import ResultReport, ResultRow
from experiments.results_home_columns import platform_names
from experiments.results_home_series import Told, counts_by_day
from messaging.models import Variant
from workspaces.access import VIEW, Access

TEXTS_A_PAGE = 25
Of = tuple[int, str, str, str]
COLUMNS = (
    "variant_id",
    "report__platform",
    "report__mapping__columns",
    "report__mapping__header",
    "report_id",
    "report__taken_on",
    "report__applied_at",
    "day",
    "shown",
    "did",
)


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """One text on one platform: ``counted`` is what was counted of what, in the platform's words;
    ``rate`` is None where nothing was shown."""

    variant: Variant
    platform: str
    unit: str
    counted: str
    shown: int
    did: int
    as_of: date

    @property
    def rate(self) -> float | None:
        return self.did / self.shown if self.shown else None


def results_elsewhere(
    *, access: Access, number: int | str | None = 1
) -> "tuple[Page[Variant], list[Elsewhere]]":
    """A page of texts by the newest report about them, and what they did. Four queries."""
    access.require(VIEW)
    counted = Q(
        result_rows__report__state=ResultReport.State.APPLIED,
        result_rows__left_out=False,
        result_rows__arm=None,
    )
    texts: QuerySet[Variant] = (
        Variant.objects.for_workspace(access.workspace)
        .filter(counted)
        .annotate(newest=Max("result_rows__report__taken_on", filter=counted))
        .order_by("-newest", "key")
    )
    page = Paginator(texts, TEXTS_A_PAGE).get_page(number)
    return page, _read(access, {variant.pk: variant for variant in page.object_list})


def _read(access: Access, variants: dict[int, Variant]) -> list[Elsewhere]:
    rows = ResultRow.objects.for_workspace(access.workspace).filter(
        variant__in=list(variants),
        report__state=ResultReport.State.APPLIED,
        left_out=False,
        arm=None,
    )
    told: list[Told[Of]] = []
    newest: dict[Of, date] = {}
    for row in rows.order_by("pk").values_list(*COLUMNS):
        variant, platform, columns, header, report, taken_on, at, day, n, x = row
        place = (columns or {}).get("did")
        did = header[place] if header and place is not None else ""
        of = (variant, platform, (columns or {}).get("unit", ""), did)
        told.append(Told(of, report, taken_on, int(at.timestamp() * 1_000_000), day, n, x))
        newest[of] = max(newest.get(of, taken_on), taken_on)
    sums: dict[Of, list[int]] = {}
    for (of, _), (n, x) in counts_by_day(told).items():
        total = sums.setdefault(of, [0, 0])
        total[0] += n
        total[1] += x
    names = platform_names()
    places = {pk: at for at, pk in enumerate(variants)}
    return [
        Elsewhere(variants[of[0]], names.get(of[1], of[1]), of[2], of[3], n, x, newest[of])
        for of, (n, x) in sorted(sums.items(), key=lambda item: (places[item[0][0]], item[0][1:]))
    ]
