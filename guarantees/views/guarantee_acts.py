"""The steps of a guarantee: words, facts above the button, and what each does."""

from dataclasses import replace
from datetime import date
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guarantees.errors import ContractNotSigned, SecurityNotEnough
from guarantees.forms import ReasonForm, TextForm, WhyForm
from guarantees.models import Guarantee
from guarantees.selectors.reviews import fund_effect
from guarantees.selectors.securities import covered, needed
from guarantees.selectors.terms import term_end
from guarantees.services.letters import issue_letter
from guarantees.services.reviews import (
    commit_guarantee,
    qualify,
    refuse_guarantee,
    send_back,
    take_up,
)
from guarantees.services.securities import secure_guarantee
from guarantees.views.acts import Act
from parties.models import User
from screens.parts import Action, Fact
from screens.vocabulary import word
from screens.wording import day, percent, yuan
from underwriting.selectors.contracts import live_contract
from underwriting.states import ContractState

COVER_WORDS = {"principal": _("principal"), "interest": _("interest"), "costs": _("costs")}


def cover_words(guarantee: Guarantee) -> str:
    """What a claim on the guarantee covers, in words."""
    return gettext(", ").join(str(COVER_WORDS[kind]) for kind in guarantee.covers)


def guarantee_facts(guarantee: Guarantee, on: date) -> list[Fact]:
    """The guarantee in figures, for its page."""
    amount = yuan(guarantee.amount) if guarantee.amount else gettext("not decided yet")
    facts = [
        Fact(_("Guarantee letter"), guarantee.number or "–"),
        Fact(_("Principal to be guaranteed"), amount, numeric=True),
        Fact(_("Share of the fund"), percent(guarantee.fund_share)),
        Fact(_("A claim covers"), cover_words(guarantee)),
        Fact(_("Claim after days past due"), guarantee.claim_waiting_days),
        Fact(_("Requested on"), day(guarantee.requested_on)),
        Fact(_("Promised on"), day(guarantee.committed_on)),
        Fact(_("Letter issued on"), day(guarantee.issued_on)),
    ]
    if guarantee.loan and guarantee.loan.maturity_on:
        facts.append(Fact(_("Claims possible until"), day(term_end(guarantee, on))))
    if guarantee.released_on:
        facts.append(Fact(_("Released on"), day(guarantee.released_on)))
    return facts


def _plain(guarantee: Guarantee, on: date) -> list[Fact]:
    """Who, how much and which bank: repeated above every button."""
    case = guarantee.case
    amount = guarantee.amount or case.headline_amount
    return [
        Fact(_("Borrower"), case.borrower.name),
        Fact(_("Amount"), yuan(amount) if amount else "–", numeric=True),
        Fact(_("Bank"), str(case.bank)),
        Fact(_("Share of the fund"), percent(guarantee.fund_share)),
    ]


def _promise(guarantee: Guarantee, on: date) -> list[Fact]:
    """The promise repeats the facts and says what it does to the fund."""
    effect = fund_effect(guarantee, on)
    opinion = guarantee.opinions.last()
    return [
        *_plain(guarantee, on),
        Fact(_("Opinion of the reviewer"), opinion.text if opinion else "–"),
        Fact(
            _("Recommended"),
            word("yes_no", "yes" if opinion and opinion.is_positive else "no"),
        ),
        Fact(_("Free capacity before"), yuan(effect.before), numeric=True),
        Fact(_("Free capacity after"), yuan(effect.after), numeric=True),
    ]


def _security(guarantee: Guarantee, on: date) -> list[Fact]:
    return [
        *_plain(guarantee, on),
        Fact(_("Needed"), yuan(needed(guarantee)), numeric=True),
        Fact(_("Registered"), yuan(covered(guarantee)), numeric=True),
    ]


def _letter(guarantee: Guarantee, on: date) -> list[Fact]:
    contract = live_contract(guarantee.case)
    return [
        *_plain(guarantee, on),
        Fact(_("Guarantee letter"), guarantee.number),
        Fact(_("Contract"), contract.number if contract else "–"),
    ]


