"""Quotes find the pain they speak of, or none."""

from personas.listening.matching import Described, Matcher, suggest_all

PAINS = [
    Described(1, "Chasing receipts. I spend my Sundays chasing people for receipts"),
    Described(2, "Late deposit. The deposit arrives weeks after the date is blocked"),
    Described(3, "Night shifts. Nobody tells me who works tonight"),
]


def test_it_works() -> None:
    (best, *_) = Matcher(PAINS).suggest("another weekend lost to reciepts and chasing my staff")
    assert best.key == 1
    assert 0 < best.confidence <= 1


def test_unlike_words_give_no_suggestion() -> None:
    assert Matcher(PAINS).suggest("the logo is too blue") == ()
    assert Matcher(PAINS).suggest("") == ()


def test_without_pains_there_is_nothing_to_suggest() -> None:
    assert Matcher([]).suggest("I waited") == ()


def test_a_linked_quote_teaches_the_matcher() -> None:
    quote = "my rota was changed by text message again"
    assert all(found.key != 3 for found in Matcher(PAINS).suggest(quote))
    taught = [*PAINS[:2], Described(3, PAINS[2].description, ("they changed my rota by text",))]
    assert Matcher(taught).suggest(quote)[0].key == 3


def test_the_same_input_gives_the_same_answer() -> None:
    quotes = [(1, "weeks until the deposit came"), (2, "who works tonight?"), (3, "blue logo")]
    first = suggest_all(PAINS, quotes)
    assert first == suggest_all(PAINS, quotes)
    assert {key: found[0].key for key, found in first.items()} == {1: 2, 2: 3}


def test_a_clear_lead_is_worth_more_confidence() -> None:
    clear = Matcher(PAINS).suggest("chasing people for receipts on Sundays")[0]
    mixed = Matcher(PAINS).suggest("receipts and the deposit")[0]
    assert clear.confidence > mixed.confidence
