"""Letters on paper: batches, approval, printing, posting, delivery, returned mail."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from casework.services import possible_events
from screens.answers import confirmation, download, refused
from screens.errors import RuleViolation
from screens.gates import gate
from servicing.forms import ReasonForm
from servicing.forms.letters import DeliveryForm, LettersForm, PostingForm, ReturnForm
from servicing.models import Letter, LetterBatch
from servicing.selectors.letters import batches_for, candidates, letters_for
from servicing.services import letters as services
from servicing.views.asked import date_of, person_of
from servicing.views.papers import PDF

KINDS = LetterBatch.Kind


@gate("servicing.view_letters")
def letter_list(request: HttpRequest) -> HttpResponse:
    """All batches, and which kinds of letters are due for how many loans."""
    user, on = person_of(request), date_of(request)
    may_write = user.may("servicing.follow_up")
    due = [(kind, len(candidates(user, kind, on))) for kind in KINDS] if may_write else []
    values = {"batches": batches_for(user)[:50], "due": due}
    return render(request, "servicing/letter_list.html", values)


@gate("servicing.follow_up")
def letter_write(request: HttpRequest, kind: str) -> HttpResponse:
    """Choose the loans and write their letters."""
    if kind not in KINDS.values:
        raise Http404
    user, on = person_of(request), date_of(request)
    found = candidates(user, kind, on)
    form = LettersForm(request.POST or None, found=found)
    if request.method == "POST" and form.is_valid():
        try:
            batch = services.write_letters(kind=kind, loans=form.chosen, actor=user, on=on)
        except RuleViolation as error:
            refused(form, error)
        else:
            messages.success(request, _("The letters are written and wait for approval."))
            return redirect("letter_batch", batch.pk)
    left_out = [each for each in found if not each.can_be_posted]
    values = {"form": form, "kind": KINDS(kind), "left_out": left_out}
    return render(request, "servicing/letter_write.html", values)


def _batch(request: HttpRequest, pk: int) -> LetterBatch:
    found: LetterBatch = get_object_or_404(batches_for(person_of(request)), pk=pk)
    return found


@gate("servicing.view_letters")
def letter_batch(request: HttpRequest, pk: int) -> HttpResponse:
    """One batch: its letters, how far each came, and the next step."""
    batch, user = _batch(request, pk), person_of(request)
    letters = batch.letters.select_related("loan__case", "loan__borrower")
    is_open = any(letter.stage == "written" for letter in letters)
    values = {
        "batch": batch,
        "letters": letters,
        "events": possible_events(batch, actor=user),
        "posting": PostingForm(initial={"posted_on": date_of(request)}),
        "may_post": is_open and batch.state == "approved" and user.may("servicing.follow_up"),
    }
    return render(request, "servicing/letter_batch.html", values)


@gate("servicing.approve_letters")
@require_POST
def letter_batch_approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the letters go out: they become one file."""
    batch = _batch(request, pk)
    try:
        services.approve_letters(batch=batch, actor=person_of(request), on=date_of(request))
    except RuleViolation as error:
        refused(request, error)
    else:
        messages.success(request, _("Approved. Print the file."))
    return redirect("letter_batch", pk)


@gate("servicing.approve_letters")
def letter_batch_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the batch up, with the reason."""
    batch = _batch(request, pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.cancel_letters(
                batch=batch, actor=person_of(request), on=date_of(request), **form.cleaned_data
            )
        except RuleViolation as error:
            refused(form, error)
        else:
            messages.success(request, _("The batch is given up."))
            return redirect("letter_batch", pk)
    return confirmation(
        request,
        question=_("Give these letters up?"),
        act=_("Give the batch up"),
        back_url=reverse("letter_batch", args=[pk]),
        form=form,
    )


@gate("servicing.view_letters")
def letter_batch_pdf(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file to print, as it was approved."""
    batch = _batch(request, pk)
    if not batch.file:
        raise Http404
    name = f"letters-{batch.pk}.pdf"
    return download(batch.file.open("rb"), filename=name, content_type=PDF)


@gate("servicing.follow_up")
@require_POST
def letter_batch_post(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the posting numbers on record."""
    batch = _batch(request, pk)
    form = PostingForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give the posting numbers and the day."))
        return redirect("letter_batch", pk)
    try:
        services.post_letters(
            batch=batch,
            numbers=form.cleaned_data["numbers"].splitlines(),
            posted_on=form.cleaned_data["posted_on"],
            actor=person_of(request),
            on=date_of(request),
        )
    except RuleViolation as error:
        refused(request, error)
    else:
        messages.success(request, _("The letters are on their way."))
    return redirect("letter_batch", pk)


@gate("servicing.view_letters")
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """One letter: its text, and what became of it."""
    found, on = _letter(request, pk), date_of(request)
    values = {
        "letter": found,
        "may_settle": found.stage == "posted" and person_of(request).may("servicing.follow_up"),
        "delivery": DeliveryForm(initial={"delivered_on": on}, prefix="delivery"),
        "back": ReturnForm(initial={"returned_on": on}, prefix="return"),
    }
    return render(request, "servicing/letter.html", values)


def _letter(request: HttpRequest, pk: int) -> Letter:
    found: Letter = get_object_or_404(letters_for(person_of(request)), pk=pk)
    return found


@gate("servicing.follow_up")
@require_POST
def letter_delivered(request: HttpRequest, pk: int) -> HttpResponse:
    """The letter has arrived; with the receipt of the post."""
    form = DeliveryForm(request.POST, request.FILES, prefix="delivery")
    return _settled(request, pk, form, act=services.confirm_delivery)


@gate("servicing.follow_up")
@require_POST
def letter_returned(request: HttpRequest, pk: int) -> HttpResponse:
    """The letter came back."""
    form = ReturnForm(request.POST, prefix="return")
    return _settled(request, pk, form, act=services.take_back_letter)


def _settled(request: HttpRequest, pk: int, form: object, *, act: object) -> HttpResponse:
    found = _letter(request, pk)
    assert isinstance(form, DeliveryForm | ReturnForm)
    assert callable(act)
    if not form.is_valid():
        for faults in form.errors.values():
            messages.error(request, " ".join(map(str, faults)))
        return redirect("letter", pk)
    try:
        act(letter=found, actor=person_of(request), on=date_of(request), **form.cleaned_data)
    except RuleViolation as error:
        refused(request, error)
    else:
        messages.success(request, _("It is on record."))
    return redirect("letter", pk)


@gate("servicing.view_letters")
def letter_proof(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The receipt of the post."""
    proof = _letter(request, pk).proof
    if proof is None:
        raise Http404
    kind = proof.media_type
    return download(proof.file.open("rb"), filename=proof.name, content_type=kind, inline=True)
