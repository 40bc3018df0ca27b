"""Who is to be reminded on a day: borrowers with an unpaid instalment a rule points at."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import F

from casework.models import ContactPreference, Notice
from casework.selectors import Response, response_to
from parties.models import User
from policy.models import ReminderRule
from policy.selectors import parameter
from servicing.models import Instalment, Loan
from servicing.states import RUNNING


@dataclass(frozen=True)
class Reminder:
    """One reminder: by which rule, about which instalment, how, and whether it went out."""

    rule: ReminderRule
    instalment: Instalment
    channel: str
    hours: str = ""
    state: str = ""

    @property
    def loan(self) -> Loan:
        """The loan it is about."""
        return self.instalment.loan

    @property
    def key(self) -> str:
        """One reminder per loan, due date and rule, however often the job runs."""
        return f"reminder:{self.loan.pk}:{self.instalment.due_on}:{self.rule.offset_days}"

    @property
    def amount(self) -> Decimal:
        """What is still to be paid of the instalment after what was paid in advance."""
        row = self.instalment
        owed = row.principal + row.interest + row.penalty
        paid = row.paid_principal + row.paid_interest + row.paid_penalty
        return max(owed - paid - self.loan.advance, Decimal(0))


def reminder_rules(on: date) -> list[ReminderRule]:
    """The rules in force on a day, by days from the due date."""
    rules = ReminderRule.objects.in_force(on).filter(is_active=True)
    return sorted(rules, key=lambda rule: rule.offset_days)


def reminders_for(on: date, user: User | None = None) -> list[Reminder]:
    """Everyone to be reminded on a day; with a user, those of the loans the user may see."""
    found = []
    for rule in reminder_rules(on):
        rows = Instalment.objects.unpaid().filter(
            due_on=on - timedelta(days=rule.offset_days), loan__state__in=RUNNING
        )
        if rule.product_id:
            rows = rows.filter(loan__product_version__product=rule.product_id)
        if user is not None:
            rows = rows.filter(loan__in=Loan.objects.visible_to(user))
        rows = rows.select_related(
            "loan__borrower__contact_preference__contact", "loan__case", "loan__bank"
        )
        for row in rows.order_by(F("loan")):
            if channel := channel_for(rule, row.loan):
                wish = preference_for(row.loan)
                found.append(Reminder(rule, row, channel, wish.hours if wish else ""))
    return [each for each in found if each.amount > 0]


def preference_for(loan: Loan) -> ContactPreference | None:
    """What the borrower chose, if anything."""
    return getattr(loan.borrower, "contact_preference", None)


def channel_for(rule: ReminderRule, loan: Loan) -> str:
    """The borrower's own way, or the first of the rule by which the borrower can be reached."""
    wish = preference_for(loan)
    wished = [wish.channel] if wish and wish.channel else []
    ways = {
        Notice.Channel.SMS: bool(loan.borrower.phone_tail),
        Notice.Channel.EMAIL: bool(loan.borrower.email),
        Notice.Channel.PAGE: True,
    }
    in_order = [*wished, *rule.channels]
    return next((str(way) for way in in_order if ways.get(Notice.Channel(way))), "")


def with_state(reminders: list[Reminder]) -> list[Reminder]:
    """The same with how far each message came."""
    keys = [each.key for each in reminders]
    states = dict(
        Notice.objects.filter(idempotency_key__in=keys).values_list("idempotency_key", "state")
    )
    return [replace(each, state=states.get(each.key, "to_send")) for each in reminders]


def all_rules(on: date) -> list[ReminderRule]:
    """Rules in force, switched off or on, and those that wait to be published."""
    rules = ReminderRule.objects.exclude(state="withdrawn").exclude(until_on__lt=on)
    return list(rules.order_by("offset_days", "pk").select_related("author", "approver", "product"))


def reminder_habit(user: User, on: date) -> Response:
    """How the borrowers whose cases a person may see answer to reminders."""
    sent = Notice.objects.visible_to(user).filter(kind="reminder")
    if "ADM" in user.roles:
        sent = Notice.objects.filter(kind="reminder")
    return response_to(sent, parameter("notice.hours", on))
