"""Messages about loans; amounts and dates, and of accounts the last four places only."""

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from casework.models import Notice
from casework.services import queue_notice
from casework.services.notices import destination_tail
from loancore.money import ZERO
from parties.models import Person, User
from policy.selectors import parameter, programme_profile, text_template
from screens.wording import day, mask_phone, money, yuan
from servicing.models import (
    CareKind,
    CareStep,
    DeclaredChange,
    Disbursement,
    Loan,
    LoanChange,
    PayoutAccount,
    Repayment,
    RepaymentFile,
)
from servicing.selectors.disbursements import disbursement_of
from servicing.selectors.reminders import Reminder, preference_for


def language_of(person: Person) -> str:
    """The language a person has chosen."""
    user = getattr(person, "user", None)
    return user.language if user else "zh-hans"


def new_contact(loan: Loan, contact: User) -> tuple[str, str]:
    """Subject and text that tell who looks after a loan from now on."""
    body = _("Your loan %(number)s is looked after by %(name)s from now on. Phone: %(phone)s.") % {
        "number": loan.number,
        "name": contact.display_name,
        "phone": loan.bank.phone,
    }
    return _("Your new contact at the bank"), body


def phone_change(change: DeclaredChange) -> tuple[str, str]:
    """What the old number hears when a new one was declared."""
    body = _(
        "A new phone number %(phone)s was declared for your loan %(number)s on %(day)s. If this "
        "was not you, call %(bank)s at once."
    ) % {
        "phone": mask_phone(str(change.new_value)),
        "number": change.loan.number,
        "day": day(change.declared_on),
        "bank": change.loan.bank.phone,
    }
    return _("A new phone number was declared"), body


def proof_wanted(change: DeclaredChange) -> tuple[str, str]:
    """What the borrower is asked for."""
    body = _("Please hand in a proof for the change you declared: %(asked)s. Open “My loans”.") % {
        "asked": change.asked
    }
    return _("A proof is needed"), body


def fact_checked(change: DeclaredChange, label: str) -> tuple[str, str]:
    """Whether a declared change holds."""
    if change.reason:
        body = _("Your change (%(what)s) was not accepted: %(reason)s") % {
            "what": label,
            "reason": change.reason,
        }
    else:
        body = _("Your change (%(what)s) was checked and is on record now.") % {"what": label}
    return _("Your declared change"), body


def data_wanted(step: CareStep, address: str) -> tuple[str, str]:
    """What the borrower is asked for at the regular update or report, with the link."""
    number = step.loan.number
    name = "my_loan_data" if step.kind == CareKind.UPDATE else "my_report"
    facts = {
        "number": number,
        "day": day(step.due_on),
        "link": f"{address}{reverse(name, args=[number])}",
    }
    if step.kind == CareKind.UPDATE:
        body = _(
            "Are your data for loan %(number)s still right? Please confirm them by %(day)s, it "
            "takes a moment: %(link)s"
        )
        return _("Please confirm your data"), body % facts
    body = _("Please report how your business is doing by %(day)s (loan %(number)s): %(link)s")
    return _("Report of your business"), body % facts


def loan_is_late(loan: Loan) -> tuple[str, str]:
    """What the keeper of a late loan hears: days, amount, how often it was late."""
    rows = loan.instalments.filter(due_on__lte=loan.as_of_on, settled_on=None)
    parts = (row.principal + row.interest - row.paid_principal - row.paid_interest for row in rows)
    owed = sum(parts, ZERO)
    body = _(
        "Loan %(number)s of %(name)s is %(days)s days late; %(amount)s is open. Late times so "
        "far: %(times)s."
    ) % {
        "number": loan.number,
        "name": loan.borrower.name,
        "days": loan.days_past_due,
        "amount": yuan(owed),
        "times": loan.overdue_cases.count(),
    }
    return _("Late payment"), body


