"""What a committee's votes come to, as pure computation."""

from collections.abc import Sequence
from decimal import Decimal


def outcome_of(choices: Sequence[str], *, voters: int, quorum: int, majority: Decimal) -> str:
    """What a committee decided on a file: approved, declined or deferred.

    Counted are the votes of members without a conflict; below the quorum the file is deferred.
    Approval needs the share `majority` of the votes cast, a refusal more than half of them.
    """
    votes = [choice for choice in choices if choice != "conflict"]
    if voters < quorum or len(votes) < quorum:
        return "deferred"
    positive = sum(choice in ("approve", "conditions") for choice in votes)
    negative = sum(choice == "reject" for choice in votes)
    if positive >= majority * len(votes):
        return "approved"
    return "declined" if negative * 2 > len(votes) else "deferred"
