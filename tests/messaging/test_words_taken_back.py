"""What a customer took back leaves no longer: by no link, no file for others, no live table."""

from typing import Any

import pytest
from django.test import Client

from messaging.exported_texts import texts_of_export
from messaging.models import CopyFlag, ShareLink, Variant
from messaging.share_links import ShareLinkError, Sharing, make_file_anew, make_link
from messaging.sharing.collect_lines import Selection, selected_variants
from personas.models import Evidence
from tests import make
from tests.conftest import Cast
from tests.messaging.share_link_cast import finish, linked, opened, page_of
from workspaces.models import Job
from workspaces.table_addresses import make_table_address

WORDS = "It takes me half the weekend to find what I paid for"


def said(cast: Cast, **fields: Any) -> Evidence:
    return make.make_evidence(cast.workspace, text=WORDS, **({"may_quote": True} | fields))


def take_back(cast: Cast, evidence: Evidence, how: str) -> None:
    client = cast.client(cast.editor)
    answer = client.post(cast.url(f"listen/evidence/{evidence.pk}/{how}/"), {"reason": "asked"})
    assert answer.status_code == 302


def flagged(variant: Variant) -> CopyFlag:
    return CopyFlag.objects.create(
        workspace=variant.workspace, variant=variant, reason="withdrawn", marks=[]
    )


@pytest.mark.parametrize("how", ["withdraw", "delete", "stop-quoting"])
def test_a_link_hands_out_no_file_of_before(cast: Cast, how: str) -> None:
    evidence, link, closed = said(cast), linked(cast), linked(cast, days=1)
    theirs = ShareLink.objects.get(pk=linked(cast).pk)
    ShareLink.objects.filter(pk=theirs.pk).update(workspace=cast.other.workspace)
    ticket = opened(link)
    take_back(cast, evidence, how)
    answer = Client().post(page_of(link, "file/"), {"ticket": ticket})
    assert answer.status_code == 410
    assert "no longer kept" in answer.content.decode()
    for each in (link, closed):
        each.refresh_from_db()
        assert each.job is None
    theirs.refresh_from_db()
    assert theirs.job is not None
    assert Job.objects.filter(kind__startswith="messaging.export").count() == 3, "history stays"
    make_file_anew(access=cast.access, link=link)
    finish(link)
    again = Client().post(page_of(link, "file/"), {"ticket": opened(link)})
    assert again.status_code == 200


def test_words_nobody_might_quote_stood_in_no_file(cast: Cast) -> None:
    evidence, link = said(cast, may_quote=False), linked(cast)
    take_back(cast, evidence, "withdraw")
    link.refresh_from_db()
    assert link.job is not None


def test_a_flagged_text_stays_inside_until_somebody_settled_it(cast: Cast) -> None:
    link = linked(cast)
    text = Variant.objects.get()
    other = make.make_live(make.make_message(cast.other.workspace))
    flagged(other)
    outside, inside = Selection(consented_only=True), Selection()
    assert selected_variants(cast.workspace, outside).count() == 1
    flag = flagged(text)
    assert selected_variants(cast.workspace, outside).count() == 0
    assert selected_variants(cast.workspace, inside).count() == 1
    assert link.job is not None
    (texts,) = texts_of_export(cast.access, link.job)
    assert list(texts) == [text], "it was in the file, though"
    with pytest.raises(ShareLinkError, match="nothing to export"):
        make_link(access=cast.access, sharing=Sharing(name="Again"))
    CopyFlag.objects.filter(pk=flag.pk).update(settled_at=text.created_at)
    assert selected_variants(cast.workspace, outside).count() == 1


def test_nor_is_it_in_the_live_table(cast: Cast) -> None:
    row = make_table_address(access=cast.access, table="copy", name="For the sheet")
    text = make.make_live(make.make_message(cast.workspace))

    def lines() -> int:
        answer: Any = Client().get(f"/tables/{row.token}.csv")
        return len(b"".join(answer.streaming_content).splitlines())

    before = lines()
    flagged(text)
    assert lines() < before