def loan_paid_out(loan: Loan, disbursement: Disbursement, *, on: date) -> None:
    """Tell borrower and center that the money is on its way; the plan starts."""
    first = loan.instalments.order_by("number").first()
    assert first
    with translation.override(language_of(loan.borrower)):
        body = _(
            "Your loan %(number)s of %(amount)s was paid on %(date)s into your account ending "
            "%(tail)s. First payment: %(first)s on %(due)s."
        ) % {
            "number": loan.number,
            "amount": yuan(disbursement.amount),
            "date": day(disbursement.value_on),
            "tail": disbursement.account_tail,
            "first": yuan(first.principal + first.interest),
            "due": day(first.due_on),
        }
        _tell_borrower(loan, f"disbursed:{loan.pk}", "loan_paid_out", _("Paid out"), body, on)
    queue_notice(
        key=f"disbursed:{loan.pk}:center",
        kind="loan_paid_out",
        channel=Notice.Channel.PAGE,
        subject=_("Paid out"),
        body=body,
        on=on,
        case=loan.case,
    )


def payout_account_changed(
    account: PayoutAccount, before: PayoutAccount | None, *, on: date
) -> None:
    """Tell the owner, old and new number by their last places, whoever changed it."""
    person = account.person
    with translation.override(language_of(person)):
        facts = {"to": account.tail, "before": before.tail if before else ""}
        if before:
            body = _(
                "Your payout account was changed from the one ending %(before)s to the one ending "
                "%(to)s. If it was not you, call the center at once."
            )
        else:
            body = _(
                "Your loan will be paid into the account ending %(to)s. If you did not enter it, "
                "call the center at once."
            )
        for channel in (Notice.Channel.SMS, Notice.Channel.PAGE):
            queue_notice(
                key=f"payout_account:{account.pk}:{channel}",
                kind="payout_account",
                channel=channel,
                subject=_("Payout account"),
                body=body % facts,
                on=on,
                recipient=person,
            )


def repayments_posted(repayments: Iterable[Repayment], *, on: date) -> None:
    """Thank for payments and say what is left; who was told of one before is not told again."""
    fresh = []
    for each in repayments:
        with translation.override(language_of(each.loan.borrower)):
            subject, body = _thanks(each.loan, each)
        fresh += [
            Notice(
                idempotency_key=f"repaid:{each.pk}:{channel}",
                kind="repayment_posted",
                channel=channel,
                subject=subject,
                body=body,
                send_on=on,
                case=each.loan.case,
                recipient=each.loan.borrower,
                destination_tail=destination_tail(channel, each.loan.borrower),
            )
            for channel in (Notice.Channel.SMS, Notice.Channel.PAGE)
        ]
    Notice.objects.bulk_create(fresh, ignore_conflicts=True, batch_size=2000)


def _thanks(loan: Loan, repayment: Repayment) -> tuple[str, str]:
    body = _(
        "We received %(amount)s for your loan %(number)s on %(date)s. Principal left: "
        "%(left)s. Receipt %(receipt)s."
    ) % {
        "amount": yuan(repayment.amount),
        "number": loan.number,
        "date": day(repayment.received_on),
        "left": yuan(loan.outstanding),
        "receipt": repayment.number,
    }
    if not loan.outstanding:
        body += _(" Your loan is settled: download the certificate from “My loans”.")
    return _("Payment received"), body


def file_moved(file: RepaymentFile, *, on: date) -> None:
    """Tell who handed a file in, and who posted it, that the worker is done with it."""
    for user in {file.uploaded_by, file.posted_by or file.uploaded_by}:
        language = user.language or "zh-hans"
        with translation.override(language):
            subject = _("Repayment file %(number)s: %(state)s") % {
                "number": file.number,
                "state": file.get_state_display(),
            }
        queue_notice(
            key=f"file:{file.pk}:{file.state}:{user.pk}",
            kind="repayment_file",
            channel=Notice.Channel.PAGE,
            subject=subject,
            body=subject,
            on=on,
            recipient=user.person,
            recipient_user=user,
        )


