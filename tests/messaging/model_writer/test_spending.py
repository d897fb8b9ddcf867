"""What may be spent in a month: asked before each call, also by several jobs at once."""

import threading
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.utils import timezone

from messaging.model_writer.refusals import Endpoint as Where
from messaging.model_writer.spending import (
    UNDER_WAY,
    CapReachedError,
    NoModelError,
    call_lines,
    month_of,
    month_use,
    reserve,
    settle_failure,
    used_tokens,
)
from messaging.model_writer.tokens import cost_of, estimate_tokens
from messaging.models import ModelCall, ModelProvider
from tests import make
from tests.conftest import Cast
from tests.messaging.model_writer.conftest import Desk, outcomes
from workspaces.access import Access
from workspaces.membership import create_workspace
from workspaces.models import Job


def call(cast: Cast, **fields: object) -> ModelCall:
    values = {"model": "m", "outcome": "used", "tokens_in": 100, "tokens_out": 10}
    return ModelCall.objects.create(workspace=cast.workspace, **(values | fields))


def test_it_works(desk: Desk) -> None:
    desk.write(count=2)
    use = month_use(desk.cast.access)
    assert (use.calls, use.tokens_in, use.tokens_out) == (2, 1400, 180)
    assert [row.name for row in use.rows] == ["Answered"]
    assert month_use(desk.cast.other).calls == 0


def test_the_cap_is_asked_before_each_call(desk: Desk) -> None:
    desk.set(monthly_tokens=4_000)
    job = desk.write(count=6)
    assert job.state == Job.State.FAILED
    assert "4,000 tokens allowed for this month" in job.error and "phrase writer" in job.error
    assert 0 < len(desk.drafts) < 6
    assert used_tokens(desk.cast.access) <= 4_000
    asked = len(desk.model.asked)
    desk.write()
    assert len(desk.model.asked) == asked, "Nothing is sent once it is reached."


def test_none_at_all(desk: Desk) -> None:
    desk.set(monthly_tokens=0)
    assert "0 tokens allowed" in desk.write().error
    assert desk.model.asked == []


def test_last_month_does_not_count(desk: Desk) -> None:
    begins, _ = month_of(desk.cast.access)
    old = call(desk.cast, tokens_in=999_999)
    ModelCall.objects.filter(pk=old.pk).update(made_at=begins - timedelta(seconds=1))
    assert used_tokens(desk.cast.access) == 0
    assert desk.write().state == Job.State.DONE
    assert month_use(desk.cast.access, begins - timedelta(days=2)).tokens == 1_000_009


def test_the_month_is_the_workspaces(cast: Cast) -> None:
    cast.workspace.time_zone = "Pacific/Auckland"
    begins, ends = month_of(cast.access, datetime(2026, 12, 31, 12, tzinfo=UTC))
    assert begins.isoformat() == "2027-01-01T00:00:00+13:00"
    assert ends.isoformat() == "2027-02-01T00:00:00+13:00"


def test_what_is_set_aside_counts_until_it_is_settled(desk: Desk) -> None:
    access = desk.cast.access
    taken, endpoint = reserve(access, job=None, tokens_in=1_000, tokens_out=2_000)
    assert endpoint == Where(desk.provider.base_url, "small-one", desk.provider.key.open(), 5.0)
    assert "Canary" not in repr(endpoint)
    assert used_tokens(access) == 3_000
    assert taken.said == UNDER_WAY
    settle_failure(access, taken, said="Nobody listens.", may_cost=False)
    assert used_tokens(access) == 0
    assert outcomes(desk) == ["failed"]


def test_nothing_is_set_aside_without_a_model(cast: Cast) -> None:
    with pytest.raises(NoModelError):
        reserve(cast.access, job=None, tokens_in=1, tokens_out=1)


@pytest.fixture
def own_access(transactional_db: None) -> Access:
    access = create_workspace(user=make.make_user(), name="Tea", slug="tea")
    ModelProvider.objects.create(
        workspace=access.workspace, base_url="https://x.example/v1", model="m", monthly_tokens=1_000
    )
    return access


def test_jobs_at_once_do_not_share_what_is_left_for_one(own_access: Access) -> None:
    """Ten at once, each for 300 of 1,000: three may, on whichever database."""
    got: list[bool] = []
    start = threading.Barrier(10)

    def take() -> None:
        try:
            start.wait()
            reserve(own_access, job=None, tokens_in=200, tokens_out=100)
            got.append(True)
        except CapReachedError:
            got.append(False)
        finally:
            connection.close()

    threads = [threading.Thread(target=take) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got) == [False] * 7 + [True] * 3
    assert used_tokens(own_access) == 900


def test_each_call_as_a_line(desk: Desk) -> None:
    call(desk.cast, said="=HYPERLINK(1)", model="@sum")
    header, line = call_lines(desk.cast.access)
    assert header[0] == "When" and len(header) == len(line)
    assert line[1] == "'@sum" and line[6] == "'=HYPERLINK(1)"
    assert line[0].startswith(str(timezone.now().year))


def test_money() -> None:
    assert cost_of(1_000_000, 500_000, Decimal("2.5"), Decimal(10)) == Decimal("7.500000")
    assert cost_of(1, 0, Decimal("0.15"), Decimal(0)) == Decimal("0.000000")


def test_tokens_are_rather_thought_too_many() -> None:
    english = "You spend your Sundays chasing people for receipts, and nobody thanks you for it."
    assert 17 <= estimate_tokens(english) <= 34
    assert estimate_tokens("領収書を集める日曜日") >= 9
    assert estimate_tokens("") == 0
