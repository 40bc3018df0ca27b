"""The result of the standing proofs, kept so that pages need not run them."""

from datetime import date

from django.db import transaction
from django.db.models.functions import Now

from casework.models import JobRun
from loanprogram.proofs import run_proofs

JOB = "standing_proofs"


@transaction.atomic
def record_proofs(on: date) -> JobRun:
    """Run all proofs; the newest result of a business date stands."""
    found = run_proofs()
    faults = [fault for listed in found.values() for fault in listed]
    facts = {
        "job": JOB,
        "business_on": on,
        "outcome": "failed" if faults else "done",
        "counts": {code: len(listed) for code, listed in found.items()},
        "error": "\n".join(faults[:20]),
    }
    run, _is_new = JobRun.objects.update_or_create(key=f"{JOB}:{on.isoformat()}", defaults=facts)
    JobRun.objects.filter(pk=run.pk).update(ended_at=Now())
    return run


def last_proofs() -> JobRun | None:
    """The newest result, if the proofs have ever run."""
    return JobRun.objects.filter(job=JOB).order_by("-business_on", "-pk").first()
