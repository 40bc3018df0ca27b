"""What is done for running loans on every new morning, each step safe to repeat."""

from collections.abc import Callable
from datetime import date

from parties.models import User
from servicing.services.care import begin_due_steps, drop_ended_care, plan_care, tighten_care
from servicing.services.exceptions import alert_of_late_loans, look_at_payments
from servicing.services.ladder import climb_ladder
from servicing.services.team import follow_absences, share_out_everywhere

STEPS: tuple[Callable[..., int], ...] = (
    share_out_everywhere,
    plan_care,
    tighten_care,
    begin_due_steps,
    climb_ladder,
    drop_ended_care,
    follow_absences,
    look_at_payments,
    alert_of_late_loans,
)


def look_after_loans(*, on: date, actor: User) -> dict[str, int]:
    """Keepers, plans, opened and dropped steps, stand-ins, as of a morning; says how many each."""
    return {step.__name__: step(on=on, actor=actor) for step in STEPS}
