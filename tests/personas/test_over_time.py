"""What customers say over time, the weekly digest and the letter that tells of it."""

import csv
import io
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from home.next_steps import next_steps, totals
from personas.mapping.constants import WEEKS_CAUGHT_UP
from personas.models import Evidence, PainPoint, WeeklyDigest
from personas.over_time import Asked, over_time
from personas.weekly_digest import due_weeks, make_digest, monday, read_digests
from personas.weekly_letter import catch_up, send_newest
from tests import make
from tests.conftest import Cast
from workspaces.membership import remove_member
from workspaces.models import AuditRecord, Membership, WebhookDelivery
from workspaces.weekly_letter import switch_letter, token_of

UNTIL = date(2026, 11, 22)
"""A Sunday: the last day of a week."""


def said(cast: Cast, pain: PainPoint | None, days_ago: int, number: int = 1, **more: Any) -> None:
    for _ in range(number):
        day = UNTIL - timedelta(days=days_ago)
        make.make_evidence(cast.workspace, pain, **({"said_on": day} | more))


def scene(cast: Cast) -> dict[str, PainPoint]:
    """A new pain of people who left, a rising, a steady and a fading one."""
    persona = make.make_persona(cast.workspace)
    names = ("new", "rising", "steady", "fading")
    pains = {name: make.make_pain(cast.workspace, persona, title=name.title()) for name in names}
    said(cast, pains["new"], 2, 3, customer_status="ex_customer")
    said(cast, pains["rising"], 3, 12)
    said(cast, pains["rising"], 100, 6)
    said(cast, pains["steady"], 20, 8)
    said(cast, pains["steady"], 120, 26)
    said(cast, pains["fading"], 90, 40)
    return pains


