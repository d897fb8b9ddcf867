"""Parts of a persona and of a pain: how each is shown, and its small form in place."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from personas.change_part import ChangedMeanwhileError, change_part, mark_of
from personas.grammar.slot_advice import SlotAdvice
from personas.models import PainPoint, Persona
from personas.versions import Versioned, versions_of
from personas.web.map_forms import LIST_HELP, SLOT_HELP, PainForm, PersonaForm
from personas.web.slot_advice import SENTENCES, advice_context, advise
from workspaces.access import Access


@dataclass(frozen=True, slots=True)
class Part:
    """``reload``: other parts of the page depend on it, so all of it is shown anew."""

    key: str
    label: str
    fields: tuple[str, ...]
    template: str
    reload: bool = False


PERSONA_PARTS = {
    part.key: part
    for part in (
        Part("who", "Who they are", ("name", "role", "situation"), "persona_who", reload=True),
        Part("goals", "What they want to get done", ("goals",), "persona_list"),
        Part("motivations", "Why that matters to them", ("motivations",), "persona_list"),
        Part("objections", "What makes them hesitate", ("objections",), "persona_list"),
        Part("choice_criteria", "How they choose", ("choice_criteria",), "persona_list"),
        Part("alternatives", "What they would use instead", ("alternatives",), "persona_list"),
        Part("interests", "What else they care about", ("interests",), "persona_list"),
        Part("vocabulary", "Words they use", ("vocabulary",), "persona_words"),
    )
}
PAIN_PARTS = {
    part.key: part
    for part in (
        Part(
            "problem", "The problem", ("title", "statement", "level", "language"), "", reload=True
        ),
        Part(
            "ratings",
            "Our guess",
            ("severity", "satisfaction", "frequency"),
            "",
            reload=True,
        ),
        Part("trigger", "It begins when", ("trigger",), "pain_slot"),
        Part("struggle", "They have to", ("struggle",), "pain_slot"),
        Part("cost", "It costs them", ("cost",), "pain_slot"),
        Part("feeling", "It leaves them", ("feeling",), "pain_slot"),
        Part("workaround", "Today they make do with", ("workaround",), "pain_slot"),
        Part("function", "What it does", ("function",), "pain_rung"),
        Part("job", "What they use it for", ("job",), "pain_rung"),
        Part("desired_outcome", "What they want instead", ("desired_outcome",), "pain_rung"),
        Part("why", "Why that matters", ("why",), "pain_rung"),
    )
}
NOTHING_WORDS = ("nothing", "as it is", "as they are", "carry on", "put up", "live with", "leave")
DO_NOTHING = "leave things as they are"


@dataclass(frozen=True, slots=True)
class ShownPart:
    """A part as its template shows it. ``counts`` are of people, for words that are counted."""

    part: Part
    value: Any
    help: str
    url: str
    mark: str
    counts: list[tuple[str, int]] = field(default_factory=list)
    advice: SlotAdvice = field(default_factory=lambda: SlotAdvice(True))
    sentence: str = ""
    proposal: str = ""

    @property
    def posted(self) -> str:
        """The lines with the proposal, as the form sends them."""
        return "\n".join([*self.value, self.proposal])


def parts_of(row: Versioned) -> Mapping[str, Part]:
    return PERSONA_PARTS if isinstance(row, Persona) else PAIN_PARTS


def part_named(row: Versioned, key: str) -> Part:
    try:
        return parts_of(row)[key]
    except KeyError:
        raise Http404("There is no such part.") from None


def page_of(access: Access, row: Versioned) -> str:
    name = "map-persona" if isinstance(row, Persona) else "map-pain"
    return reverse(name, args=[access.workspace.slug, row.pk])


def show(
    access: Access, row: Versioned, part: Part, counts: list[tuple[str, int]] | None = None
) -> ShownPart:
    name = part.fields[0]
    value = getattr(row, name)
    return ShownPart(
        part=part,
        value=value,
        help=(SLOT_HELP if isinstance(row, PainPoint) else LIST_HELP).get(name, ""),
        url=f"{page_of(access, row)}part/{part.key}/",
        mark=mark_of(row, part.fields),
        counts=counts or [],
        advice=advise(name, value, row.language)
        if isinstance(row, PainPoint)
        else SlotAdvice(True),
        sentence=SENTENCES.get(name, ""),
        proposal=_proposal(name, value),
    )


def _proposal(name: str, value: Any) -> str:
    """Doing nothing is the alternative that most copy forgets."""
    if name != "alternatives":
        return ""
    said = " ".join(value).lower()
    return "" if any(words in said for words in NOTHING_WORDS) else DO_NOTHING


def part_form(
    access: Access, row: Versioned, part: Part, data: Any = None
) -> PersonaForm | PainForm:
    """The form of the whole, with the fields of this part only."""
    form: PersonaForm | PainForm
    if isinstance(row, Persona):
        form = PersonaForm(data, instance=row, prefix=None)
    else:
        form = PainForm(data, access=access, instance=row)
    for name in [name for name in form.fields if name not in part.fields]:
        del form.fields[name]
    for number, name in enumerate(part.fields):
        attributes = form.fields[name].widget.attrs
        if number == 0:
            attributes["autofocus"] = True
        if isinstance(row, PainPoint) and name in SENTENCES:
            shape_url = reverse("map-pain-shape", args=[access.workspace.slug, name])
            attributes |= {
                "hx-get": f"{shape_url}?{urlencode({'in': row.language})}",
                "hx-trigger": "input changed delay:250ms",
                "hx-target": f"#advice-{name}",
                "hx-swap": "innerHTML",
                "autocomplete": "off",
            }
        if isinstance(form.fields[name].widget, forms.Textarea):
            attributes["rows"] = 5
    return form


def edit_part(
    request: HttpRequest, access: Access, row: Versioned, key: str, shown: Any
) -> HttpResponse:
    """Show a part, its form, or take what was written; ``shown(part)`` is how it is shown."""
    part = part_named(row, key)
    seen = mark_of(row, part.fields)
    name = str(row)
    if request.method != "POST":
        if "show" in request.GET and part.template:
            return _shown(request, access, row, shown(part))
        form = part_form(access, row, part)
        return _form(request, access, row, part, {"form": form, "seen": seen, "name": name})
    data = request.POST.copy()
    if data.get("use") and len(part.fields) == 1:
        data[part.fields[0]] = str(data["use"])
    form = part_form(access, row, part, data)
    if not form.is_valid():
        context = {"form": form, "seen": data.get("seen") or seen, "name": name}
        return _form(request, access, row, part, context)
    try:
        change_part(
            access=access, row=row, changes=form.cleaned_data, seen=str(data.get("seen", ""))
        )
    except ChangedMeanwhileError as error:
        context = {"form": form, "name": name} | _conflict(access, error.stored, part)
        return _form(request, access, row, part, context)
    return _saved(request, access, row, part, shown)


def _saved(
    request: HttpRequest, access: Access, row: Versioned, part: Part, shown: Any
) -> HttpResponse:
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(f"{page_of(access, row)}#part-{part.key}")
    if part.reload:
        answer = HttpResponse(status=204)
        answer["HX-Redirect"] = page_of(access, row)
        return answer
    return _shown(request, access, row, shown(part))


def _shown(
    request: HttpRequest, access: Access, row: Versioned, shown_part: ShownPart
) -> HttpResponse:
    context = {"shown": shown_part, "row": row, "focus": True}
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(f"{page_of(access, row)}#part-{shown_part.part.key}")
    return render(request, f"map/{shown_part.part.template}.html", context)


def _conflict(access: Access, stored: Versioned, part: Part) -> dict[str, Any]:
    return {
        "seen": mark_of(stored, part.fields),
        "theirs": [(name, _as_text(getattr(stored, name))) for name in part.fields],
        "by": versions_of(access=access, row=stored).first(),
    }


def _form(
    request: HttpRequest, access: Access, row: Versioned, part: Part, context: dict[str, Any]
) -> HttpResponse:
    context |= {
        "part": part,
        "page_url": page_of(access, row),
        "part_url": f"{page_of(access, row)}part/{part.key}/",
        "slot_fields": [
            (field, _advice(row, field.name, field.value())) for field in context["form"]
        ],
        "tab": "personas" if isinstance(row, Persona) else "pains",
    }
    is_piece = request.htmx  # type: ignore[attr-defined]
    template = "map/part_form.html" if is_piece else "map/part_page.html"
    return render(request, template, context)


def _advice(row: Versioned, name: str, value: Any) -> dict[str, Any] | None:
    if not isinstance(row, PainPoint) or name not in SENTENCES:
        return None
    return advice_context(name, str(value or ""), row.language)


def _as_text(value: Any) -> str:
    return "\n".join(value) if isinstance(value, list) else str(value)
