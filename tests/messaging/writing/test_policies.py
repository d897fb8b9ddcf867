"""Policies of channels and packs for regulated trades."""

from dataclasses import replace

import pytest

from messaging.channels import Parts, get_channel
from messaging.writing.brief import Brief
from messaging.writing.gates import explain, first_fault
from messaging.writing.gates.held import Copy
from messaging.writing.gates.rule_files import (
    RuleFileError,
    packs,
    policies,
    policies_for,
    read_book,
)
from messaging.writing.gates.rulings import legal, policy
from tests.messaging.writing.cast import make_brief


def breaches(channel: str, **parts: str | list[str]) -> list[str]:
    brief = replace(make_brief(), channel=get_channel(channel))
    return [held.detail for held in policy(Copy(dict(parts), brief)) if held.level == "breach"]


def pack(name: str, text: str, brief: Brief | None = None) -> list[str]:
    brief = brief or make_brief()
    brief = replace(brief, voice=replace(brief.voice, packs=(name,)))
    copy = Copy({"headline": text}, brief)
    return [held.detail for held in legal(copy) if held.level == "breach"]


def test_it_works() -> None:
    assert breaches("meta_ad", primary_text="Your baby wakes. You curse.") == ["Meta: “Your baby”"]
    assert breaches("meta_ad", primary_text="When the kettle wakes the baby, again") == []


@pytest.mark.parametrize(
    "text",
    [
        "Get rid of your debt before summer.",
        "Your credit card debt will not wait.",
        "Your own children deserve better.",
        "Are you divorced?",
        "Divorced? Talk to somebody.",
        "Other single mums like you sleep at last.",
        "Join other Christians nearby.",
        "Moms like you swear by it.",
        "As a single dad, you know the morning.",
        "If you’re in debt, read this.",
        "If you are pregnant, read this.",
        "You have diabetes and no time.",
        "Do you suffer from anxiety?",
        "You struggle with insomnia every night.",
        "We help you finally get out of debt.",
        "Meet Jewish singles near the river.",
        "People like you who just turned 62 save more.",
        "Are you over 50?",
        "In your thirties, it gets harder.",
        "At your age, it pays to look.",
        "Your criminal record stays with you.",
        "Have you been convicted?",
        "Hi {{first_name|there}}, look at this.",
        "You're a diabetic, not a patient.",
        "Are you gay?",
        "Are you a Muslim or do you know one?",
        "Calling all parents!",
        "Feeling depressed? We listen.",
        "You were evicted. Your financial troubles began there.",
    ],
)
def test_meta_says_nothing_of_what_the_reader_is(text: str) -> None:
    assert breaches("meta_ad", primary_text=text)


@pytest.mark.parametrize(
    "text",
    [
        "When the kettle wakes the baby, the evening is over.",
        "You are a single click away from your receipts.",
        "You broke the cup. It happens.",
        "Your team chases receipts every month.",
        "Counselling after a divorce, in the evening.",
        "A debt calendar for small studios.",
        "Turn 40 receipts into one list: you're 10 minutes away.",
        "Your clients' debts, listed by week.",
        "Do you know how many evenings it takes?",
        "You waste your Sundays.",
        "Your month ends on a Friday.",
        "A cot that folds in one move. You have a free hand.",
        "You have 12 months to send it back.",
    ],
)
def test_meta_lets_situations_and_plain_yous_pass(text: str) -> None:
    assert breaches("meta_ad", primary_text=text) == []


HEADLINES = ["Receipts on the day", "Close the books in peace", "See how it works"]
DESCRIPTIONS = ["Ask nobody twice.", "Photograph it at the table."]


@pytest.mark.parametrize(
    ("headline", "description"),
    [
        ("Receipts on the day!", ""),
        ("", "Ask nobody twice!!"),
        ("", "Ask nobody! Not once! Promise."),
        ("BUY NOW", ""),
        ("", "The FASTEST way there."),
        ("", "Photograph it at the table 🎉"),
        ("", "Call 020 7946 0958 today."),
        ("", "Call +49 (0)30 901820."),
        ("", "F R E E trial."),
        ("", "F.R.E.E trial."),
        ("", "Ask nobody  twice."),
        ("", "Ask nobody twice ."),
        ("", "Free free free for a month."),
        ("", "Click here for receipts."),
        ("", "* Ask nobody twice"),
        ("", "Make ca$h of receipts"),
    ],
)
@pytest.mark.parametrize("channel", ["google_rsa", "microsoft_rsa"])
def test_search_ads_are_written_as_a_newspaper(
    channel: str, headline: str, description: str
) -> None:
    found = breaches(
        channel,
        headlines=[*HEADLINES, headline] if headline else HEADLINES,
        descriptions=[*DESCRIPTIONS, description] if description else DESCRIPTIONS,
    )
    if "Click" in description and channel == "microsoft_rsa":
        assert found == []
    else:
        assert found


