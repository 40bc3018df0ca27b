"""New versions of a product's terms; older files keep the version of their submission."""

from datetime import date
from typing import Any

from django.db import transaction as database
from django.db.models import Max

from parties.models import User
from parties.services.audit import record_act
from policy.errors import RuleStartsInThePast
from policy.models import Product, ProductVersion

CARRIED_OVER = ("allocation_order", "claim_covers")


@database.atomic
def draft_product_version(
    *, product: Product, terms: dict[str, Any], actor: User, on: date
) -> ProductVersion:
    """Draft the next version of a product's terms; a second person publishes it."""
    Product.objects.select_for_update().get(pk=product.pk)
    if terms["from_on"] < on:
        raise RuleStartsInThePast
    groups = terms.pop("eligible_groups")
    newest = product.versions.order_by("-number").first()
    last = product.versions.aggregate(last=Max("number"))["last"] or 0
    carried = {name: getattr(newest, name) for name in CARRIED_OVER}
    version = ProductVersion(product=product, number=last + 1, author=actor, **{**carried, **terms})
    version.full_clean(exclude=["approver", "state"])
    version.save()
    version.eligible_groups.set(groups)
    record_act("policy.draft_product_version", actor=actor, on=on, subject=version)
    return version
