"""Loans and everything that is booked, accrued, reminded and collected on them."""

from servicing.models.changes import ChangeConsent, LoanChange
from servicing.models.classes import ClassChange
from servicing.models.collection import ContactRecord, OverdueCase, Promise, StageEntry
from servicing.models.days import DailyAccrual, DayEndRun, JobSwitch, PartitionClose, SetAside
from servicing.models.files import FilePart, FileRow, RepaymentFile
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

__all__ = [
    "AllocationLine",
    "AssetClass",
    "ChangeConsent",
    "Channel",
    "ClassChange",
    "ContactRecord",
    "DailyAccrual",
    "DayEndRun",
    "Disbursement",
    "FilePart",
    "FileRow",
    "Instalment",
    "JobSwitch",
    "Loan",
    "LoanChange",
    "LoanEvent",
    "OverdueCase",
    "PartitionClose",
    "PlanVersion",
    "Promise",
    "Repayment",
    "RepaymentFile",
    "Reversal",
    "SetAside",
    "StageEntry",
]