def change_decided(change: LoanChange, *, on: date, reason: str = "") -> None:
    """Tell the borrower what became of the request to change the plan."""
    loan = change.loan
    if change.state == "withdrawn":
        return
    with translation.override(language_of(loan.borrower)):
        facts = {"number": loan.number, "kind": change.get_kind_display(), "reason": reason}
        if change.state == "effective":
            body = _(
                "The plan of your loan %(number)s was changed (%(kind)s). The new plan stands "
                "under “My loans”; the old one can still be read there."
            )
        else:
            body = _(
                "Your request on loan %(number)s (%(kind)s) was not agreed to: %(reason)s. "
                "The plan stays as it is. Your bank tells you what else is possible."
            )
        _tell_borrower(
            loan,
            f"change:{change.pk}:{change.state}",
            "change_decided",
            _("Your request to change the plan"),
            body % facts,
            on,
        )


def repayment_reversed(loan: Loan, repayment: Repayment, *, on: date) -> None:
    """Tell that a payment was taken back."""
    with translation.override(language_of(loan.borrower)):
        body = _(
            "The payment of %(amount)s of %(date)s on your loan %(number)s was taken back. "
            "Principal left: %(left)s. Please call us if this is not clear."
        ) % {
            "amount": yuan(repayment.amount),
            "date": day(repayment.received_on),
            "number": loan.number,
            "left": yuan(loan.outstanding),
        }
        _tell_borrower(
            loan,
            f"reversed:{repayment.pk}",
            "repayment_reversed",
            _("Payment taken back"),
            body,
            on,
        )


def _tell_borrower(  # noqa: PLR0917 - one message, twice
    loan: Loan, key: str, kind: str, subject: str, body: str, on: date
) -> None:
    for channel in (Notice.Channel.SMS, Notice.Channel.PAGE):
        queue_notice(
            key=f"{key}:{channel}",
            kind=kind,
            channel=channel,
            subject=subject,
            body=body,
            on=on,
            case=loan.case,
            recipient=loan.borrower,
        )


def guide_address(loan: Loan) -> str:
    """Where a borrower reads how to pay this loan."""
    return settings.SITE_ADDRESS + reverse("my_repayment_guide", args=[loan.number])


def reminder_text(reminder: Reminder, on: date) -> str:
    """The text of a reminder in the borrower's language, from the approved template."""
    template = text_template(reminder.rule.template_code, on)
    loan, row = reminder.loan, reminder.instalment
    profile = programme_profile(on)
    payout = disbursement_of(loan)
    language = language_of(loan.borrower)
    with translation.override(language):
        return (template.body_en if language == "en" else template.body).format(
            programme=profile,
            name=loan.borrower.name,
            loan_tail=loan.number[-4:],
            instalment=row.number,
            due_on=day(row.due_on),
            amount=money(reminder.amount),
            principal=money(row.principal - row.paid_principal),
            interest=money(row.interest - row.paid_interest),
            penalty=money(row.penalty - row.paid_penalty),
            ways=parameter("message.ways", on)["en" if language == "en" else "zh"],
            link=guide_address(loan),
            account_tail=payout.account_tail if payout else "",
            phone=loan.bank.phone or profile.phone,
        )


def send_reminder(reminder: Reminder, on: date) -> Notice:
    """Queue one reminder, when late one to a further contact; the same is never queued twice."""
    if reminder.rule.offset_days > 0:
        _ask_contact(reminder, on)
    return queue_notice(
        key=reminder.key,
        kind="reminder",
        channel=reminder.channel,
        subject=_("Repayment reminder"),
        body=reminder_text(reminder, on),
        on=on,
        case=reminder.loan.case,
        recipient=reminder.loan.borrower,
        hours=reminder.hours,
    )


def _ask_contact(reminder: Reminder, on: date) -> None:
    """Ask the person who agreed to it to pass on a call; without amounts."""
    wish = preference_for(reminder.loan)
    if wish is None or wish.contact is None:
        return
    profile = programme_profile(on)
    body = text_template("reminder_contact", on).body.format(
        programme=profile,
        name=reminder.loan.borrower.name,
        phone=reminder.loan.bank.phone or profile.phone,
    )
    queue_notice(
        key=f"{reminder.key}:contact",
        kind="contact_person",
        channel=Notice.Channel.SMS,
        subject=_("Repayment reminder"),
        body=body,
        on=on,
        case=reminder.loan.case,
        recipient=wish.contact,
    )
