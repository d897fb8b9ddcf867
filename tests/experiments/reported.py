"""Reports as platforms write them of a test that they split."""

from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from experiments.models import DailyCount, Experiment, Phase, ResultReport
from experiments.results_home import (
    apply_report,
)
from experiments.results_home_take import take_report
from tests.conftest import Cast
from tests.experiments.scenes import running

DAY = date(2026, 3, 2)
GOOGLE = "Ad status,Ad,Labels on Ad,Campaign,Impr.,Clicks,CTR,Conversions,Conv. value"
META = "Reporting starts,Reporting ends,Campaign name,Ad set name,Ad name,Impressions,Link clicks"


def there(cast: Cast, **fields: Any) -> Experiment:
    """A test that a platform splits, running since February."""
    values = {"split_by": Experiment.SplitBy.PLATFORM_TEST, "unit": "impression"} | fields
    experiment = running(cast, **values)
    since = timezone.now().replace(year=2026, month=2, day=1)
    Experiment.objects.filter(pk=experiment.pk).update(started_at=since)
    Phase.objects.filter(experiment=experiment).update(started_at=since)
    experiment.refresh_from_db()
    return experiment


def file_of(text: str, name: str = "ads.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


def google(experiment: Experiment, *counts: tuple[int, int], more: str = "") -> SimpleUploadedFile:
    """What Google Ads writes of the arms of a test."""
    keys = [arm.key for arm in experiment.arms.select_related("variant").order_by("position")]
    lines = [
        f'Enabled,Sundays | Books,{key},Search,"{n:,}",{x},1.0%,0.00,0.00'
        for key, (n, x) in zip(keys, counts, strict=True)
    ]
    return file_of("\n".join(["Ad report", "until now", GOOGLE, *lines, more]).strip() + "\n")


def counts_of(experiment: Experiment) -> dict[tuple[str, date], tuple[int, int]]:
    found: dict[tuple[str, date], tuple[int, int]] = {}
    rows = DailyCount.objects.filter(experiment=experiment).select_related("arm__variant")
    for row in rows:
        n, x = found.get((row.arm.key, row.day), (0, 0))
        found[row.arm.key, row.day] = (n + row.n, x + row.x)
    return found


def sums_of(experiment: Experiment) -> list[tuple[int, int]]:
    counts = counts_of(experiment)
    arms = experiment.arms.select_related("variant").order_by("position")
    return [
        (
            sum(n for (key, _), (n, _) in counts.items() if key == arm.key),
            sum(x for (key, _), (_, x) in counts.items() if key == arm.key),
        )
        for arm in arms
    ]


def brought(cast: Cast, file: SimpleUploadedFile, on: date = DAY) -> ResultReport:
    report = take_report(access=cast.access, file=file, taken_on=on)
    return apply_report(access=cast.access, report=report)
