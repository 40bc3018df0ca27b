"""The business date follows the calendar; that of the demo is moved by hand."""

from datetime import date

from django.conf import settings

from loanprogram.closing import move_business_date
from parties.models import User
from policy.selectors import business_date
from servicing.selectors.days import DAY_END, is_switched_on


def follow_calendar(today: date) -> date:
    """Move the business date to the calendar's, unless the day-end is switched off."""
    on = business_date()
    if settings.DEMO or today <= on or not is_switched_on(DAY_END):
        return on
    return move_business_date(to=today, actor=User.objects.system())
