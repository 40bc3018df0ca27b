"""Counter intake: find or open the draft of the person present, print it, scan the signature."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from applications.forms.review import CounterForm, CounterSearchForm, SupplementPaperForm
from applications.selectors import answer_sections, drafts_open_to
from applications.selectors.counter import counter_drafts, form_mark, signed_form_of
from applications.services.counter import add_signed_form, assist_draft, start_at_counter
from casework.views.asked import date_of, person_of
from policy.selectors import products_on_offer, programme_profile
from screens.answers import download, refused
from screens.errors import RuleViolation
from screens.gates import gate
from screens.paper import render_pdf


@gate("applications.assist")
def counter_intake(request: HttpRequest) -> HttpResponse:
    """Search by phone, then go on with a draft or open a new one."""
    is_search = "find" in request.POST
    search = CounterSearchForm(request.POST if is_search else None)
    phone = search.cleaned_data["phone"] if is_search and search.is_valid() else ""
    offered = [(v.product.code, str(v)) for v in products_on_offer(date_of(request))]
    data = request.POST if request.method == "POST" and not is_search else None
    form = CounterForm(offered, data, initial={"phone": phone})
    if form.is_bound and form.is_valid() and (number := _opened(request, form)):
        return redirect("counter_draft", number=number)
    drafts = counter_drafts(phone) if phone else None
    values = {"search": search, "form": form, "drafts": drafts, "phone": phone}
    return render(request, "applications/counter_intake.html", values)


def _opened(request: HttpRequest, form: CounterForm) -> str:
    """The number of the draft, or nothing when it was refused."""
    facts = form.cleaned_data
    try:
        draft = start_at_counter(
            phone=facts["phone"],
            name=facts["name"],
            product_code=facts["product"],
            actor=person_of(request),
            on=date_of(request),
        )
    except RuleViolation as error:
        refused(form, error)
        return ""
    return draft.case.number


@gate("applications.assist")
@require_POST
def counter_continue(request: HttpRequest, number: str) -> HttpResponse:
    """Go on with the draft of the person present; who knows its phone number may."""
    phone = request.POST.get("phone", "")
    draft = get_object_or_404(counter_drafts(phone), case__number=number)
    try:
        assist_draft(application=draft, actor=person_of(request), on=date_of(request))
    except RuleViolation as error:
        refused(request, error)
        return redirect("counter_intake")
    return redirect("counter_draft", number=number)


@gate("applications.assist")
def counter_draft(request: HttpRequest, number: str) -> HttpResponse:
    """The four steps at the counter: answers, print, signed scan, hand in."""
    draft = get_object_or_404(drafts_open_to(person_of(request)), case__number=number)
    form = SupplementPaperForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            add_signed_form(
                application=draft,
                upload=form.cleaned_data["file"],
                actor=person_of(request),
                on=date_of(request),
            )
            messages.success(request, _("The signed page is stored."))
            return redirect("counter_draft", number=number)
        except RuleViolation as error:
            form.add_error("file", str(error))
    values = {"application": draft, "form": form, "signed": signed_form_of(draft)}
    return render(request, "applications/counter_draft.html", values)


@gate("applications.assist")
def counter_form(request: HttpRequest, number: str) -> HttpResponseBase:
    """The printed form with number and mark, for the signature."""
    draft = get_object_or_404(drafts_open_to(person_of(request)), case__number=number)
    on = date_of(request)
    values = {
        "programme": programme_profile(on),
        "application": draft,
        "sections": answer_sections(draft, on=on),
        "mark": form_mark(draft),
        "on": on,
        "clerk": person_of(request),
    }
    content = render_pdf("applications/counter_form_paper.html", values)
    name = f"{number}.pdf"
    return download(content, filename=name, content_type="application/pdf")
