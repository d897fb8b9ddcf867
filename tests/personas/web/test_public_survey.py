"""The public page: answered by anybody who has the link, counted once, nothing typed lost."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.core import signing
from django.test import Client
from django.utils import timezone

from personas.ask_customers import close_survey, remove_survey, start_survey, survey_address
from personas.models import Evidence, PainRating, Survey, SurveyAnswer
from personas.survey_ticket import SALT
from personas.survey_words import FOLDER, first_texts, page_words
from tests import make
from tests.conftest import Cast
from workspaces import limits
from workspaces.models import AuditRecord


def begin(cast: Cast, kind: str = "struggle", language: str = "en", pains: int = 0) -> Survey:
    persona = make.make_persona(cast.workspace)
    for _ in range(pains):
        make.make_pain(cast.workspace, persona)
    survey, _ = start_survey(access=cast.access, persona=persona, kind=kind, language=language)
    return survey


def path_of(survey: Survey) -> str:
    return f"/s/{survey.token}/"


def ticket(survey: Survey, *, age: float = 60, number: str = "a") -> str:
    """A ticket as a page of ours would hold it that has been open for ``age`` seconds."""
    made = timezone.now() - timedelta(seconds=age)

    class Signer(signing.TimestampSigner):
        def timestamp(self) -> str:
            return signing.b62_encode(int(made.timestamp()))

    said = {"survey": survey.pk, "number": number}
    return str(Signer(salt=SALT).sign_object(said))


def first_question(survey: Survey) -> str:
    return f"q{survey.questions.all()[0].pk}"


def send(survey: Survey, *, client: Client | None = None, **fields: Any) -> Any:
    data = {"ticket": ticket(survey), first_question(survey): "I chase receipts all Sunday."}
    return (client or Client()).post(path_of(survey), data | fields)


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


# Programs


def test_a_ticket_that_is_made_up_is_not_taken(cast: Cast) -> None:
    survey, other = begin(cast), begin(cast)
    for given in ("", "x", ticket(other), ticket(survey)[:-2] + "zz", "\x00"):
        page = send(survey, ticket=given)
        assert page.status_code == 422, given
        assert "press the button once more" in page.text
        assert "I chase receipts all Sunday." in page.text
    assert not SurveyAnswer.objects.exists()


def test_too_quick_and_too_old_are_asked_to_send_again(cast: Cast) -> None:
    survey = begin(cast)
    quick = send(survey, ticket=ticket(survey, age=0))
    assert "quicker than we expected" in quick.text
    assert ticket(survey, age=0) in quick.text, "It may age."
    old = send(survey, ticket=ticket(survey, age=9 * 86_400, number="z"))
    assert "open for a long time" in old.text
    assert not SurveyAnswer.objects.exists()
    held = re.search(r'name="ticket" value="([^"]+)"', old.text)
    assert held is not None
    assert signing.loads(held[1], salt=SALT)["number"] == "z", (
        "Sent before, it counts no second time."
    )


def test_the_trap_keeps_programs_out_and_loses_nobodys_words(cast: Cast) -> None:
    page = send(begin(cast), website="https://spam.example")
    assert page.status_code == 422
    assert "I chase receipts all Sunday." in page.text
    assert "spam.example" not in page.text
    assert not SurveyAnswer.objects.exists()


def test_too_many_answers_from_one_address_wait(cast: Cast, settings: LazySettings) -> None:
    settings.SURVEY_LIMIT_PER_ADDRESS = 2
    limits.calls.forget()
    survey = begin(cast)
    told = [
        Client(REMOTE_ADDR=address).post(
            path_of(survey),
            {"ticket": ticket(survey, number=str(number)), first_question(survey): "Slow."},
        )
        for number, address in enumerate(["192.0.2.1"] * 3 + ["192.0.2.2"])
    ]
    assert [page.status_code for page in told] == [302, 302, 429, 302]
    assert "Slow." in told[2].text
    assert 1 <= int(told[2].headers["Retry-After"]) <= 60
    assert SurveyAnswer.objects.count() == 3
    limits.calls.forget()


def test_too_many_answers_to_one_survey_wait(cast: Cast, settings: LazySettings) -> None:
    settings.SURVEY_LIMIT = 2
    limits.calls.forget()
    survey, other = begin(cast), begin(cast)
    told = [
        send(survey, ticket=ticket(survey, number=str(number))).status_code for number in range(3)
    ]
    assert told == [302, 302, 429]
    assert send(other).status_code == 302
    limits.calls.forget()


def test_no_answer_at_all_is_none(cast: Cast) -> None:
    survey = begin(cast)
    page = send(survey, **{first_question(survey): " \n "})
    assert "Please answer at least one question." in page.text
    assert not SurveyAnswer.objects.exists()


def test_odd_characters_do_not_break_it(cast: Cast) -> None:
    survey = begin(cast)
    send(survey, **{first_question(survey): "Lost\x00 my\x07 Sunday\r\nagain 🫖"})
    assert Evidence.objects.get().text == "Lost my Sunday\nagain 🫖"
    raw = f"ticket={ticket(survey, number='b')}&{first_question(survey)}=%ff%ed%a0%80%00"
    kind = "application/x-www-form-urlencoded"
    assert Client().post(path_of(survey), raw, content_type=kind).status_code == 302


def test_too_long_an_answer_is_kept_for_them_to_cut(cast: Cast) -> None:
    survey = begin(cast)
    page = send(survey, **{first_question(survey): "a" * 4_001})
    assert "below 4,000 characters" in page.text
    assert "a" * 4_001 in page.text


def test_a_question_that_must_be_answered_says_so(cast: Cast) -> None:
    survey = begin(cast)
    second = survey.questions.all()[1]
    second.is_required = True
    second.save()
    assert "Please answer this one." in send(survey).text


# Links


def test_a_link_that_leads_nowhere_never_tells_why(cast: Cast) -> None:
    gone = begin(cast)
    remove_survey(access=cast.access, survey=gone)
    told = set()
    for token in (gone.token, "a" * 43, "a", gone.token[:-1], "ä" * 43):
        page = Client().get(f"/s/{token}/")
        assert page.status_code == 404
        assert Client().post(f"/s/{token}/", {"q1": "x"}).status_code == 404
        assert Client().get(f"/s/{token}/thanks/").status_code == 404
        told.add(page.text)
    assert len(told) == 1
    assert "There is nothing here" in told.pop()


def test_a_closed_survey_says_so_and_gives_the_words_back(cast: Cast) -> None:
    survey = begin(cast)
    close_survey(access=cast.access, survey=survey)
    assert "This survey is closed" in Client().get(path_of(survey)).text
    page = send(survey)
    assert page.status_code == 410
    assert "I chase receipts all Sunday." in page.text
    assert not SurveyAnswer.objects.exists()


def test_its_last_day_closes_it(cast: Cast) -> None:
    survey = begin(cast)
    Survey.objects.update(closes_at=timezone.now() - timedelta(seconds=1))
    assert Client().get(path_of(survey)).status_code == 410
    assert send(survey).status_code == 410


def test_a_workspace_in_the_archive_asks_nobody(cast: Cast) -> None:
    survey = begin(cast)
    cast.workspace.archived_at = timezone.now()
    cast.workspace.save()
    assert "This survey is closed" in Client().get(path_of(survey)).text
    assert send(survey).status_code == 410


def test_the_address_cannot_be_guessed(cast: Cast) -> None:
    tokens = {begin(cast).token for _ in range(5)}
    assert len(tokens) == 5
    assert {len(token) for token in tokens} == {43}
    assert survey_address(begin(cast)).startswith("http://127.0.0.1:8000/s/")


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
