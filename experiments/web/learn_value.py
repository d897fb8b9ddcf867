"""What all testing was worth, for whoever has to pay for it."""

import csv

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from experiments.value_accounts import ValueRow, value_report
from experiments.web.learn import csv_response
from workspaces.access import Access
from workspaces.cells import safe_cell
from workspaces.web.views import workspace_page

COLUMNS = (
    *("test", "goal", "verdict", "started", "ended", "decided", "given_to_everybody"),
    *("base_rate", "worth_of_one", "days_since", "visitors_since"),
    *("extra_during", "extra_since", "extra", "extra_low", "extra_high", "lost_to_worse_texts"),
    *("money", "money_low", "money_high", "currency", "simulated"),
)


@require_safe
@workspace_page()
def value(request: HttpRequest, access: Access) -> HttpResponse:
    """Extra conversions and money, every test counted."""
    context = {"value": value_report(access=access), "tab": "value"}
    return render(request, "learn/value.html", context)


@require_safe
@workspace_page()
def value_download(request: HttpRequest, access: Access) -> HttpResponse:
    """The account of every test, and the sum, as CSV."""
    report = value_report(access=access)
    response = csv_response("value-of-testing.csv")
    writer = csv.writer(response)
    writer.writerow(COLUMNS)
    for row in report.rows:
        writer.writerow(_cells(row, report.currency))
    for name, amount in (("conversions", report.conversions), ("money", report.money)):
        if amount is not None:
            ends = (amount.point, amount.low, amount.high)
            extra = ("", "", *ends, "") if name == "conversions" else ("",) * 6
            money = ends if name == "money" else ("",) * 3
            simulated = "yes" if report.only_simulated else ""
            before = [f"all tests: {name}", *[""] * 10]
            writer.writerow([*before, *extra, *money, report.currency, simulated])
    return response


def _cells(row: ValueRow, currency: str) -> list[object]:
    account, worth = row.account, row.worth
    money = (worth.money.point, worth.money.low, worth.money.high) if worth.money else ("", "", "")
    return [
        safe_cell(row.experiment.name),
        safe_cell(row.goal.name),
        row.verdict,
        account.started.isoformat(),
        account.ended.isoformat(),
        account.decided.isoformat() if account.decided else "",
        "yes" if account.given is not None else "",
        account.base,
        "" if account.worth is None else account.worth,
        worth.days,
        round(worth.visitors),
        *(worth.during.point, worth.after.point, worth.total.point),
        *(worth.total.low, worth.total.high, worth.cost),
        *money,
        currency,
        "yes" if row.simulated else "",
    ]
