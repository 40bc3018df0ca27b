"""What a security is worth, what is free of it, and whether a guarantee is covered."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import CharField, Exists, OuterRef, QuerySet, Sum, Value
from django.db.models.functions import Cast, Concat

from casework.models import Case, Notice
from guarantees.models import Guarantee, Security, SecurityUse, Valuation
from guarantees.states import BINDING, GuaranteeState
from loancore.money import ZERO, round_money
from parties.models import User
from policy.models import GuaranteeMode
from policy.selectors import parameter
from underwriting.selectors import application_of

SURETY_KEY = "surety-bound:"
# Older payouts are not looked at again: the sweeper runs every minute.
TOLD_WITHIN = timedelta(days=31)
SECURED_STATES = (*BINDING, GuaranteeState.CLAIMED)


@dataclass(frozen=True)
class Worth:
    """A security on a day: what may be lent on it, what is used, what is free."""

    valuation: Valuation | None
    lendable: Decimal
    used: Decimal

    @property
    def free(self) -> Decimal:
        """What another guarantee may still use."""
        return max(self.lendable - self.used, ZERO)


def valid_valuation(security: Security, on: date) -> Valuation | None:
    """The newest valuation, if it still holds."""
    newest = security.valuations.filter(valued_on__lte=on).first()
    return newest if newest and newest.valid_until_on >= on else None


def securities_seen_by(user: User) -> QuerySet[Security]:
    """The register as this user may see it."""
    return Security.objects.visible_to(user).select_related("owner", "co_owner")


def stale_securities(on: date) -> QuerySet[Security]:
    """Used things whose newest valuation no longer holds."""
    fresh = Valuation.objects.filter(
        security=OuterRef("pk"), valued_on__lte=on, valid_until_on__gte=on
    )
    used = Security.objects.filter(uses__released_on=None, uses__isnull=False)
    return used.exclude(kind=Security.Kind.SURETY).exclude(Exists(fresh)).distinct()


def worth(security: Security, on: date) -> Worth:
    """What a thing or a surety can carry on a day."""
    used = security.uses.filter(released_on=None).aggregate(total=Sum("amount"))["total"] or ZERO
    if security.kind == Security.Kind.SURETY:
        cover = Decimal(str(parameter("surety.income_cover", on)))
        return Worth(None, round_money((security.annual_income or ZERO) * cover), used)
    valuation = valid_valuation(security, on)
    lendable = round_money(valuation.value * valuation.lendable_rate) if valuation else ZERO
    return Worth(valuation, lendable, used)


def surety_key(use: SecurityUse) -> str:
    """The key of the one message that tells a surety of the payout."""
    return f"{SURETY_KEY}{use.pk}"


def unaware_sureties(on: date) -> list[SecurityUse]:
    """Sureties of loans lately paid out who have not been told; who has no phone cannot be."""
    told = Notice.objects.filter(
        idempotency_key=Concat(Value(SURETY_KEY), Cast(OuterRef("pk"), CharField()))
    )
    found = SecurityUse.objects.filter(
        security__kind=Security.Kind.SURETY,
        released_on=None,
        guarantee__state=GuaranteeState.IN_FORCE,
        guarantee__loan__disbursed_on__gte=on - TOLD_WITHIN,
    ).exclude(Exists(told))
    uses = found.select_related("security__owner", "guarantee__loan", "guarantee__case__borrower")
    return [use for use in uses.order_by("pk") if use.security.owner.phone]


def uses_of(guarantee: Guarantee) -> QuerySet[SecurityUse]:
    """What stands or stood behind a guarantee."""
    return guarantee.securities.select_related("security__owner", "used_by__person")


def open_uses(case: Case) -> QuerySet[SecurityUse]:
    """What stands behind the guarantee of a case now."""
    uses = SecurityUse.objects.filter(guarantee__case=case, released_on=None)
    return uses.select_related("security__owner", "guarantee")


def usable_securities(guarantee: Guarantee) -> QuerySet[Security]:
    """Things and sureties of the register that do not stand behind this guarantee yet."""
    taken = guarantee.securities.filter(released_on=None).values("security")
    return Security.objects.exclude(pk__in=taken).select_related("owner")


def covered(guarantee: Guarantee) -> Decimal:
    """What the registered securities of a guarantee carry together."""
    uses = guarantee.securities.filter(released_on=None)
    return uses.aggregate(total=Sum("amount"))["total"] or ZERO


def needed(guarantee: Guarantee) -> Decimal:
    """What has to be secured: the guaranteed principal, or nothing for an exempt person."""
    if application_of(guarantee.case).guarantee_mode == GuaranteeMode.EXEMPT:
        return ZERO
    return guarantee.amount or ZERO


def security_sentence(guarantee: Guarantee) -> str:
    """The counter-guarantee in words, for the contract pack."""
    uses = guarantee.securities.filter(released_on=None).select_related("security")
    texts = [str(use.security) for use in uses]
    return "；".join(texts) or str(GuaranteeMode.EXEMPT.label)
