"""The public page of an ask-test: anybody with the link chooses, counted once, nothing lost."""

import re

import pytest
from django.conf import LazySettings
from django.core import signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from messaging.ask_tests import close_ask_test, remove_ask_test
from messaging.models import AskAnswer
from personas.models import Evidence
from tests.conftest import Cast
from tests.messaging.asking import begin, send, ticket
from workspaces import limits
from workspaces.models import AuditRecord


def test_it_works(cast: Cast) -> None:
    test = begin(cast, count=3)
    client = Client(enforce_csrf_checks=True)
    page = client.get(f"/a/{test.token}/?from=email")
    text = page.text
    assert text.count("Which of these sounds like your problem?") == 3
    assert 'name="from" value="email"' in text
    assert "<script" not in text
    assert "frame-ancestors *" in page.headers["Content-Security-Policy"]
    answer = send(test, client=client, **{"from": "email"})
    assert answer.status_code == 302
    assert "Thank you" in client.get(answer.headers["Location"]).text
    given = AskAnswer.objects.get()
    assert (given.chosen, given.came_from) == (given.pair.first, "email")
    quote = given.evidence
    assert quote is not None
    assert quote.text == "Because my Sundays are gone, every month."
    assert (quote.source, quote.asked, quote.question) == ("survey", True, test.question)
    assert (quote.persona, quote.said_on) == (test.persona, timezone.localdate())
    assert not client.cookies


def test_one_record_that_says_nothing_of_who(cast: Cast) -> None:
    test = begin(cast)
    last = AuditRecord.objects.latest("pk").pk
    send(test, REMOTE_ADDR="192.0.2.9")
    (row,) = AuditRecord.objects.filter(pk__gt=last)
    assert (row.action, row.via, row.user, row.address) == ("answered", "survey", None, None)
    assert row.after == {"choices": 1, "quotes": 1}


def test_neither_is_an_answer_and_reasons_are_masked_and_marked(cast: Cast) -> None:
    test = begin(cast)
    pair = test.pairs.all()[0]
    send(test, **{f"p{pair.pk}": "neither", f"why{pair.pk}": "Write to ann@example.org"})
    given = AskAnswer.objects.select_related("evidence").get()
    assert given.chosen is None
    assert given.evidence is not None
    assert "ann@" not in given.evidence.text
    send(test, number="b", **{f"why{pair.pk}": "n/a"})
    assert Evidence.objects.latest("pk").junk


def test_a_form_sent_twice_counts_once_also_for_another_pair(cast: Cast) -> None:
    test = begin(cast, count=3)
    send(test)
    send(test)
    other = test.pairs.all()[1]
    send(test, pair=[other.pk], **{f"p{other.pk}": "second"})
    assert AskAnswer.objects.count() == 1
    assert Evidence.objects.count() == 1
    send(test, number="b")
    assert AskAnswer.objects.count() == 2


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"website": "http://spam.example"}, "A field that nobody can see"),
        ({"ticket": "made-up"}, "Something about this page got lost"),
    ],
)
def test_programs_are_turned_away_with_what_was_typed(
    cast: Cast, changed: dict[str, str], says: str
) -> None:
    test = begin(cast)
    answer = send(test, **changed)
    assert answer.status_code == 422
    assert says in answer.text
    assert "Because my Sundays are gone" in answer.text
    assert 'value="first" checked' in answer.text
    assert not AskAnswer.objects.exists()


def test_a_ticket_is_of_this_test_and_not_too_young(cast: Cast) -> None:
    test, other = begin(cast), begin(cast)
    # The ids of surveys are other ids: a survey's ticket is none of ours.
    for bad in (ticket(other), ticket(test, kind="survey"), ticket(test, age=0)):
        assert send(test, ticket=bad).status_code == 422
    assert not AskAnswer.objects.exists()


def test_pairs_of_others_and_made_up_choices_do_not_count(cast: Cast) -> None:
    test, other = begin(cast), begin(cast)
    theirs = other.pairs.all()[0]
    mine = test.pairs.all()[0]
    answer = send(test, pair=[theirs.pk], **{f"p{theirs.pk}": "first", f"p{mine.pk}": "third"})
    assert answer.status_code == 422
    assert not AskAnswer.objects.exists()


def test_a_reason_without_a_choice_asks_for_one(cast: Cast) -> None:
    test = begin(cast)
    pair = test.pairs.all()[0]
    answer = send(test, **{f"p{pair.pk}": ""})
    assert (answer.status_code, "Please answer this one." in answer.text) == (422, True)
    assert "Because my Sundays are gone" in answer.text
    empty = send(test, **{f"p{pair.pk}": "", f"why{pair.pk}": ""})
    assert "Please choose at least once." in empty.text


def test_a_closed_one_gives_the_words_back(cast: Cast) -> None:
    test = begin(cast)
    close_ask_test(access=cast.access, test=test)
    assert Client().get(f"/a/{test.token}/").status_code == 410
    answer = send(test)
    assert answer.status_code == 410
    assert "Because my Sundays are gone" in answer.text
    assert not AskAnswer.objects.exists()


def test_any_other_address_leads_nowhere(cast: Cast) -> None:
    test = begin(cast)
    remove_ask_test(access=cast.access, test=test)
    for token in (test.token, "x", "x" * 43):
        assert Client().get(f"/a/{token}/").status_code == 404
        assert Client().post(f"/a/{token}/", {"p1": "first"}).status_code == 404
        assert Client().get(f"/a/{token}/thanks/").status_code == 404


def test_too_many_wait(cast: Cast, settings: LazySettings) -> None:
    settings.SURVEY_LIMIT_PER_ADDRESS = 1
    limits.calls.forget()
    test = begin(cast)
    send(test)
    answer = send(test, number="b")
    limits.calls.forget()
    assert (answer.status_code, "Because my Sundays" in answer.text) == (429, True)
    assert AskAnswer.objects.count() == 1


def test_half_see_the_other_side_first(cast: Cast) -> None:
    test = begin(cast)
    firsts = set()
    for _ in range(30):
        text = Client().get(f"/a/{test.token}/").text
        found = re.search(r'name="p\d+" value="(first|second)"', text)
        assert found is not None
        firsts.add(found[1])
    assert firsts == {"first", "second"}


def test_the_sides_stay_where_they_were_when_the_form_comes_back(cast: Cast) -> None:
    test = begin(cast)
    text = Client().get(f"/a/{test.token}/").text
    pair = test.pairs.all()[0]
    held = re.search(r'name="ticket" value="([^"]+)"', text)
    assert held is not None
    number = signing.loads(held[1], salt="personas.survey")["number"]
    again = send(test, number=number, **{f"p{pair.pk}": ""}).text
    order = re.compile(r'name="p\d+" value="(first|second)"')
    assert order.findall(text) == order.findall(again)


def test_copy_is_text_and_merge_tags_have_their_fallback(cast: Cast) -> None:
    test = begin(cast, language="de")
    pair = test.pairs.all()[0]
    pair.first_texts = ["<b>Hallo</b>"]
    pair.save()
    text = Client().get(f"/a/{test.token}/").text
    assert "&lt;b&gt;Hallo&lt;/b&gt;" in text
    assert "Was davon klingt nach Ihrem Problem?" in text


def test_it_takes_as_many_queries_with_more_pairs(cast: Cast) -> None:
    counts = []
    for count in (2, 4):
        test = begin(cast, count=count)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            Client().get(f"/a/{test.token}/")
        counts.append(len(queries))
    assert counts == [2, 2]
