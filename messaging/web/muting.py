"""Remarks that are not for this brand: mute one, and see what is muted."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from messaging.models import MutedFinding
from messaging.muting import RULE_NAMES, mute, muted_rows, unmute
from workspaces.access import Access, access_object
from workspaces.web.views import workspace_page


class MuteForm(forms.Form):
    rule = forms.ChoiceField(choices=list(RULE_NAMES.items()), widget=forms.HiddenInput)
    words = forms.CharField(max_length=5000, required=False, widget=forms.HiddenInput)
    whole = forms.BooleanField(required=False)
    reason = forms.CharField(max_length=300, required=False)


@workspace_page()
def muted(request: HttpRequest, access: Access) -> HttpResponse:
    """What the lens says no more; a new one comes from the button beside a remark."""
    form = MuteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        return _mute(request, access, form)
    rows = [(row, RULE_NAMES.get(row.rule, row.rule)) for row in muted_rows(access)]
    return render(request, "write/muted.html", {"rows": rows, "tab": "lens"})


def _mute(request: HttpRequest, access: Access, form: MuteForm) -> HttpResponse:
    by_htmx = getattr(request, "htmx", False)
    if not form.is_valid():
        said = "That remark could not be muted: " + " ".join(
            str(error) for errors in form.errors.values() for error in errors
        )
        if by_htmx:
            return render(request, "write/_muted_one.html", {"refusal": said})
        messages.error(request, said)
        return redirect("write-muted", access.workspace.slug)
    words = "" if form.cleaned_data["whole"] else form.cleaned_data["words"]
    row = mute(
        access=access,
        rule=form.cleaned_data["rule"],
        words=words,
        reason=form.cleaned_data["reason"],
    )
    if by_htmx:
        context = {"row": row, "rule_name": RULE_NAMES[row.rule]}
        return render(request, "write/_muted_one.html", context)
    messages.success(request, "Muted. Nobody here is told again, and no text loses by it.")
    return redirect("write-muted", access.workspace.slug)


@require_POST
@workspace_page()
def muted_remove(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Say it again."""
    row = access_object(MutedFinding.objects.all(), access, pk=pk)
    unmute(access=access, row=row)
    if getattr(request, "htmx", False):
        return render(request, "write/_muted_one.html", {"back": True})
    messages.success(request, "The lens remarks on it again.")
    return redirect("write-muted", access.workspace.slug)
