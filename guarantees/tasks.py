"""Work of the background: safe to run twice."""

from celery import shared_task

from guarantees.services.sweeping import sweep
from policy.selectors import business_date


@shared_task
def sweep_released() -> dict[str, int]:
    """Release, lapse and remind as of the business date."""
    return sweep(business_date())
