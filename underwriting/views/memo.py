"""The evaluation memo: write, send, return, read, compare, print."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from casework.services import possible_events
from casework.views.asked import date_of, person_of
from policy.selectors import programme_profile
from screens.answers import confirmation, download, refused
from screens.errors import RuleViolation
from screens.gates import gate
from screens.paper import render_pdf
from screens.parts import Fact
from screens.wording import percent, yuan
from underwriting.forms.memo import MemoForm, ReasonForm, memo_initial
from underwriting.models import Memo
from underwriting.selectors import (
    application_of,
    evaluation_gaps,
    latest_memo,
    memo_version,
    rate_ceiling,
    suggestion_for,
)
from underwriting.services import freeze_memo, memo_digest, return_memo, save_memo, start_memo
from underwriting.services.memo_facts import by_code
from underwriting.views.drawings import limit_lines, limiting_word
from underwriting.views.evaluation import TAB
from underwriting.views.found import case_of, memo_of
from underwriting.views.words import FACT_LABELS, SECTION_TITLES, fact_of, label_of, value_of

# Shorter values are marked as a whole: single changed digits of an amount say nothing.
WORDY = 24


@require_POST
@gate("underwriting.write_memo")
def memo_start(request: HttpRequest, number: str) -> HttpResponse:
    """Generate the memo from the file, or bring the facts of the draft up to date."""
    try:
        start_memo(case=case_of(request, number), actor=person_of(request), on=date_of(request))
    except RuleViolation as error:
        refused(request, error)
        return redirect(TAB, number)
    return redirect("memo_edit", number)


@gate("underwriting.write_memo")
def memo_edit(request: HttpRequest, number: str) -> HttpResponse:
    """Write conclusion, proposal and conditions."""
    user, on = person_of(request), date_of(request)
    memo = latest_memo(case_of(request, number))
    if memo is None or "freeze" not in possible_events(memo, actor=user):
        return redirect(TAB, number)
    form = _form(request, memo)
    if request.method == "POST" and form.is_valid():
        try:
            save_memo(
                memo=memo,
                proposal=form.proposal,
                edition=form.cleaned_data["edition"],
                actor=user,
                on=on,
            )
        except RuleViolation as error:
            refused(form, error)
        else:
            messages.success(request, _("The memo is saved."))
            return redirect("memo_send" if "send" in request.POST else "memo_edit", number)
    return render(request, "underwriting/memo_edit.html", _edit_context(request, memo, form))


def _form(request: HttpRequest, memo: Memo) -> MemoForm:
    terms = application_of(memo.case).product_version
    assert terms
    return MemoForm(request.POST or None, initial=memo_initial(memo), terms=terms)


def _edit_context(request: HttpRequest, memo: Memo, form: MemoForm) -> dict[str, Any]:
    on = date_of(request)
    terms = application_of(memo.case).product_version
    assert memo.score
    suggestion = suggestion_for(memo.case, memo.score, on)
    return {
        "case": memo.case,
        "tab": TAB,
        "memo": memo,
        "form": form,
        "terms": terms,
        "ceiling": rate_ceiling(memo.case, on),
        "suggestion": suggestion,
        "limits": limit_lines(suggestion),
        "limiting": limiting_word(suggestion),
        "sections": sections_of(memo),
    }


@gate("underwriting.write_memo")
def memo_send(request: HttpRequest, number: str) -> HttpResponse:
    """Send the file to decision; asked once, with the facts above the button."""
    case = case_of(request, number)
    memo, gaps = latest_memo(case), evaluation_gaps(case, date_of(request))
    if request.method == "POST":
        try:
            freeze_memo(case=case, actor=person_of(request), on=date_of(request))
        except RuleViolation as error:
            refused(request, error)
        else:
            messages.success(request, _("Sent to decision. The memo is read-only now."))
        return redirect(TAB, number)
    missing = _("; ").join(gap.sentence for gap in gaps)
    return confirmation(
        request,
        question=_("Send the file of %(name)s to decision?") % {"name": case.borrower.name},
        act=_("Freeze the memo and send it"),
        back_url=reverse(TAB, args=[number]),
        facts=proposal_facts(memo) if memo else [],
        warning=_("Not yet complete: %(missing)s.") % {"missing": missing} if gaps else "",
    )


@gate("underwriting.convene_meeting")
def memo_return(request: HttpRequest, number: str) -> HttpResponse:
    """Give the file back for more work, with the reason."""
    case = case_of(request, number)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return_memo(
                case=case, actor=person_of(request), on=date_of(request), **form.cleaned_data
            )
        except RuleViolation as error:
            refused(form, error)
        else:
            messages.success(request, _("The file is back in review."))
            return redirect(TAB, number)
    return confirmation(
        request,
        question=_("Return the file to review?"),
        act=_("Return the file"),
        back_url=reverse(TAB, args=[number]),
        warning=_("The opinions are signed anew and the memo gets a new version."),
        form=form,
    )


@gate("underwriting.view_evaluation")
def memo_read(request: HttpRequest, number: str, version: int) -> HttpResponse:
    """One version of the memo, to read and to print."""
    memo = memo_of(request, number, version)
    context = {
        "case": memo.case,
        "tab": TAB,
        "memo": memo,
        "proposal": proposal_facts(memo),
        "sections": sections_of(memo),
        "is_sealed": memo.content_hash != "" and memo.content_hash == memo_digest(memo),
        "may_return": "send_back" in possible_events(memo, actor=person_of(request)),
        "earlier": version - 1,
    }
    return render(request, "underwriting/memo_read.html", context)


@gate("underwriting.view_evaluation")
def memo_pdf(request: HttpRequest, number: str, version: int) -> HttpResponseBase:
    """One version of the memo as a paper."""
    memo = memo_of(request, number, version)
    context = {
        "case": memo.case,
        "memo": memo,
        "proposal": proposal_facts(memo),
        "sections": sections_of(memo),
        "programme": programme_profile(date_of(request)),
    }
    content = render_pdf("underwriting/memo_pdf.html", context)
    return download(
        content, filename=f"memo-{number}-v{version}.pdf", content_type="application/pdf"
    )


def sections_of(memo: Memo) -> list[tuple[str, list[Fact]]]:
    """The facts of a memo by section."""
    return [
        (str(SECTION_TITLES[section["code"]]), [fact_of(row) for row in section["rows"]])
        for section in memo.facts
        if section["rows"]
    ]


def proposal_facts(memo: Memo) -> list[Fact]:
    """What the memo proposes."""
    return [
        Fact(FACT_LABELS[code], value)
        for code, value in proposal_values(memo).items()
        if value or code != "deviation_reason"
    ]


def proposal_values(memo: Memo) -> dict[str, str]:
    """The written part of a memo by code."""
    return {
        "conclusion": memo.conclusion,
        "proposed_amount": yuan(memo.proposed_amount),
        "proposed_term_months": str(memo.proposed_term_months),
        "proposed_rate": percent(memo.proposed_rate),
        "proposed_method": memo.get_proposed_method_display(),
        "conditions": memo.conditions,
        "deviation_reason": memo.deviation_reason,
    }


@dataclass(frozen=True)
class Piece:
    """A run of text: kept, taken out or put in."""

    kind: str
    text: str


@dataclass(frozen=True)
class Difference:
    """One line of two versions side by side."""

    label: str
    before: list[Piece]
    after: list[Piece]

    @property
    def is_changed(self) -> bool:
        """Whether the versions differ here."""
        return any(piece.kind != "same" for piece in [*self.before, *self.after])


@gate("underwriting.view_evaluation")
def memo_compare(request: HttpRequest, number: str, version: int) -> HttpResponse:
    """A version beside the one before it, differences marked."""
    memo = memo_of(request, number, version)
    earlier = memo_version(memo.case, version - 1)
    lines = list(differences(earlier, memo)) if earlier else []
    context = {
        "case": memo.case,
        "tab": TAB,
        "memo": memo,
        "earlier": earlier,
        "lines": lines if "all" in request.GET else [line for line in lines if line.is_changed],
        "shows_all": "all" in request.GET,
        "changed_count": sum(line.is_changed for line in lines),
    }
    return render(request, "underwriting/memo_compare.html", context)


def differences(earlier: Memo, later: Memo) -> Iterator[Difference]:
    """Every line of both versions: first what was written, then the facts."""
    old, new = proposal_values(earlier), proposal_values(later)
    for code in new:
        yield _difference(str(FACT_LABELS[code]), old[code], new[code])
    before, after = by_code(earlier.facts), by_code(later.facts)
    for code in {**before, **after}:
        rows = [side.get(code) for side in (before, after)]
        row = rows[1] or rows[0]
        assert row
        section = SECTION_TITLES[code.partition(".")[0]]
        shown = [value_of(each) if each else "" for each in rows]
        yield _difference(f"{section} · {label_of(row)}", *shown)


def _difference(label: str, before: str, after: str) -> Difference:
    if before == after:
        return Difference(label, [Piece("same", before)], [Piece("same", after)])
    if min(len(before), len(after)) < WORDY:
        return Difference(label, [Piece("out", before)], [Piece("in", after)])
    matched = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return Difference(
        label,
        [Piece("same" if op == "equal" else "out", before[a:b]) for op, a, b, _c, _d in matched],
        [Piece("same" if op == "equal" else "in", after[c:d]) for op, _a, _b, c, d in matched],
    )
