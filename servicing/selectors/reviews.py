"""The yearly review of a bank: which loans, how far everybody is, what is overdue."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from casework.models import Task
from loancore.dates import add_months
from parties.models import Organisation, User
from policy.selectors import parameter
from servicing.models import CareKind, CareStep, Loan, ReviewCampaign
from servicing.selectors.care import care_rules
from servicing.selectors.standing import care_grade
from servicing.states.care import CareState


def campaigns_for(user: User) -> QuerySet[ReviewCampaign]:
    """Campaigns of the own bank with how many reviews they hold and how many are done."""
    found = ReviewCampaign.objects.visible_to(user).select_related("organisation")
    over = Q(steps__state__in=(CareState.DONE, CareState.SKIPPED))
    return found.annotate(total=Count("steps"), done=Count("steps", filter=over))


def grown_up_loans(bank: Organisation, on: date) -> QuerySet[Loan]:
    """Running loans of a bank that are old enough for the yearly review."""
    rule = next(rule for rule in care_rules(on) if rule["kind"] == CareKind.YEARLY_REVIEW)
    latest = add_months(on, -int(rule["age_months"]))
    return Loan.objects.running().filter(bank=bank, disbursed_on__lte=latest).order_by("pk")


def steps_of(campaign: ReviewCampaign) -> QuerySet[CareStep]:
    """The reviews of a campaign, the overdue ones first."""
    rows = campaign.steps.select_related("loan__case__contact__person", "loan__borrower")
    return rows.order_by("due_on", "pk")


@dataclass(frozen=True)
class Progress:
    """How far one person is with the reviews: done of all, and how many are overdue."""

    name: str
    done: int
    total: int
    overdue: int

    @property
    def share(self) -> int:
        """Done of all, in per cent."""
        return self.done * 100 // self.total


def progress_by_officer(campaign: ReviewCampaign, on: date) -> list[Progress]:
    """One line per person: who did a review, or whose task it is."""
    owners = {
        task.subject_id: task.assignee.display_name
        for task in Task.objects.open()
        .filter(kind=f"care_{CareKind.YEARLY_REVIEW}", subject_label=CareStep._meta.label_lower)
        .select_related("assignee__person")
        if task.assignee
    }
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for step in campaign.steps.select_related("done_by__person"):
        name = step.done_by.display_name if step.done_by else owners.get(step.pk, "–")
        is_over = step.state in (CareState.DONE, CareState.SKIPPED)
        line = counts[name]
        line[0] += is_over
        line[1] += 1
        line[2] += not is_over and step.due_on < on
    return [Progress(name, *line) for name, line in sorted(counts.items())]


def needs_visit(loan: Loan, on: date) -> bool:
    """Whether the grade of a loan asks for a visit in its yearly review."""
    return care_grade(loan, on).grade in parameter("postloan.review_visit_grades", on)


def was_visited(step: CareStep, on: date) -> bool:
    """Whether the visit the grade asks for was made since the review opened."""
    if not needs_visit(step.loan, on):
        return True
    visits = step.loan.visits.filter(state="done", finished_on__gte=step.opens_on)
    return bool(visits.exists())
