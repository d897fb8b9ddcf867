"""What the styleguide fills the components with: the small world of the sample brand."""

from django import forms

from workspaces.models import Job

SECTIONS = [
    "Colour",
    "Type",
    "Buttons",
    "Tags",
    "Cards",
    "Forms",
    "Tables",
    "Remarks",
    "Words",
    "Progress",
    "Menus",
    "Matrix",
    "Charts",
    "Previews",
    "Icons",
]
PARTS: dict[str, dict[str, str | list[str]]] = {
    "web_hero": {
        "headline": "The headcount moved again. The fish is already paid for.",
        "subline": "Know the final number before you order, and keep the margin you planned.",
        "button": "See a tight week planned",
    },
    "google_rsa": {
        "headlines": ["Headcount moved again?", "Order once, not twice", "Keep your margin"],
        "descriptions": [
            "Know the final number before you order the fish.",
            "Clients confirm by text. Your order list follows.",
        ],
        "path1": "late-changes",
        "path2": "weddings",
    },
    "email": {
        "subject": "Twelve more guests on a Thursday night, and the fish is already paid for",
        "preheader": "How a six-person kitchen stopped ordering twice for the same wedding",
        "body": (
            "You hear about the twelve extra guests when the order is already in.\n\n"
            "It is your margin that pays for the second delivery. It need not: settle the number "
            "with the client before you order, and the plan can be trusted for once."
        ),
    },
    "meta_ad": {
        "primary_text": [
            "A client changes the headcount on a Thursday night. You reorder half the menu and "
            "your whole margin on the job is gone. There is a calmer way to run a wedding week."
        ],
        "headline": ["Know the number before you order"],
        "description": ["For kitchens of two to ten"],
    },
    "sms": {
        "body": "Headcount for Saturday: 84. Your order list is ready to check. STOP to opt out."
    },
    "push": {
        "title": "The headcount for Saturday is final",
        "body": "84 guests, four of them vegan. Your order list has been brought up to date.",
    },
    "sales_line": {"body": "What did the last late change cost you?"},
    "web_banner": {
        "headline": "The headcount moved again?",
        "subline": "Settle the number before you order.",
        "button": "See how",
    },
    "google_display": {
        "headlines": ["Headcount moved again?", "Order once, not twice"],
        "long_headline": "Know the final number before you order, and keep your margin",
        "descriptions": ["Clients confirm by text. Your order list follows."],
        "business_name": "Ladlewright",
    },
    "linkedin_message": {
        "subject": "The twelve guests nobody told you of",
        "body": (
            "Hello,\n\nThe headcount moves on a Thursday night, and the fish is already paid for. "
            "Settle the number with the client before you order."
        ),
        "button": "See a tight week",
    },
    "tiktok_ad": {"body": "Twelve more guests on a Thursday, and the fish is paid for."},
}
LONG_SMS = {
    "body": (
        "You hear about the extra guests when the fish is already paid for. Settle the number with "
        "the client before you order: they confirm by text, your order list follows by itself. "
        "See a tight week planned: your-site.example/plan Reply STOP"
    )
}
MATRIX = (
    ("The headcount moves after I have ordered", (5, 4, 2, 0, 3)),
    ("Nobody reads the allergy notes", (1, 3, 4, 2, 0)),
    ("I do the invoices at midnight", (0, 1, 3, 5, 1)),
)
STAGES = ("Noticing", "Looking", "Comparing", "Deciding", "Leaving")
HEAT = (0, 1, 2, 3, 4, 5)
ICONS = [
    "house",
    "ear",
    "map",
    "pen-line",
    "flask-conical",
    "lightbulb",
    "share-2",
    "settings",
    "search",
    "plus",
    "check",
    "x",
    "circle-check",
    "triangle-alert",
    "info",
    "coffee",
    "quote",
    "users",
    "route",
    "download",
    "upload",
    "trash-2",
]


class SampleForm(forms.Form):
    """One field of each kind."""

    title = forms.CharField(
        label="What is the problem called?", help_text="In the customer's words, if you can."
    )
    statement = forms.CharField(
        label="How do they say it?", widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    level = forms.ChoiceField(
        label="Where does it hurt?",
        choices=[("external", "In their work"), ("internal", "In themselves")],
    )
    asked = forms.ChoiceField(
        label="Was it asked for?",
        choices=[("unprompted", "They brought it up"), ("asked", "We asked")],
        widget=forms.RadioSelect,
    )
    sources = forms.MultipleChoiceField(
        label="Where was it said?",
        choices=[("review", "In a review"), ("call", "On a call")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    quotes = forms.FileField(label="A file of quotes", required=False)
    consent = forms.BooleanField(label="They agreed to be quoted", required=False)


def open_form() -> SampleForm:
    return SampleForm(initial={"asked": "unprompted"}, prefix="open")


def faulty_form() -> SampleForm:
    """The same form, sent with faults: what was typed is kept."""
    form = SampleForm(
        {"faulty-title": "", "faulty-statement": "I order twice.", "faulty-level": "work"},
        prefix="faulty",
    )
    form.is_valid()
    return form


def jobs() -> list[Job]:
    """Long work in each of its states; never saved."""
    states = Job.State
    return [
        Job(pk=1, kind="Read the quotes", state=states.QUEUED),
        Job(
            pk=2,
            kind="Read the quotes",
            state=states.RUNNING,
            done=312,
            total=500,
            doing="Reading row 312",
        ),
        Job(pk=3, kind="Make the workbook", state=states.DONE, done=40, total=40),
        Job(
            pk=4,
            kind="Make the workbook",
            state=states.FAILED,
            error="The disk is full. Make room, then start again; nothing was lost.",
        ),
    ]
