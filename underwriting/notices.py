"""Texts of underwriting that leave the house: result, number and next step, nothing internal."""

from django.utils.translation import gettext as _

from screens.wording import day
from underwriting.models import Appeal, Contract, ContractQuestion, Decision


def decision_subject(decision: Decision) -> str:
    """The headline of a decision notice."""
    return _("Decision on application %(number)s") % {"number": decision.case.number}


def decision_made(decision: Decision) -> str:
    """The decision notice as a short message; reasons and rights are on the page."""
    facts = {"number": decision.case.number, "until": day(decision.appeal_until_on)}
    if decision.result == Decision.Result.APPROVED:
        return (
            _(
                "Your application %(number)s is approved. The guarantee is examined next;"
                " amount and conditions are on our site after sign-in."
            )
            % facts
        )
    return (
        _(
            "Your application %(number)s could not be approved. The reasons, what you can improve"
            " and how to appeal until %(until)s are on our site after sign-in."
        )
        % facts
    )


def decision_expired(decision: Decision) -> str:
    """The approval ran out; the bank looks at the file again."""
    return _(
        "The approval of application %(number)s was valid until %(until)s and has run out before"
        " a contract was made. Your bank looks at the file again; you need not apply anew."
    ) % {"number": decision.case.number, "until": day(decision.valid_until_on)}


def contract_ready(contract: Contract) -> str:
    """The pack can be read and signed."""
    return _(
        "The contract for application %(number)s is ready. Read the key terms and sign"
        " on our site, or at the counter of your bank."
    ) % {"number": contract.case.number}


def contract_signed(contract: Contract) -> str:
    """All parties have signed."""
    return _(
        "The contract for application %(number)s is signed by all parties."
        " Your copies are on our site after sign-in."
    ) % {"number": contract.case.number}


def question_answered(question: ContractQuestion) -> str:
    """The bank has answered; what it says is on the page."""
    return _(
        "Your bank has answered your question on the contract of application %(number)s."
        " The answer is on our site after sign-in."
    ) % {"number": question.contract.case.number}


def appeal_subject(appeal: Appeal) -> str:
    """The headline of a message on an appeal."""
    return _("Appeal on application %(number)s") % {"number": appeal.case.number}


def appeal_filed(appeal: Appeal) -> str:
    """The appeal is in; who decides by when."""
    facts = {"number": appeal.case.number, "until": appeal.due_on.isoformat()}
    return (
        _(
            "Your appeal on application %(number)s is in. People who did not decide before look"
            " at it; you hear from us by %(until)s."
        )
        % facts
    )


def appeal_decided(appeal: Appeal) -> str:
    """The appeal is decided; result and reasons are on the page."""
    return _(
        "Your appeal on application %(number)s is decided. The result and the reasons are on our"
        " site after sign-in."
    ) % {"number": appeal.case.number}