@pytest.fixture
def sunday(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the Monday after."""
    now = datetime(2026, 11, 23, 6, 0, tzinfo=ZoneInfo("UTC"))
    monkeypatch.setattr(timezone, "now", lambda: now)


def states(cast: Cast, **asked: Any) -> dict[str, str]:
    found = over_time(access=cast.access, asked=Asked(**asked), until=UNTIL)
    return {row.pain.title: row.trend.state.value for row in found.rows}


def test_it_works(cast: Cast) -> None:
    scene(cast)
    assert states(cast) == {
        "New": "new",
        "Rising": "rising",
        "Steady": "steady",
        "Fading": "fading",
    }
    (first, *_) = over_time(access=cast.access, until=UNTIL).rows
    assert (first.pain.title, first.left, first.left_share) == ("New", 3, 100)


def test_only_what_says_something_and_was_confirmed_counts(cast: Cast) -> None:
    pains = scene(cast)
    said(cast, pains["new"], 100, 5, junk="asdf")
    assert states(cast)["New"] == "new"
    said(cast, pains["new"], 300, 1)
    assert states(cast)["New"] == "few", "It was said before."
    assert states(cast, customer_status="ex_customer") == {"New": "new"}
    assert states(cast, source="review") == {}
    assert states(cast, persona=make.make_persona(cast.workspace)) == {}


def test_without_a_date_the_day_it_came_in_counts(cast: Cast) -> None:
    pain = make.make_pain(cast.workspace)
    said(cast, pain, 0, 1, said_on=None)
    late = datetime(2026, 11, 22, 23, 30, tzinfo=ZoneInfo("UTC"))
    Evidence.objects.update(created_at=late)
    assert over_time(access=cast.access, until=UNTIL).undated == 1
    cast.workspace.time_zone = "Asia/Tokyo"  # where it is Monday already
    assert over_time(access=cast.access, until=UNTIL).total == 0
    assert over_time(access=cast.access, until=UNTIL + timedelta(days=1)).total == 1


def test_the_page_draws_lists_and_gives_a_file(cast: Cast, sunday: None) -> None:
    scene(cast)
    said(cast, None, 1, text="Nobody reads the small print")
    client = cast.client(cast.viewer)
    page = client.get(cast.url("listen/over-time/")).text
    assert page.count('<svg class="spark"') == 4
    assert "Nobody reads the small print" in page
    assert client.get(cast.url("listen/over-time/?step=month&persona=x")).status_code == 200
    sheet = client.get(cast.url("listen/over-time/download/")).content.decode()
    rows = list(csv.DictReader(io.StringIO(sheet)))
    assert [row["state"] for row in rows] == ["new", "rising", "steady", "fading"]
    assert rows[0]["Nov 2026"] == "3"


def test_queries_do_not_grow(cast: Cast, sunday: None) -> None:
    client = cast.client(cast.viewer)

    def queries(url: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(cast.url(url)).status_code == 200
        return len(seen)

    scene(cast)
    make_digest(workspace=cast.workspace, week=UNTIL - timedelta(days=6))
    few = [queries("listen/over-time/"), queries("listen/weeks/")]
    for number in range(3):
        said(cast, make.make_pain(cast.workspace), 5, 4)
        said(cast, None, 1)
        make_digest(workspace=cast.workspace, week=UNTIL - timedelta(days=6 + 7 * (number + 1)))
    assert [queries("listen/over-time/"), queries("listen/weeks/")] == few


def digest(cast: Cast) -> WeeklyDigest:
    made = make_digest(workspace=cast.workspace, week=UNTIL - timedelta(days=6))
    assert made is not None
    return made


def test_a_week_tells_what_began_in_it(cast: Cast, sunday: None) -> None:
    scene(cast)
    said(cast, None, 2, 4)
    make.make_webhook(cast.workspace, events=["themes.alert"])
    made = digest(cast)
    assert make_digest(workspace=cast.workspace, week=made.week) is None, "Once is enough."
    (read,) = read_digests(access=cast.access, rows=[made])
    assert [line.title for line in read.new] == ["New"]
    assert [line.title for line in read.rising] == ["Rising"]
    assert (read.quotes, read.unattached, read.unattached_left) == (19, 4, 0)
    assert made.is_alert and read.alerts == 1
    assert '"pains"' in WebhookDelivery.objects.get(event="themes.alert").body
    page = cast.client(cast.viewer).get(cast.url("listen/weeks/")).text
    assert "Customers at risk or gone" in page
    steps = next_steps(access=cast.access, counts=totals(access=cast.access))
    assert steps[0].title == "“New”: people who left, or may, begin to say it"


def test_what_goes_on_has_not_begun(cast: Cast, sunday: None) -> None:
    scene(cast)
    later = make_digest(workspace=cast.workspace, week=UNTIL + timedelta(days=1))
    assert later is not None
    assert (later.body["new"], later.body["rising"], later.is_alert) == ([], [], False)


def test_people_at_risk_give_alarm_too(cast: Cast, sunday: None) -> None:
    pains = scene(cast)
    Evidence.objects.update(customer_status="customer")
    assert not digest(cast).is_alert
    WeeklyDigest.objects.all().delete()
    make.make_stage_pain(make.make_stage(cast.workspace, "at_risk"), pains["rising"])
    assert digest(cast).is_alert
    WeeklyDigest.objects.all().delete()
    PainPoint.objects.all().delete()
    said(cast, None, 2, 2, customer_status="lost_deal")
    assert digest(cast).body["unattached"]["alert"]


def test_missed_weeks_are_caught_up_and_no_more(cast: Cast, sunday: None) -> None:
    assert due_weeks(cast.workspace) == [], "Nothing was ever said."
    scene(cast)
    assert catch_up() == WEEKS_CAUGHT_UP
    weeks = list(WeeklyDigest.objects.values_list("week", flat=True))
    assert weeks == [
        date(2026, 11, 16 - 7 * ago) if ago < 3 else date(2026, 10, 26) for ago in range(4)
    ]
    assert catch_up() == 0
    assert due_weeks(cast.other.workspace) == []


def test_each_workspace_has_its_own_monday(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    late = datetime(2026, 11, 22, 16, 0, tzinfo=ZoneInfo("UTC"))
    monkeypatch.setattr(timezone, "now", lambda: late)
    scene(cast)
    assert due_weeks(cast.workspace)[-1] == date(2026, 11, 9)
    cast.workspace.time_zone = "Asia/Tokyo"
    assert due_weeks(cast.workspace)[-1] == date(2026, 11, 16)
    assert monday(UNTIL) == date(2026, 11, 16)


def test_the_letter_goes_to_those_who_asked_for_it_once(cast: Cast, sunday: None) -> None:
    scene(cast)
    cast.client(cast.editor).post(cast.url("settings/letter/"), {"on": "yes"})
    agency = Membership.objects.get(user=cast.agency)
    Membership.objects.filter(pk=agency.pk).update(weekly_letter=True)
    catch_up()
    (letter,) = mail.outbox
    assert letter.to == ["editor@example.org"]
    assert "New: 3 quotes, 3 by people who left" in letter.body
    assert "text/html" in str(letter.alternatives)  # type: ignore[attr-defined]
    assert "I lost Sunday" not in letter.body, "No customer's words leave the site."
    catch_up()
    assert len(mail.outbox) == 1


def test_nothing_is_sent_when_nothing_is_new(cast: Cast, sunday: None) -> None:
    said(cast, make.make_pain(cast.workspace), 2)
    switch_letter(access=cast.access, on=True)
    assert catch_up() == WEEKS_CAUGHT_UP
    assert mail.outbox == []


def test_a_mail_server_that_is_away_is_tried_again(
    cast: Cast, sunday: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene(cast)
    switch_letter(access=cast.access, on=True)

    def refuse(*args: Any, **kwargs: Any) -> int:
        raise OSError("away")

    with monkeypatch.context() as away:
        away.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)
        catch_up()
    assert mail.outbox == []
    assert send_newest(cast.workspace) == 1


def test_the_link_in_a_letter_stops_it(cast: Cast) -> None:
    access = cast.access_of(cast.editor)
    switch_letter(access=access, on=True)
    mine = Membership.objects.get(user=cast.editor)
    url = f"/letters/{token_of(mine)}/"
    anybody = Client(enforce_csrf_checks=True)
    assert "Stop the weekly letter?" in anybody.get(url).text
    mine.refresh_from_db()
    assert mine.weekly_letter, "Looking at a link stops nothing."
    assert "No more letters" in anybody.post(url, {"List-Unsubscribe": "One-Click"}).text
    mine.refresh_from_db()
    assert not mine.weekly_letter
    assert AuditRecord.objects.filter(action="letter switched off").count() == 1
    anybody.post(url)
    assert AuditRecord.objects.filter(action="letter switched off").count() == 1
    assert anybody.get("/letters/1-2:made-up/").status_code == 404
    remove_member(access=cast.access, membership=mine)
    assert anybody.get(url).status_code == 404


def test_who_may_not_look_gets_no_letter(cast: Cast) -> None:
    answer = cast.client(cast.agency).post(cast.url("settings/letter/"), {"on": "yes"})
    assert answer.status_code == 403
    page = cast.client(cast.viewer).get(cast.url("settings/people/")).text
    assert "Send me the letter" in page


def test_a_digest_from_elsewhere_leads_to_no_other_pain(cast: Cast) -> None:
    pain = make.make_pain(cast.workspace)
    line = {"pain": pain.pk, "title": "Of another site", "quotes": "x"}
    body = {"new": [line, "odd"], "rising": None, "unattached": 3}
    row = WeeklyDigest.objects.create(workspace=cast.workspace, week=UNTIL, body=body)
    (read,) = read_digests(access=cast.access, rows=[row])
    assert (read.new[0].pain, read.new[0].title, read.new[0].quotes) == (None, "Of another site", 0)
    assert cast.client(cast.viewer).get(cast.url("listen/weeks/")).status_code == 200


def test_programs_read_it(cast: Cast, sunday: None) -> None:
    scene(cast)
    digest(cast)
    api = cast.api(scopes=["read"])
    found = api.get("/api/v1/trends/").json()
    assert [row["state"] for row in found["pains"]] == ["new", "rising", "steady", "fading"]
    assert api.get("/api/v1/trends/?source=nowhere").status_code == 400
    assert api.get("/api/v1/trends/?customer_status=ex_customer").json()["total"] == 3
    (week,) = api.get("/api/v1/digests/").json()["results"]
    assert (week["week"], week["is_alert"]) == ("2026-11-16", True)