@pytest.mark.parametrize(
    "description",
    [
        "From 1 200 000 to 900 receipts.",
        "On 22.11.2026 or 2026-11-22.",
        "Works with DATEV and the HMRC.",
        "Ask nobody twice! Photograph it.",
        "Ask? Nobody. Twice, ever.",
        "Write to us… or do not.",
        "A 5* hotel's receipts, €1,200 of them.",
        "Mail desk@example.org for more.",
        "Half-hour: done; the rest - later.",
    ],
)
def test_ordinary_text_passes(description: str) -> None:
    found = breaches("google_rsa", headlines=HEADLINES, descriptions=[*DESCRIPTIONS, description])
    assert found == []


def test_what_the_brand_writes_in_capitals_passes() -> None:
    brief = replace(make_brief(), channel=get_channel("google_rsa"), brand="KAFI GMBH")
    copy = Copy({"headlines": ["KAFI GMBH for receipts"]}, brief)
    assert list(policy(copy)) == []


def test_a_text_message_is_told_what_it_lacks_and_not_held_back() -> None:
    brief = replace(make_brief(), channel=get_channel("sms"))
    parts: Parts = {"body": "The month ends, and half of the receipts are with other people."}
    notes = [each for each in explain(parts, brief) if each.gate == "policy"]
    assert [each.weighs for each in notes] == [False, False]
    assert (first_fault(parts, brief) or "").partition(":")[0] != "policy"
    told: Parts = {"body": f"{brief.brand}: the month ends. Reply STOP to opt out."}
    assert [each for each in explain(told, brief) if each.gate == "policy"] == []
    assert breaches("sms", body="Receipts: bit.ly/abc. Reply STOP to opt out.")


def test_an_email_does_not_play_an_answer() -> None:
    assert breaches("email", subject="Re: your receipts", preheader="", body="Hello.")
    assert breaches("email", subject="Receipts, again", preheader="", body="re: the receipts") == []


@pytest.mark.parametrize(
    "text",
    [
        "It cures the worst evenings.",
        "Treats insomnia in a week.",
        "Clinically proven.",
        "Recommended by dentists.",
        "No side effects.",
        "Lose 10 kg in two weeks.",
        "A detox for busy people.",
        "Ditch your medication.",
        "Prevents colds.",
    ],
)
def test_the_health_pack(text: str) -> None:
    assert pack("health", text)


@pytest.mark.parametrize(
    "text",
    [
        "Guaranteed returns of some size.",
        "Risk-free.",
        "Double your money.",
        "9.9% APR.",
        "Gained 12 % in a year.",
        "No credit check.",
        "FCA approved.",
        "Tax-free savings.",
        "You can't lose your money.",
    ],
)
def test_the_finance_pack(text: str) -> None:
    assert pack("finance", text)


def test_what_must_stand_with_it_makes_it_right() -> None:
    assert pack("finance", "9.9% APR. Representative example: £1,000 over 12 months.") == []
    proven = make_brief()
    fact = replace(proven.offer.proofs[0], text="Clinically proven in a trial of 2025.")
    proven = replace(proven, offer=replace(proven.offer, proofs=(fact,)))
    assert pack("health", "Clinically proven.", proven) == []


def test_ordinary_words_break_no_pack() -> None:
    for text in ("Treat yourself to a quiet table.", "Dog treats, cured by nobody's aunt's recipe"):
        found = pack("health", text)
        assert found == [] or "cured" in found[0].lower()
    assert pack("finance", "The month returns. Receipts you can never lose.") == []


def test_a_pack_holds_only_where_it_is_switched_on() -> None:
    copy = Copy({"headline": "Guaranteed returns"}, make_brief())
    assert list(legal(copy)) == []


def test_every_file_says_where_it_is_from() -> None:
    assert {"meta", "google", "microsoft", "sms", "email", "social"} <= set(policies())
    assert set(packs()) == {"health", "finance"}
    for book in (*policies().values(), *packs().values()):
        assert book.source and book.summary and book.checked_on.year >= 2026
        for rule in book.rules:
            assert rule.reason.endswith(".") and rule.suggestion.endswith((".", "?", "”", ")"))
    for book in policies().values():
        assert all(get_channel(key) for key in book.channels)
    assert all("Google" not in rule.reason for rule in policies_for("microsoft_rsa")[0].rules)


def test_a_file_that_says_too_little_is_told() -> None:
    with pytest.raises(RuleFileError, match="source is missing"):
        read_book("x", {"name": "X"})
    good = {"name": "X", "source": "s", "checked_on": 1, "summary": "s"}
    with pytest.raises(RuleFileError, match="reason"):
        read_book("x", {**good, "rule": [{"key": "k", "patterns": ["a"]}]})
    rule = {"key": "k", "reason": "r", "suggestion": "s"}
    with pytest.raises(RuleFileError, match="k needs patterns"):
        read_book("x", {**good, "rule": [rule]})
    with pytest.raises(RuleFileError, match="k"):
        read_book("x", {**good, "rule": [{**rule, "patterns": ["("]}]})
