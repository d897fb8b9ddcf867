"""Our counts of a test beside an upload of the web analytics."""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import Workbook

from experiments.models import Experiment, Reconciliation
from tests.conftest import Cast
from tests.experiments.visitors import let_visitors_answer
from tests.experiments.web.test_pages import started
from workspaces.models import AuditRecord


def counted(cast: Cast) -> Experiment:
    experiment = started(cast)
    let_visitors_answer(experiment, visitors=200, converted=[20, 30])
    return experiment


def upload(
    cast: Cast, experiment: Experiment, content: bytes, name: str = "ga.csv", **more: Any
) -> Any:
    return cast.client(cast.editor).post(
        cast.url(f"test/{experiment.pk}/reconcile/"),
        {"file": SimpleUploadedFile(name, content), **more},
    )


def export(experiment: Experiment) -> bytes:
    day = timezone.localdate().isoformat()
    one, two = experiment.arms.order_by("position")
    lines = [
        "Date,Variant,Total users,Key events",
        f"{day},{one.key},190,19",
        f"{day},{two.key},188,29",
    ]
    return "\n".join(lines).encode()


def test_it_works(cast: Cast) -> None:
    experiment = counted(cast)
    answer = upload(cast, experiment, export(experiment))
    kept = Reconciliation.objects.get()
    assert answer.url == cast.url(f"learn/reconciled/{kept.pk}/")
    assert kept.summary["ours"] == {"visitors": 400, "conversions": 50}
    assert kept.summary["theirs"] == {"visitors": 378, "conversions": 48}
    assert len(kept.summary["arms"]) == 2
    assert AuditRecord.objects.filter(target_type="reconciliation", action="created").count() == 1
    client = cast.client(cast.viewer)
    text = client.get(answer.url).content.decode()
    assert "Your analytics counted 94 % of the visitors we did" in text
    listed = client.get(cast.url(f"test/{experiment.pk}/reconcile/")).content.decode()
    assert "ga.csv" in listed
    assert 'type="file"' not in listed
    download = client.get(f"{answer.url}download/").content.decode().splitlines()
    assert download[1].endswith(",400,378,50,48,")


def test_a_workbook_is_read_as_well(cast: Cast) -> None:
    experiment = counted(cast)
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Day", "Users"])
    sheet.append([timezone.localdate(), 400])
    content = BytesIO()
    book.save(content)
    upload(cast, experiment, content.getvalue(), "matomo.xlsx")
    assert "the two agree" in Reconciliation.objects.get().summary["sentence"]


def test_a_file_that_cannot_be_read_says_why_and_keeps_what_was_typed(cast: Cast) -> None:
    experiment = counted(cast)
    answer = upload(cast, experiment, b"colour,size\nred,3\nblue,4\n", day="colour")
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "No column looks like visitors" in text
    assert 'value="colour"' in text
    assert not Reconciliation.objects.exists()


def test_a_comparison_is_removed_with_a_record(cast: Cast) -> None:
    experiment = counted(cast)
    url = upload(cast, experiment, export(experiment)).url
    assert cast.client(cast.viewer).post(f"{url}remove/").status_code == 403
    cast.client(cast.editor).post(f"{url}remove/")
    assert not Reconciliation.objects.exists()
    assert AuditRecord.objects.filter(target_type="reconciliation", action="removed").count() == 1


def test_nobody_else_sees_it(cast: Cast) -> None:
    experiment = counted(cast)
    kept = upload(cast, experiment, export(experiment)).url.rstrip("/").rsplit("/", 1)[1]
    client = cast.client(cast.outsider)
    assert client.get(f"/w/elsewhere/test/{experiment.pk}/reconcile/").status_code == 404
    assert client.get(f"/w/elsewhere/learn/reconciled/{kept}/").status_code == 404
