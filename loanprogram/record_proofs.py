"""Proofs over all apps: states have records, money has two persons, cases keep their bank, keys."""

from django.apps import apps
from django.db import connection, models
from django.db.models import Count, F, IntegerField, Q, Sum
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django_fsm import FSMField

from casework.models import Notice, Task, TransitionRecord
from guarantees.models import Claim, FundMovement, Recovery
from parties.models import AuditEntry
from servicing.models import Disbursement, Loan


def record_faults() -> list[str]:
    """States without a record, records without an audit entry, one person twice, foreign banks."""
    return [
        *_states_without_record(),
        *_records_without_audit(),
        *_one_person_twice(),
        *_bank_differs(),
        *_keys_missing(),
    ]


def _machines() -> list[type[models.Model]]:
    found = []
    for model in apps.get_models():
        fields = [f for f in model._meta.get_fields() if isinstance(f, FSMField)]
        is_own = not model._meta.proxy and model._meta.app_label != "policy"
        if is_own and fields and fields[0].name == "state":
            found.append(model)
    return found


def _first_state(model: type[models.Model]) -> str:
    field = model._meta.get_field("state")
    assert isinstance(field, FSMField)
    return str(field.get_default())


def _states_without_record() -> list[str]:
    """The state of every object is the target of its newest record, or the first state."""
    faults = []
    for model in _machines():
        first = _first_state(model)
        label = model._meta.label_lower
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT object.id, object.state, record.target FROM {model._meta.db_table} object"  # noqa: S608 - own table names
                f" LEFT JOIN LATERAL (SELECT target FROM {TransitionRecord._meta.db_table} r"
                " WHERE r.subject_label = %s AND r.subject_id = object.id"
                " ORDER BY r.id DESC LIMIT 1) record ON true"
                " WHERE object.state IS DISTINCT FROM coalesce(record.target, %s)",
                [label, first],
            )
            faults += [
                f"{label} {pk} is {state}, its last record says {target or first}"
                for pk, state, target in cursor.fetchall()
            ]
    return faults


def _records_without_audit() -> list[str]:
    """One entry a step; what was taken in from an older system has one entry a chunk."""
    records = TransitionRecord.objects.count()
    acts = AuditEntry.objects.filter(facts__has_keys=["from", "to"]).count()
    chunks = AuditEntry.objects.filter(act="servicing.take_in")
    count = Cast(KeyTextTransform("records", "facts"), IntegerField())
    acts += chunks.aggregate(found=Sum(count, default=0))["found"]
    return [f"{records} steps, but {acts} audit entries of steps"] if records != acts else []


def _one_person_twice() -> list[str]:
    pairs: list[tuple[type[models.Model], str, str, Q]] = [
        (Disbursement, "prepared_by", "approved_by", Q()),
        (FundMovement, "recorded_by", "approved_by", Q()),
        (Recovery, "recorded_by", "approved_by", Q()),
        (Claim, "prepared_by", "released_by", Q()),
    ]
    return [
        f"{model._meta.label_lower} {found.pk}: {maker} and {checker} are one person"
        for model, maker, checker, only in pairs
        for found in model._default_manager.filter(only, **{maker: F(checker)})
    ]


def _bank_differs() -> list[str]:
    loans = Loan.objects.exclude(bank=F("case__bank"))
    banks = Task.objects.filter(
        case__isnull=False, organisation__kind="bank", done_at=None
    ).exclude(organisation=F("case__bank"))
    return [
        *(f"loan {loan.number} is at another bank than its case" for loan in loans),
        *(f"task {task.pk} is at another bank than case {task.case}" for task in banks),
    ]


def _keys_missing() -> list[str]:
    doubled = Notice.objects.values("idempotency_key").annotate(n=Count("pk")).filter(n__gt=1)
    empty = Notice.objects.filter(idempotency_key="").count()
    return [
        *(f"notice key {row['idempotency_key']} stands {row['n']} times" for row in doubled),
        *([f"{empty} notices without a key"] if empty else []),
    ]
