"""The public page against programs, and links that lead nowhere or are closed."""

import re
from datetime import timedelta

from django.conf import LazySettings
from django.core import signing
from django.test import Client
from django.utils import timezone

from personas.ask_customers import close_survey, remove_survey, survey_address
from personas.models import Evidence, Survey, SurveyAnswer
from personas.survey_ticket import SALT
from tests.conftest import Cast
from tests.personas.survey_answers import begin, first_question, path_of, send, ticket
from workspaces import limits


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
    young = ticket(survey, age=0)
    quick = send(survey, ticket=young)
    assert "quicker than we expected" in quick.text
    assert young in quick.text, "It may age."
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
