"""The public page: answered by anybody who has the link, counted once, nothing typed lost."""

import re
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone

from personas.models import Evidence, PainRating, Survey, SurveyAnswer
from personas.survey_ticket import SALT
from personas.survey_words import FOLDER, first_texts, page_words
from tests.conftest import Cast
from tests.personas.survey_answers import begin, first_question, path_of, send, ticket
from workspaces.models import AuditRecord


def test_it_works(cast: Cast) -> None:
    survey = begin(cast)
    client = Client(enforce_csrf_checks=True)
    page = client.get(path_of(survey))
    assert "What were you struggling with?" in page.text
    held = re.search(r'name="ticket" value="([^"]+)"', page.text)
    assert held is not None
    signing.loads(held[1], salt=SALT)
    answer = send(survey, client=client, may_quote="yes", who="customer")
    assert answer.status_code == 302
    assert "You have just made something better" in client.get(answer.headers["Location"]).text
    quote = Evidence.objects.get()
    assert (quote.text, quote.source, quote.asked) == (
        "I chase receipts all Sunday.",
        "survey",
        True,
    )
    assert (quote.persona, quote.question) == (
        survey.persona,
        "What were you struggling with?",
    )
    assert (quote.customer_status, quote.may_quote, quote.may_contact) == ("customer", True, False)
    assert quote.said_on == timezone.localdate()
    assert not client.cookies, "An answer needs no cookie and gets none."


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12"])
def test_the_day_is_that_of_the_workspace(cast: Cast, zone: str) -> None:
    """The zones are 26 hours apart: at least one is not at the day of the server."""
    cast.workspace.time_zone = zone
    cast.workspace.save()
    send(begin(cast))
    assert Evidence.objects.get().said_on == timezone.localdate(timezone=ZoneInfo(zone))


def test_there_is_one_record_of_an_answer_and_it_says_nothing_of_who(cast: Cast) -> None:
    survey = begin(cast)
    last = AuditRecord.objects.latest("pk").pk
    send(survey, REMOTE_ADDR="192.0.2.9")
    (row,) = AuditRecord.objects.filter(pk__gt=last)
    assert (row.action, row.via, row.user, row.address) == ("answered", "survey", None, None)
    assert (row.actor, row.target_label) == ("somebody who was asked", survey.title)
    assert row.after["quotes"] == 1
    assert "receipts" not in str(row.after)


def test_who_left_is_known_to_have_left(cast: Cast) -> None:
    survey = begin(cast, "churn")
    assert 'name="who"' not in Client().get(path_of(survey)).text
    send(survey, who="customer")
    quote = Evidence.objects.get()
    assert (quote.source, quote.customer_status) == ("exit_interview", "ex_customer")


def test_pains_are_rated_in_the_words_of_those_who_have_them(cast: Cast) -> None:
    survey = begin(cast, "rating", pains=2)
    first, second = [row for row in survey.questions.all() if row.pain_id]
    text = Client().get(path_of(survey)).text
    assert text.count("I spend my Sundays chasing people for receipts.") == 2
    said = {
        f"q{first.pk}-matters": "5",
        f"q{first.pk}-solved": "2",
        f"q{second.pk}-matters": "4",
        f"q{second.pk}-solved": "4",
        f"q{second.pk}-not": "yes",
    }
    Client().post(path_of(survey), {"ticket": ticket(survey)} | said)
    rating = PainRating.objects.get()
    assert (rating.pain, rating.importance, rating.satisfaction) == (first.pain, 5, 2)


def test_half_a_rating_is_asked_about_and_kept(cast: Cast) -> None:
    survey = begin(cast, "rating", pains=1)
    name = first_question(survey)
    page = Client().post(path_of(survey), {"ticket": ticket(survey), f"{name}-matters": "3"})
    assert "Please answer both" in page.text
    assert f'name="{name}-matters" value="3" checked' in page.text
    assert not PainRating.objects.exists()


def test_personal_data_is_masked_before_it_is_kept(cast: Cast) -> None:
    survey = begin(cast)
    send(survey, **{first_question(survey): "Write to ann@example.org about it."})
    quote = Evidence.objects.get()
    assert "ann@example.org" not in quote.text
    assert quote.masked


def test_where_to_write_is_sealed_and_stands_for_the_person(cast: Cast) -> None:
    survey = begin(cast)
    send(survey, may_contact="yes", email="Ann@Example.org")
    quote = Evidence.objects.get()
    assert quote.may_contact
    assert quote.contact.open() == "ann@example.org"
    assert "ann@" not in str(Evidence.objects.filter(pk=quote.pk).values())
    send(survey, ticket=ticket(survey, number="b"), may_contact="yes", email="ann@example.org ")
    assert Evidence.objects.values("person_hash").distinct().count() == 1


