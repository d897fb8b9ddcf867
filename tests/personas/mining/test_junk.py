"""Short answers labelled by hand, both ways: what tells nothing, and what must never be lost."""

import pytest

from personas.listening.mining.junk import junk_reason

JUNK = {
    "empty": [
        "", " ", "...", "-", "—", "?", "??", "!!!", "😀", "👍👍", "\n\t", "'", '""', "…", "--",
    ],
    "only a number": [
        "5", "10", "10/10", "1234", "3.5", "+49 30 1234", "7 / 10", "100%", "2024-05-01",
    ],
    "no answer": [
        "n/a", "N/A", "NA", "n.a.", "none", "None.", "nothing", "Nothing!", "no", "No.", "nope",
        "no comment", "No comments", "not applicable", "nil", "same as above", "nothing to add",
        "nothing really", "none at all", "No problems", "no issues", "all good", "All good!",
        "everything is fine", "ok", "okay", "x", "Prefer not to say", "yes", "null",
        "so far so good", "nothing comes to mind", "no thanks", "no complaints",
        "None, all good", "Nope, nothing.", "N/A - nothing to add",
    ],
    "says they do not know": [
        "don't know", "dont know", "Don’t know", "DON'T KNOW!!", "I don't know", "idk", "IDK.",
        "dunno", "no idea", "not sure", "I'm not sure", "unsure", "I have no idea",
        "can't remember", "I can't think of anything", "hard to say", "no clue", "don't care",
        "I do not know",
    ],
    "typed at random": [
        "asdf", "asdfasdf", "ASDF", "asdfg", "qwerty", "qwertyuiop", "sdfsdf", "sdfghjk", "aaaa",
        "hhhhhh", "zzz", "lkjhg", "dfgdfg", "asd asd asdf", "jkljkl", "zxcvb", "kkkkk",
        "fghfghfgh",
    ],
    "only a greeting": [
        "hi", "Hello", "hello!", "Hey there", "Hi team", "Good morning", "Thanks", "thank you",
        "Thank you very much!", "Thanks a lot", "Kind regards", "hi all", "Hello, good evening",
        "bye",
    ],
    "praise without a problem": [
        "great app!!", "Great product", "love it", "I love it!", "Excellent service",
        "Very good", "good", "Awesome", "Perfect!", "amazing app, love it", "best app ever",
        "Great job guys", "I am very happy with the service", "5 stars",
        "Thanks, great service!", "keep up the good work", "Really nice people",
        "highly recommended", "Would definitely recommend", "It works very well", "works great",
        "Very satisfied", "The team is amazing", "Super", "it's all great", "Very easy to use",
        "wow", "nice", "cool app", "Great. Love it. Thanks!",
    ],
    "a test": [
        "test", "Testing", "test 123", "This is a test", "lorem ipsum",
    ],
    "only a link or a name": [
        "https://example.org/x", "www.example.org", "@support",
    ],
}  # fmt: skip

TELLING = [
    "too slow", "Too slow!", "it crashes", "crashes", "slow", "expensive", "Too expensive",
    "price", "Pricing", "bugs", "buggy", "the price", "support", "Login", "wifi", "no support",
    "bad", "terrible", "awful", "I hate it", "useless", "confusing", "complicated", "lag", "ads",
    "too many ads", "no refund", "no dark mode", "no reply", "nobody answers", "never works",
    "doesn't work", "not working", "Not great", "not good", "not easy to use", "no good",
    "I don't know how to export", "I don't know where my money is",
    "Don't know how to reset the PIN", "not sure how to log in", "No idea what the fee is for",
    "nothing works", "nothing happens", "Nothing loads", "none of my cards work",
    "no way to cancel", "no problem finding it, but slow", "great app but it crashes",
    "Great, but expensive", "love it, except for the ads", "used to be great",
    "I used to love it", "would be great with a calendar", "Good if it worked",
    "would be nice to have an export", "could be better", "I wish it was easy",
    "good luck reaching anyone", "best I could find, still too slow", "Great. Another outage.",
    "Thanks for nothing", "thank you for charging me twice",
    "Thanks, still waiting for the refund", "hi, my card is lost", "Hello, where is my order",
    "Good morning, I cannot log in", "Hey my app is frozen", "Hello?", "anyone there?", "why?",
    "how?", "How much?", "What is this", "when?", "Is it good?", "is this a test?",
    "Do you love it?", "who", "where is it", "What?", "great?", "I was charged 5 times",
    "3 hours on hold", "24h wait", "2 weeks", "error 500", "1 star", "PIN", "SMS", "sms late",
    "pdf export", "VPN", "CRM sync", "my cvv", "html broken", "rhythm", "the test failed",
    "test results are late", "passed on to five people", "all my data is gone",
    "everything is broken", "everything is slow", "yes it crashed", "ok but slow",
    "okay until the update", "maybe it is the wifi", "same problem again",
    "works on my phone only", "works well until it doesn't", "it only works well on Mondays",
    "friendly staff, useless app", "the staff were not friendly", "very easy to lose data",
    "too easy to delete things", "I like nothing about it", "cheap", "late", "Delivery",
    "returns", "waiting", "wet", "tired", "my kids", "time", "money", "invoices", "spreadsheets",
    "meetings", "passwords", "assets", "Zu langsam", "trop cher", "zu teuer", "demasiado caro",
    "太慢了", "очень медленно", "people", "desserts", "fees", "a fad", "gas", "sad", "saw dust",
    "added fees", "was dead", "fees fees fees", "ok?", "Nothing. It just crashes.",
    "No. Too slow", "were", "property", "couscous",
]  # fmt: skip


def test_it_works() -> None:
    assert junk_reason("asdf") == "typed at random"
    assert junk_reason("too slow") == ""


@pytest.mark.parametrize("reason", JUNK)
def test_what_tells_nothing_is_junk_with_its_reason(reason: str) -> None:
    assert {text: junk_reason(text) for text in JUNK[reason]} == dict.fromkeys(JUNK[reason], reason)


def test_short_complaints_and_questions_are_kept() -> None:
    thrown = {text: junk_reason(text) for text in TELLING if junk_reason(text)}
    assert not thrown
    assert len(TELLING) + sum(map(len, JUNK.values())) >= 150
