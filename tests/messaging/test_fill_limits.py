"""Files to fill that are larger, or called longer, than anything we write."""

import io

import openpyxl
import pytest

from messaging.fill_export import FillChoice, ask_to_fill
from messaging.fill_guess import guess_for_template
from messaging.sharing.collect_lines import Selection
from messaging.sharing.filling import sheet_xml
from messaging.tasks import fill_export
from tests.conftest import Cast
from tests.messaging.test_fill_export import ad, fill, take
from workspaces.models import Job


def test_a_workbook_that_cannot_be_filled_says_why(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = ad(cast)
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["Ad Name", "Title", "Body"])
    book.active.append([text.key, "old", "old"])
    content = io.BytesIO()
    book.save(content)
    template = take(cast, content.getvalue(), "ads.xlsx")
    guessed = guess_for_template(cast.access, template)
    job = ask_to_fill(
        access=cast.access,
        template=template,
        choice=FillChoice(guessed.channel, guessed.mapping),
        selection=Selection(),
    )
    monkeypatch.setattr(sheet_xml, "MOST_CELLS", 1)
    fill_export(job.pk)
    job.refresh_from_db()
    assert (job.state, "Fill fewer ads" in job.error) == (Job.State.FAILED, True)


@pytest.mark.parametrize("name", ["広告" * 60 + ".csv", "☕" * 200, "é" * 300 + ".xlsx"])
def test_a_long_name_in_any_script_fits_onto_a_disk(cast: Cast, name: str) -> None:
    text = ad(cast)
    content = f"Ad Name,Title,Body\n{text.key},old,old\n".encode()
    template = take(cast, content, name)
    job = fill(cast, template)
    assert len(str(job.result["file_name"]).encode()) < 200
    assert job.result["file_name"][:20] == name[:20]
