"""The evaluation of a file at a glance, opinions, worksheet and score."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from casework.models import Case
from casework.services import possible_events
from casework.views.asked import date_of, person_of
from parties.models import User
from screens.answers import refused
from screens.errors import RuleViolation
from screens.gates import gate
from screens.parts import Action
from underwriting.forms.evaluation import (
    OpinionForm,
    WorksheetForm,
    application_initial,
    worksheet_initial,
)
from underwriting.models import Memo, Opinion, ScoreResult
from underwriting.selectors import (
    application_of,
    burden_of,
    current_round,
    evaluation_gaps,
    figures_from_application,
    has_credit_consent,
    is_open_for_evaluation,
    is_score_stale,
    latest_memo,
    latest_score,
    latest_worksheet,
    opinions_of_round,
    paper_names,
    paper_type_names,
    suggestion_for,
    usable_documents,
)
from underwriting.services import compute_score, give_opinion, save_worksheet
from underwriting.views.drawings import (
    burden_facts,
    indicators_of,
    limit_lines,
    limiting_word,
    policy_chart,
    score_chart,
)
from underwriting.views.found import case_of
from underwriting.views.words import GRADE_TONES, SUGGESTION_WORDS

TAB = "case_evaluation"


@gate("underwriting.view_evaluation")
def case_evaluation(request: HttpRequest, number: str) -> HttpResponse:
    """What is missing, the three opinions, visits, score and memo of a file."""
    case, user, on = case_of(request, number), person_of(request), date_of(request)
    memo, score = latest_memo(case), latest_score(case)
    context = {
        "case": case,
        "tab": TAB,
        "gaps": evaluation_gaps(case, on),
        "opinions": _opinion_lines(case, user),
        "earlier_opinions": case.opinions.exclude(round=current_round(case)),
        "visits": _visit_lines(case, user),
        "memo": memo,
        "is_open": is_open_for_evaluation(case),
        "actions": _actions(case, user, memo),
        **_score_context(request, case, score),
    }
    return render(request, "underwriting/case_evaluation.html", context)


def _opinion_lines(case: Case, user: User) -> list[dict[str, Any]]:
    given = {opinion.kind: opinion for opinion in opinions_of_round(case)}
    signed_by_me = any(opinion.author_id == user.pk for opinion in given.values())
    may = user.may("underwriting.give_opinion") and is_open_for_evaluation(case)
    return [
        {
            "kind": kind,
            "opinion": given.get(kind.value),
            "url": reverse("opinion_give", args=[case.number, kind.value])
            if may and not signed_by_me
            else "",
            "refused": may and signed_by_me,
        }
        for kind in Opinion.Kind
    ]


def _visit_lines(case: Case, user: User) -> list[dict[str, Any]]:
    """Each visit with the page where this person goes on: the form, or the report."""
    visits = case.site_visits.select_related("first_visitor__person", "second_visitor__person")
    return [
        {
            "visit": visit,
            "name": "visit_record"
            if "finish" in possible_events(visit, actor=user)
            else "visit_report",
        }
        for visit in visits
    ]


def _actions(case: Case, user: User, memo: Memo | None) -> list[Action]:
    """The steps this person can take next, the main one first."""
    wanted = [
        ("underwriting.write_memo", _("Write the memo"), "memo_start", "file-earmark-text"),
        ("underwriting.score", _("Income and debts"), "score_worksheet", "calculator"),
        ("underwriting.visit", _("Plan a visit"), "visit_plan", "geo-alt"),
    ]
    if not is_open_for_evaluation(case):
        return []
    if memo and memo.conclusion and "freeze" in possible_events(memo, actor=user):
        wanted.insert(0, ("underwriting.write_memo", _("Send to decision"), "memo_send", "send"))
    return [
        Action(
            label,
            reverse(name, args=[case.number]),
            icon,
            method="post" if name == "memo_start" else "get",
        )
        for permission, label, name, icon in wanted
        if user.may(permission)
    ]


def _score_context(
    request: HttpRequest, case: Case, score: ScoreResult | None
) -> Mapping[str, Any]:
    """Burden, bars and limits of the score that counts, or nothing yet."""
    on = date_of(request)
    sheet = latest_worksheet(case)
    if score is None or sheet is None:
        return {"score": None, "sheet": sheet}
    suggestion = suggestion_for(case, score, on)
    return {
        "score": score,
        "sheet": sheet,
        "score_is_stale": is_score_stale(case, score, on),
        "chart": score_chart(score),
        "policy_chart": policy_chart(score),
        "burden": burden_facts(burden_of(sheet, application_of(case), on)),
        "burden_is_bad": burden_of(sheet, application_of(case), on).is_bad,
        "suggestion": suggestion,
        "limits": limit_lines(suggestion),
        "limiting": limiting_word(suggestion),
        "grade_tone": GRADE_TONES[score.grade],
        "card_suggestion": SUGGESTION_WORDS[score.suggestion],
    }


def kind_of_opinion(kind: str) -> Opinion.Kind:
    """The opinion an address names."""
    if kind not in Opinion.Kind.values:
        raise Http404
    return Opinion.Kind(kind)


@gate("underwriting.give_opinion")
def opinion_give(request: HttpRequest, number: str, kind: str) -> HttpResponse:
    """Sign one of the three opinions."""
    case, opinion = case_of(request, number), kind_of_opinion(kind)
    form = OpinionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            give_opinion(
                case=case,
                kind=opinion,
                actor=person_of(request),
                on=date_of(request),
                **form.cleaned_data,
            )
        except RuleViolation as error:
            refused(form, error)
        else:
            messages.success(request, _("Your opinion is signed."))
            return redirect(TAB, number)
    context = {"case": case, "tab": TAB, "form": form, "kind": opinion}
    return render(request, "underwriting/opinion_give.html", context)


@gate("underwriting.score")
def score_worksheet(request: HttpRequest, number: str) -> HttpResponse:
    """Enter income, debts, assets and experience; saving scores the file anew."""
    case = case_of(request, number)
    form = _worksheet_form(request, case)
    if request.method == "POST" and form.is_valid():
        try:
            save_worksheet(
                case=case,
                figures=form.figures,
                sources=form.sources,
                based_on=form.cleaned_data["based_on"],
                actor=person_of(request),
                on=date_of(request),
            )
        except RuleViolation as error:
            refused(form, error)
        else:
            messages.success(request, _("Saved; the score was computed anew."))
            return redirect("score_list", number)
    context = {"case": case, "tab": TAB, "form": form, "has_consent": has_credit_consent(case)}
    return render(request, "underwriting/score_worksheet.html", context)


def _worksheet_form(request: HttpRequest, case: Case) -> WorksheetForm:
    sheet = latest_worksheet(case)
    if sheet:
        initial = worksheet_initial(sheet)
    else:
        figures = figures_from_application(application_of(case), date_of(request))
        initial = application_initial(figures)
    return WorksheetForm(
        request.POST or None,
        initial=initial,
        documents=usable_documents(case),
        names=paper_type_names(),
    )


@gate("underwriting.view_evaluation")
def score_list(request: HttpRequest, number: str) -> HttpResponse:
    """All scores of a file, and one of them in full: bars, inputs, sources, card version."""
    case = case_of(request, number)
    scores = case.scores.select_related("scorecard", "computed_by__person", "worksheet")
    asked = request.GET.get("score", "")
    chosen = scores.filter(pk=int(asked)).first() if asked.isdecimal() else scores.first()
    context = {
        "case": case,
        "tab": TAB,
        "scores": scores,
        "chosen": chosen,
        "chart": score_chart(chosen) if chosen else None,
        "policy_chart": policy_chart(chosen) if chosen else None,
        "indicators": indicators_of(chosen, paper_names(case)) if chosen else [],
        "card": chosen.scorecard.card if chosen else None,
        "is_stale": is_score_stale(case, scores.first(), date_of(request)),
    }
    return render(request, "underwriting/score_list.html", context)


@require_POST
@gate("underwriting.score")
def score_compute(request: HttpRequest, number: str) -> HttpResponse:
    """Score the file from what is known now."""
    case = case_of(request, number)
    try:
        compute_score(case=case, actor=person_of(request), on=date_of(request))
    except RuleViolation as error:
        refused(request, error)
        return redirect("score_worksheet", number)
    messages.success(request, _("The score is computed from the newest data."))
    return redirect("score_list", number)
