"""Each rule finds what it is for, at its exact place, and leaves alone what it should."""

import pytest

from messaging.lens import COMPONENTS, read
from messaging.lens.rules import RULES
from tests.messaging.lens.cast import BRIEF

FOUND = [
    ("jargon", "We leverage what we know.", "leverage"),
    ("hype", "A world-class kettle for the office.", "world-class"),
    ("vague_words", "Bring synergy to the office.", "synergy"),
    ("pressure", "Hurry, the shop closes.", "Hurry"),
    ("unproven_superlative", "It is the only kettle that works.", "the only"),
    ("unproven_number", "Ready in 33 minutes.", "33"),
    ("weasel_words", "It may help with the fish.", "may help"),
    ("borrowed_authority", "Studies show that fish sells.", "Studies show"),
    ("repeated_word", "Fish today, fish tonight, fish tomorrow, and then some more fish.", "fish"),
    ("same_openings", "The till is late. The fish is cold. The menu is old.", "The"),
    ("we_count", "The fish we cook is what we sell when we can.", "we"),
    ("passive", "The fish was quickly ordered by nobody.", "was quickly ordered"),
    ("shouting", "So good! So cheap! Buy it.", "!"),
    ("spelling_consistency", "Send an email, or the other e-mail.", "e-mail"),
    ("merge_tag", "Hello {{first_name}}, the fish is here.", "{{first_name}}"),
    ("merge_tag", "Hello *|FNAME|*, the fish is here.", "*|FNAME|*"),
    ("self_focus_opening", "Our kitchen is old.", "Our"),
    ("self_focus_opening", "Ladlewright is a live sheet.", "Ladlewright"),
    ("banned_words", "A seamless evening.", "seamless"),
    ("preferred_terms", "Ninety covers on Saturday.", "covers"),
    ("you_stuffing", "Your app gives your team your data in your dashboard.", None),
    ("feature_list", "Dashboards, exports, webhooks and an API.", None),
    ("long_sentence", "The fish " + "and the bread " * 9 + "are here.", None),
    (
        "readability",
        "Organisational interoperability considerations necessitate comprehensive documentation"
        " of infrastructural dependencies.",
        None,
    ),
]
LEFT_ALONE = [
    ("weasel_words", "It helps on Friday."),
    ("borrowed_authority", "Studies show it: nine tools tested in 2025."),
    ("repeated_word", "Fish today, fish tonight, fish tomorrow."),
    ("repeated_word", "You know that you can when you want what you like."),
    ("same_openings", "The till is late. The fish is cold. Nobody knows."),
    ("we_count", "The fish we cook is what we sell. Welcome to the USA."),
    ("hype", "The headcount moves."),
    ("jargon", "Onboarding day is on Friday."),  # the persona says so
    ("unproven_number", "A quote in 11 minutes, and £1,400 kept."),
    ("unproven_superlative", "The fastest of nine."),
    ("merge_tag", "Hello {{first_name|there}}, the fish is here."),
    ("merge_tag", "Hello {{ user.firstName | default: 'there' }}, the fish is here."),
    ("merge_tag", "{KeyWord:Fish} for Friday"),
    ("self_focus_opening", "We know what Thursday night looks like."),
    ("passive", "She was tired and he was worried."),
    ("shouting", "At last!"),
    ("spelling_consistency", "One email and another email."),
    ("long_sentence", "The fish is here. " * 9),
    ("you_stuffing", "You hear about the guests when your fish is paid for."),
    ("readability", "The fish is here and nobody knows who ordered it."),
]


@pytest.mark.parametrize(("rule", "text", "marked"), FOUND)
def test_it_finds(rule: str, text: str, marked: str | None) -> None:
    findings = [finding for finding in read(text, BRIEF).findings if finding.rule == rule]
    assert findings
    if marked is not None:
        assert marked in {text[finding.start : finding.end] for finding in findings}


@pytest.mark.parametrize(("rule", "text"), LEFT_ALONE)
def test_it_leaves_alone(rule: str, text: str) -> None:
    assert rule not in {finding.rule for finding in read(text, BRIEF).findings}


def test_every_rule_is_tried_above() -> None:
    assert {name for name, _, _ in FOUND} == {rule.name for rule in RULES}


def test_rules_that_need_a_brief_are_silent_without_one() -> None:
    for rule in RULES:
        if rule.needs_brief:
            text = next(text for name, text, _ in FOUND if name == rule.name)
            assert rule.name not in {finding.rule for finding in read(text).findings}


def test_every_rule_says_why_in_one_sentence_and_lowers_its_component() -> None:
    for rule in RULES:
        assert rule.reason.endswith(".")
        assert rule.component in COMPONENTS
        assert 0 < rule.weight <= rule.most


def test_a_substitution_names_what_to_write_instead() -> None:
    findings = {finding.rule: finding for finding in read("We utilize covers.", BRIEF).findings}
    assert findings["jargon"].suggestion == "use"
    assert findings["preferred_terms"].suggestion == "guests"


def test_a_finding_costs_its_component_points() -> None:
    calm, pressed = read("The shop closes at six."), read("Act now: the shop closes at six.")
    assert (pressed.components["honest"] or 0) < (calm.components["honest"] or 0)
