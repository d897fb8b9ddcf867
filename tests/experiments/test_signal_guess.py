from experiments.signal_guess import guess_stage

WORDS = [
    ("considering", ("Looking around", "asks twice about the prices")),
    ("leaving", ("Left", "opens the page for cancelling")),
]


def test_it_works() -> None:
    assert guess_stage("opened_pricing", WORDS) == "considering"
    assert guess_stage("cancel-page", WORDS) == "leaving"


def test_a_name_that_says_nothing_suggests_nothing() -> None:
    assert guess_stage("xy-17", WORDS) is None
    assert guess_stage("", WORDS) is None
    assert guess_stage("opened", []) is None
