"""Loans and everything that is booked, accrued, reminded and collected on them."""

from servicing.models.accounts import PayoutAccount
from servicing.models.changes import ChangeConsent, LoanChange
from servicing.models.classes import ClassChange
from servicing.models.collection import ContactRecord, OverdueCase, Promise, StageEntry
from servicing.models.days import DailyAccrual, DayEndRun, JobSwitch, PartitionClose, SetAside
from servicing.models.declarations import DeclaredChange, VerifiedFact
from servicing.models.files import FilePart, FileRow, RepaymentFile
from servicing.models.followup import CareKind, CareStep, HandOver, StandIn, TeamSeat
from servicing.models.letters import BadAddress, Letter, LetterBatch
from servicing.models.loans import (
    AssetClass,
    Instalment,
    Loan,
    LoanEvent,
    PlanVersion,
)
from servicing.models.payments import (
    AllocationLine,
    Channel,
    Disbursement,
    Repayment,
    Reversal,
)
from servicing.models.reports import BusinessReport
from servicing.models.visits import LoanVisit, LoanVisitPhoto
from servicing.models.watching import PaymentException, ReviewCampaign

__all__ = [
    "AllocationLine",
    "AssetClass",
    "BadAddress",
    "BusinessReport",
    "CareKind",
    "CareStep",
    "ChangeConsent",
    "Channel",
    "ClassChange",
    "ContactRecord",
    "DailyAccrual",
    "DayEndRun",
    "DeclaredChange",
    "Disbursement",
    "FilePart",
    "FileRow",
    "HandOver",
    "Instalment",
    "JobSwitch",
    "Letter",
    "LetterBatch",
    "Loan",
    "LoanChange",
    "LoanEvent",
    "LoanVisit",
    "LoanVisitPhoto",
    "OverdueCase",
    "PartitionClose",
    "PaymentException",
    "PayoutAccount",
    "PlanVersion",
    "Promise",
    "Repayment",
    "RepaymentFile",
    "Reversal",
    "ReviewCampaign",
    "SetAside",
    "StageEntry",
    "StandIn",
    "TeamSeat",
    "VerifiedFact",
]