def _take_up(guarantee: Guarantee, *, actor: User, on: date) -> Any:
    return take_up(guarantee=guarantee, actor=actor, on=on)


def _send_back(guarantee: Guarantee, *, reason: str, actor: User, on: date) -> Any:
    return send_back(guarantee=guarantee, reason=reason, actor=actor, on=on)


def _qualify(guarantee: Guarantee, *, text: str, actor: User, on: date) -> Any:
    return qualify(guarantee=guarantee, text=text, actor=actor, on=on)


def _commit(guarantee: Guarantee, *, actor: User, on: date) -> Any:
    return commit_guarantee(guarantee=guarantee, actor=actor, on=on)


def _refuse(guarantee: Guarantee, *, reason: str, actor: User, on: date) -> Any:
    return refuse_guarantee(guarantee=guarantee, reason=reason, actor=actor, on=on)


def _secure(guarantee: Guarantee, *, actor: User, on: date) -> Any:
    return secure_guarantee(guarantee=guarantee, actor=actor, on=on)


def _issue(guarantee: Guarantee, *, actor: User, on: date) -> Any:
    return issue_letter(guarantee=guarantee, actor=actor, on=on)


GUARANTEE_ACTS = {
    "take_up": Act(
        event="take_up",
        label=_("Take up the request"),
        question=_("Take up this request?"),
        done=_("You examine this request now."),
        run=_take_up,
        facts=_plain,
        icon="hand-thumbs-up",
    ),
    "commit": Act(
        event="commit",
        label=_("Promise the guarantee"),
        question=_("Promise this guarantee?"),
        done=_("Promised: the number is given and the fund's capacity is reserved."),
        run=_commit,
        facts=_promise,
        icon="shield-check",
        warning=_("The capacity of the fund is bound at once."),
    ),
    "secure": Act(
        event="secure",
        label=_("Security is complete"),
        question=_("Is everything registered that has to be?"),
        done=_("Secured: the bank may prepare the contract."),
        run=_secure,
        facts=_security,
        icon="lock",
    ),
    "issue": Act(
        event="issue",
        label=_("Issue the guarantee letter"),
        question=_("Issue the guarantee letter?"),
        done=_("The letter is issued: the guarantee is in force and the bank may pay out."),
        run=_issue,
        facts=_letter,
        icon="file-earmark-check",
    ),
    "qualify": Act(
        event="qualify",
        label=_("Confirm the qualification"),
        question=_("Is this person eligible?"),
        done=_("Confirmed: the file is with the bank now."),
        run=_qualify,
        facts=_plain,
        form=TextForm,
        icon="person-check",
    ),
    "return": Act(
        event="send_back",
        label=_("Return to the bank"),
        question=_("Return this request to the bank?"),
        done=_("Returned to the bank with your reasons."),
        run=_send_back,
        facts=_plain,
        form=ReasonForm,
        icon="arrow-counterclockwise",
    ),
    "refuse": Act(
        event="refuse",
        label=_("Refuse the guarantee"),
        question=_("Refuse this guarantee?"),
        done=_("Refused. The applicant is told."),
        run=_refuse,
        facts=_plain,
        form=WhyForm,
        icon="x-lg",
        warning=_("The case ends with this. The applicant gets a message."),
        danger=True,
    ),
}


def why_blocked(guarantee: Guarantee, action: Action) -> Action:
    """The same action with the reason why it is not possible yet, where there is one."""
    if action.url.endswith("/secure/"):
        have, must = covered(guarantee), needed(guarantee)
        if have < must:
            error = SecurityNotEnough(covered=yuan(have), needed=yuan(must))
            return replace(action, reason=str(error))
    if action.url.endswith("/issue/"):
        contract = live_contract(guarantee.case)
        if contract is None or contract.state != ContractState.SIGNED:
            return replace(action, reason=str(ContractNotSigned()))
    return action
