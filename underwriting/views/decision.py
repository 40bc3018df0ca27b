"""The decision on a file: who decides by which rule, approvals, record, the applicant's page."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from applications.states import ApplicationState
from casework.models import Case
from casework.views.asked import date_of, person_of
from parties.models import User
from policy.models import AuthorityRule
from policy.selectors import programme_profile
from screens.answers import confirmation, download, refused
from screens.errors import RuleViolation
from screens.gates import applicant_only, gate
from screens.paper import render_pdf
from screens.parts import Action, Fact
from screens.wording import day, percent, yuan
from underwriting.forms.decision import ApprovalForm, CorrectionForm
from underwriting.models import Decision, Memo
from underwriting.selectors import application_of, latest_memo
from underwriting.selectors.appeals import appeals_of, next_instance
from underwriting.selectors.committee import conflict_with
from underwriting.selectors.decisions import (
    approvals_of,
    authority_rule_of,
    decision_reasons,
    decisions_of,
    newest_decision,
    reasons_of,
)
from underwriting.services.corrections import correct_decision
from underwriting.services.decisions import ADVISED_AGAINST, give_approval
from underwriting.views.appeals import appeal_records
from underwriting.views.found import case_of
from underwriting.views.memo import proposal_facts

TAB = "case_committee"
OPEN = (ApplicationState.EVALUATED, ApplicationState.IN_DECISION)


@gate("underwriting.view_decision")
def case_committee(request: HttpRequest, number: str) -> HttpResponse:
    """The rule that names who decides, how far it is, and the record of every decision."""
    case, user, on = case_of(request, number), person_of(request), date_of(request)
    memo, rule = latest_memo(case), authority_rule_of(case, on)
    is_open = application_of(case).state in OPEN
    context = {
        "case": case,
        "tab": TAB,
        "memo": memo,
        "rule": rule,
        "rule_facts": _rule_facts(rule, memo),
        "is_open": is_open,
        "approvals": approvals_of(case),
        "appeals": appeal_records(case, user),
        "items": case.agenda_items.select_related("meeting").order_by("-pk"),
        "records": [_record(decision) for decision in decisions_of(case)],
        "may_correct": user.may("underwriting.approve") and user.organisation_id == case.bank_id,
        "sees_votes": user.may("underwriting.view_committee"),
        "actions": _actions(case, user, rule) if is_open else [],
    }
    return render(request, "underwriting/case_committee.html", context)


def _rule_facts(rule: AuthorityRule | None, memo: Memo | None) -> list[Fact]:
    if rule is None or memo is None or memo.score is None:
        return []
    return [
        Fact(_("Rule used"), rule, hint=rule.source),
        Fact(_("Decided by"), rule.get_level_display()),
        Fact(_("Proposed amount"), yuan(memo.proposed_amount), numeric=True),
        Fact(_("Risk grade"), memo.score.grade),
        Fact(_("Amounts of the rule"), f"{yuan(rule.amount_above)} – {yuan(rule.amount_up_to)}"),
        Fact(_("In force from"), day(rule.from_on)),
    ]


def _actions(case: Case, user: User, rule: AuthorityRule | None) -> list[Action]:
    if rule is None or not user.may("underwriting.approve"):
        return []
    if rule.level != AuthorityRule.Level.TWO_APPROVERS:
        return []
    has_signed = any(approval.approver_id == user.pk for approval in approvals_of(case))
    reason = _("You have signed; the second approval comes from a colleague.") if has_signed else ""
    url = reverse("approval_give", args=[case.number])
    return [Action(_("Decide on this file"), url, "check-lg", reason=reason)]


def _record(decision: Decision) -> dict[str, Any]:
    return {
        "decision": decision,
        "facts": decision_facts(decision),
        "reasons": reasons_of(decision),
    }


def decision_facts(decision: Decision) -> list[Fact]:
    """Everything a decision rests on and says."""
    score = decision.score
    facts = [
        Fact(_("Decision number"), decision.number),
        Fact(_("Rule used"), decision.authority_rule),
        Fact(_("Basis"), _basis_of(decision)),
        Fact(_("Version of the memo"), decision.memo.version if decision.memo else ""),
        Fact(_("Score and grade"), f"{score.total} / {score.grade}" if score else ""),
        Fact(_("Decided by"), decision.decided_by.display_name, hint=day(decision.decided_on)),
    ]
    if decision.override_reason:
        facts.append(Fact(_("Why against the score"), decision.override_reason))
    if decision.result == Decision.Result.DECLINED:
        return [*facts, Fact(_("Appeal until"), day(decision.appeal_until_on))]
    return [
        *facts,
        *terms_of_decision(decision),
        Fact(_("Conditions"), decision.conditions or _("none")),
        Fact(_("Valid until"), day(decision.valid_until_on)),
    ]


def _basis_of(decision: Decision) -> str:
    if decision.agenda_item:
        meeting = decision.agenda_item.meeting
        return _("Meeting %(number)s of %(committee)s") % {
            "number": meeting.number,
            "committee": meeting.committee.name,
        }
    return _("Two approvers")


def terms_of_decision(decision: Decision) -> list[Fact]:
    """Amount, term, rate and method of an approval."""
    assert decision.interest_rate is not None
    return [
        Fact(_("Amount"), yuan(decision.amount), numeric=True),
        Fact(_("Term in months"), decision.term_months, numeric=True),
        Fact(_("Annual rate"), percent(decision.interest_rate), numeric=True),
        Fact(_("Repayment method"), decision.get_repayment_method_display()),
    ]


@gate("underwriting.approve")
def approval_give(request: HttpRequest, number: str) -> HttpResponse:
    """Approve or decline as one of two approvers, the facts above the button."""
    case, on = case_of(request, number), date_of(request)
    memo = latest_memo(case)
    if memo is None or memo.score is None or application_of(case).state not in OPEN:
        return redirect(TAB, number)
    form = ApprovalForm(
        request.POST or None,
        reasons=decision_reasons(on),
        is_advised_against=memo.score.suggestion in ADVISED_AGAINST,
    )
    if request.method == "POST" and form.is_valid() and _is_given(request, case, form):
        return redirect(TAB, number)
    context = {
        "case": case,
        "tab": TAB,
        "form": form,
        "proposal": proposal_facts(memo),
        "score": memo.score,
        "approvals": approvals_of(case),
        "conflict": conflict_with(case, person_of(request)),
    }
    return render(request, "underwriting/decision_approve.html", context)


def _is_given(request: HttpRequest, case: Case, form: ApprovalForm) -> bool:
    try:
        decision = give_approval(
            case=case, verdict=form.verdict_given, actor=person_of(request), on=date_of(request)
        )
    except RuleViolation as error:
        refused(form, error)
        return False
    if decision:
        messages.success(request, _("The file is decided and the applicant is told."))
    else:
        messages.success(request, _("Your approval is recorded; a second person decides next."))
    return True


@gate("underwriting.approve")
def decision_correct(request: HttpRequest, number: str, decision: str) -> HttpResponse:
    """Word reasons, advice or conditions anew, as a new record by another person."""
    case, on = case_of(request, number), date_of(request)
    found = get_object_or_404(decisions_of(case), number=decision)
    names = ("reasons", "reason_text", "advice", "conditions")
    form = CorrectionForm(
        request.POST or None,
        reasons=decision_reasons(on),
        is_approved=found.result == Decision.Result.APPROVED,
        initial={name: getattr(found, name) for name in names},
    )
    if request.method == "POST" and form.is_valid() and _is_corrected(request, found, form):
        messages.success(request, _("The correction is a new record; the applicant is told."))
        return redirect(TAB, number)
    return confirmation(
        request,
        question=_("Correct decision %(number)s?") % {"number": decision},
        act=_("Record the correction"),
        back_url=reverse(TAB, args=[number]),
        facts=decision_facts(found),
        warning=_("The record before stays as it is. Result, terms and votes are not changed."),
        form=form,
    )


def _is_corrected(request: HttpRequest, found: Decision, form: CorrectionForm) -> bool:
    try:
        correct_decision(
            decision=found,
            verdict=form.verdict,
            why=form.cleaned_data["why"],
            actor=person_of(request),
            on=date_of(request),
        )
    except RuleViolation as error:
        refused(form, error)
        return False
    return True


@gate("underwriting.view_decision")
def decision_paper(request: HttpRequest, number: str, decision: str) -> HttpResponseBase:
    """The record of a decision as paper."""
    case, user = case_of(request, number), person_of(request)
    found = get_object_or_404(decisions_of(case), number=decision)
    context = {
        "case": case,
        "record": _record(found),
        "sees_votes": user.may("underwriting.view_committee"),
        "programme": programme_profile(date_of(request)),
    }
    content = render_pdf("underwriting/decision_paper.html", context)
    return download(
        content, filename=f"{decision}.pdf", content_type="application/pdf", inline=True
    )


@applicant_only
def my_decision(request: HttpRequest, number: str) -> HttpResponse:
    """Result, reasons, advice, rights and dates, in plain words; nothing internal."""
    return render(request, "underwriting/my_decision.html", _told(request, number))


@applicant_only
def my_decision_letter(request: HttpRequest, number: str) -> HttpResponseBase:
    """The same as a letter."""
    content = render_pdf("underwriting/decision_letter_paper.html", _told(request, number))
    return download(
        content, filename=f"decision-{number}.pdf", content_type="application/pdf", inline=True
    )


def _told(request: HttpRequest, number: str) -> dict[str, Any]:
    case, on = case_of(request, number), date_of(request)
    decision = newest_decision(case)
    if decision is None:
        raise Http404
    is_approved = decision.result == Decision.Result.APPROVED
    return {
        "case": case,
        "decision": decision,
        "is_approved": is_approved,
        "terms": terms_of_decision(decision) if is_approved else [],
        "reasons": reasons_of(decision),
        "can_appeal": next_instance(case, on) is not None,
        "appeals": appeals_of(case),
        "programme": programme_profile(on),
    }
