"""The address at which a spreadsheet reads one of our tables: no account, no session, no page."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from workspaces.addresses import address_of, network_of
from workspaces.limits import wait_for_call, whole_seconds
from workspaces.table_addresses import find_table_address, note_reading, table_lines

TOO_MANY = 429
KEPT_SECONDS = 60


@require_safe
def live_table_file(request: HttpRequest, token: str) -> HttpResponseBase:
    """GET /tables/{token}.csv: the table as it is now."""
    wait = wait_for_call(
        f"table-address:{network_of(address_of(request))}", settings.TABLE_LIMIT_PER_ADDRESS
    )
    if wait:
        return HttpResponse(
            "Too many readings from here. Try again in a minute.",
            status=TOO_MANY,
            content_type="text/plain; charset=utf-8",
            headers={"Retry-After": str(whole_seconds(wait))},
        )
    row = find_table_address(token)
    note_reading(row)
    return StreamingHttpResponse(
        table_lines(row),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{row.table}.csv"',
            "Cache-Control": f"private, max-age={KEPT_SECONDS}",
            "X-Robots-Tag": "noindex, nofollow",
            "Referrer-Policy": "no-referrer",
        },
    )