def test_an_address_is_dropped_unless_they_agreed(cast: Cast) -> None:
    survey = begin(cast)
    send(survey, email="ann@example.org")
    assert not Evidence.objects.get().contact


@pytest.mark.parametrize(
    ("email", "told"), [("", "Where may we write to?"), ("ann", "does not look like")]
)
def test_a_wrong_address_is_said(cast: Cast, email: str, told: str) -> None:
    page = send(begin(cast), may_contact="yes", email=email)
    assert told in page.text
    assert "I chase receipts all Sunday." in page.text
    assert not SurveyAnswer.objects.exists()


def test_junk_is_kept_and_marked(cast: Cast) -> None:
    survey = begin(cast)
    send(survey, **{first_question(survey): "asdf"})
    assert Evidence.objects.get().junk


def test_two_people_may_say_the_same(cast: Cast) -> None:
    survey = begin(cast)
    send(survey)
    send(survey, ticket=ticket(survey, number="b"))
    assert Evidence.objects.values("person_hash").distinct().count() == 2


def test_what_one_person_answers_is_one_persons(cast: Cast) -> None:
    survey = begin(cast)
    names = [f"q{row.pk}" for row in survey.questions.all()]
    send(survey, **dict.fromkeys(names, "It takes too long."))
    assert Evidence.objects.count() == 3
    assert Evidence.objects.values("person_hash").distinct().count() == 1


def test_the_tag_of_a_link_is_kept(cast: Cast) -> None:
    survey = begin(cast)
    page = Client().get(path_of(survey) + "?from=newsletter")
    assert 'name="from" value="newsletter"' in page.text
    send(survey, **{"from": "newsletter"})
    assert SurveyAnswer.objects.get().came_from == "newsletter"


def test_sent_twice_it_counts_once(cast: Cast) -> None:
    survey = begin(cast)
    assert [send(survey).status_code for _ in range(3)] == [302, 302, 302]
    assert (SurveyAnswer.objects.count(), Evidence.objects.count()) == (1, 1)


def test_a_person_who_rates_again_counts_once(cast: Cast) -> None:
    survey = begin(cast, "rating", pains=1)
    pain, words = survey.questions.all()
    for number, step in (("a", "1"), ("b", "5")):
        said = {
            f"q{pain.pk}-matters": step,
            f"q{pain.pk}-solved": "2",
            f"q{words.pk}": f"No, {number}",
            "may_contact": "yes",
            "email": "ann@example.org",
            "ticket": ticket(survey, number=number),
        }
        Client().post(path_of(survey), said)
    assert [row.importance for row in PainRating.objects.all()] == [5]


# What it says


def test_no_text_becomes_markup(cast: Cast) -> None:
    evil = '"><script>alert(1)</script>{{ 7 }}'
    survey = begin(cast)
    Survey.objects.update(title=evil, intro=evil, thanks=evil)
    survey.questions.update(text=evil, hint=evil)
    cast.workspace.name = evil
    cast.workspace.save()
    client = Client()
    pages = [
        client.get(path_of(survey) + "?from=" + evil),
        client.get(path_of(survey) + "thanks/"),
        send(survey, ticket="x", email=evil, **{first_question(survey): evil, "from": evil}),
    ]
    for page in pages:
        assert "<script" not in page.text
        assert "&lt;script&gt;" in page.text


@pytest.mark.parametrize("language", sorted(path.stem for path in FOLDER.glob("*.toml")))
def test_every_language_says_everything(language: str) -> None:
    assert set(page_words(language)) == set(page_words("en"))
    assert all(page_words(language).values())
    for kind in Survey.Kind.values:
        ours, english = first_texts(kind, language), first_texts(kind, "en")
        assert len(ours.questions) == len(english.questions)
        assert all((ours.title, ours.intro, ours.thanks, *(q.text for q in ours.questions)))


def test_it_speaks_the_language_of_the_survey(cast: Cast) -> None:
    survey = begin(cast, language="de-AT")
    text = Client().get(path_of(survey)).text
    assert '<html lang="de">' in text
    assert "Womit haben Sie sich schwergetan?" in text
    assert "Antwort abschicken" in text
    assert send(survey).status_code == 302
    assert Evidence.objects.get().language == "de"


def test_nothing_to_press_runs_a_script(cast: Cast) -> None:
    assert "<script" not in Client().get(path_of(begin(cast))).text


def test_it_costs_few_queries(cast: Cast, django_assert_max_num_queries: Any) -> None:
    survey = begin(cast, "rating", pains=8)
    with django_assert_max_num_queries(2):
        Client().get(path_of(survey))
