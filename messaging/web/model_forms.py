"""Forms of the language model: its settings, and what it is asked to write."""

from decimal import Decimal
from typing import Any

from django import forms

from messaging.model_writer.constants import MOST_DRAFTS
from messaging.model_writer.provider import Preset, Wanted
from messaging.models import ModelProvider
from messaging.web.forms import OrderForm
from personas.models import Persona
from workspaces.access import Access

DRAFTS = 3
SECONDS = (5, 600)
MOST_TOKENS = 2_000_000_000
MOST_PRICE = Decimal(100_000)
TOO_FAR = "/chat/completions"


class ProviderForm(forms.Form):
    base_url = forms.CharField(
        max_length=500,
        label="Address",
        widget=forms.URLInput(attrs={"placeholder": "https://api.openai.com/v1", "size": 60}),
        help_text="As its provider gives it, most often up to /v1.",
    )
    model = forms.CharField(
        max_length=120,
        label="Model",
        help_text="The name exactly as in the provider's list of models.",
    )
    key = forms.CharField(
        max_length=500,
        required=False,
        label="Key",
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text="Kept sealed, and never shown again.",
    )
    forget_key = forms.BooleanField(required=False, label="Forget the stored key")
    monthly_tokens = forms.IntegerField(
        min_value=0,
        max_value=MOST_TOKENS,
        initial=1_000_000,
        label="Tokens a month, at most",
        help_text="No call is made that might go beyond. A draft for a web page takes about 2,000.",
    )
    price_in = forms.DecimalField(
        min_value=0,
        max_value=MOST_PRICE,
        max_digits=10,
        decimal_places=4,
        initial=Decimal(0),
        label="Price of a million tokens it reads",
        help_text="In the money your provider bills, so that we can say what drafts cost.",
    )
    price_out = forms.DecimalField(
        min_value=0,
        max_value=MOST_PRICE,
        max_digits=10,
        decimal_places=4,
        initial=Decimal(0),
        label="Price of a million tokens it writes",
    )
    seconds = forms.IntegerField(
        min_value=SECONDS[0],
        max_value=SECONDS[1],
        initial=60,
        label="Seconds to wait for one answer",
        help_text="A model on a machine of your own may need several minutes.",
    )
    is_on = forms.BooleanField(
        required=False,
        initial=True,
        label="Switched on",
        help_text="While it is off, only the phrase writer writes.",
    )

    def __init__(
        self,
        data: Any = None,
        *,
        provider: ModelProvider | None = None,
        preset: Preset | None = None,
    ) -> None:
        initial: dict[str, Any] = {}
        if provider is not None:
            names = ("base_url", "model", "is_on", "monthly_tokens", "seconds")
            initial = {name: getattr(provider, name) for name in names}
            initial |= {
                name: getattr(provider, name).normalize() + 0 for name in ("price_in", "price_out")
            }
        if preset is not None:
            initial["base_url"] = preset.base_url
        super().__init__(data, initial=initial)
        if provider is None or not provider.key:
            del self.fields["forget_key"]
        else:
            self.fields["key"].help_text = "One is stored. Type another to replace it."

    def clean_base_url(self) -> str:
        url = str(self.cleaned_data["base_url"]).strip().rstrip("/")
        if url.endswith(TOO_FAR):
            raise forms.ValidationError(f"Leave out {TOO_FAR}: we add that ourselves.")
        if "?" in url or "#" in url:
            raise forms.ValidationError("Leave out what follows ? or #. The key goes below.")
        return url

    def clean_key(self) -> str:
        key = str(self.cleaned_data["key"]).strip()
        if not key.isascii() or any(letter.isspace() for letter in key):
            raise forms.ValidationError("A key has plain letters and no blanks. Paste it again.")
        return key

    def wanted(self) -> Wanted:
        return Wanted(**{"forget_key": False, **self.cleaned_data})


class ModelOrderForm(OrderForm):
    """What a model is to write about: each draft is a call that costs."""

    def __init__(
        self, *args: Any, access: Access, persona: Persona | None, fixed_stage: bool
    ) -> None:
        super().__init__(*args, access=access, persona=persona, fixed_stage=fixed_stage)
        self.fields.pop("seed", None)
        self.fields["count"] = forms.IntegerField(
            min_value=1,
            max_value=MOST_DRAFTS,
            required=False,
            label="How many",
            help_text=f"At most {MOST_DRAFTS} at once; {DRAFTS} if you leave it empty.",
        )
