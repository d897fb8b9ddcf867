"""The pages about a person's own account that django-allauth has not."""

from collections.abc import Callable
from typing import Any, cast

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from workspaces.account_data import account_data
from workspaces.addresses import address_of
from workspaces.close_account import StillOwnerError, close_account, owned_alone
from workspaces.models import User
from workspaces.security_log import logger

View = Callable[[HttpRequest], HttpResponse]


def _asks_again(view: View) -> View:
    """Only for whoever gave their password (or a second step) a moment ago."""
    return cast(View, reauthentication_required(view, app="allauth.account"))


class ProfileForm(forms.ModelForm[User]):
    class Meta:
        model = User
        fields = ("name",)
        labels = {"name": "Your name"}
        help_texts = {"name": "How the people you work with know you."}


class CloseForm(forms.Form):
    email = forms.CharField(
        max_length=254,
        label="Your e-mail address",
        help_text="Type it, to show that you mean it.",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).strip()
        if email.lower() != self.user.email.lower():
            raise forms.ValidationError(f"That is not it: your main address is {self.user.email}.")
        return email


@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """The person's name."""
    assert isinstance(request.user, User)
    user = User.objects.get(pk=request.user.pk)  # the form writes into it, even when it refuses
    form = ProfileForm(request.POST or None, instance=user)
    if request.method == "POST" and form.is_valid():
        user.save(update_fields=["name"])
        messages.success(request, "Saved.")
        return redirect("account-profile")
    return render(request, "account/profile.html", {"form": form})


@login_required
@_asks_again
@never_cache
def data(request: HttpRequest) -> HttpResponse:
    """What the site knows about the person: to take away, or to have deleted."""
    assert isinstance(request.user, User)
    return _data_page(request, CloseForm(user=request.user))


def _data_page(request: HttpRequest, form: CloseForm, status: int = 200) -> HttpResponse:
    assert isinstance(request.user, User)
    shown = {"form": form, "owned_alone": owned_alone(request.user)}
    return render(request, "account/data.html", shown, status=status)


@require_safe
@login_required
@_asks_again
@never_cache
def download(request: HttpRequest) -> HttpResponse:
    """Everything about the person, as one JSON file."""
    assert isinstance(request.user, User)
    answer = JsonResponse(account_data(request.user), json_dumps_params={"indent": 2})
    answer["Content-Disposition"] = 'attachment; filename="cuppa-account.json"'
    return answer


@require_POST
@login_required
@_asks_again
def close(request: HttpRequest) -> HttpResponse:
    """Delete the account, if no workspace needs it."""
    assert isinstance(request.user, User)
    user = request.user
    form = CloseForm(request.POST, user=user)
    if not form.is_valid():
        return _data_page(request, form)
    pk, email = user.pk, user.email
    try:
        close_account(user=user, address=address_of(request))
    except StillOwnerError as error:
        form.add_error(None, str(error))
        return _data_page(request, form, status=409)
    logger.info("deleted the account: user %s from %s", pk, address_of(request))
    logout(request)
    try:
        get_adapter().send_mail("account/email/account_closed", email, {})
    except OSError:  # it is done all the same, and the page says so
        logger.exception("no letter could be sent of the deleted account: user %s", pk)
    messages.success(request, "Your account is deleted. Thank you for the time you spent here.")
    return redirect("account_login")
