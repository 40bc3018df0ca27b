"""Guarantees: the promise, its security, the fund behind it, claims and what comes back."""

from guarantees.models.claims import Claim, Recovery, RecoveryMeasure, WriteOff
from guarantees.models.fund import Fund, FundMovement, Reservation
from guarantees.models.guarantees import Guarantee, ReviewerOpinion
from guarantees.models.notices import Objection, PublicNotice
from guarantees.models.payouts import GuaranteedDisbursement
from guarantees.models.securities import Security, SecurityPaper, SecurityUse, Valuation
from guarantees.models.subsidy import SubsidyLine, SubsidyStatement, SubsidyStop

__all__ = [
    "Claim",
    "Fund",
    "FundMovement",
    "Guarantee",
    "GuaranteedDisbursement",
    "Objection",
    "PublicNotice",
    "Recovery",
    "RecoveryMeasure",
    "Reservation",
    "ReviewerOpinion",
    "Security",
    "SecurityPaper",
    "SecurityUse",
    "SubsidyLine",
    "SubsidyStatement",
    "SubsidyStop",
    "Valuation",
    "WriteOff",
]
