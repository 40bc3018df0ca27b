"""Evaluation and decision: opinions, visits, scores, memos, committee, decisions, contracts."""

from underwriting.models.appeals import Appeal
from underwriting.models.committee import (
    AgendaItem,
    Attendance,
    Committee,
    DeclaredRelation,
    ItemRead,
    Meeting,
    Membership,
    Vote,
)
from underwriting.models.decisions import (
    Approval,
    Contract,
    ContractBasis,
    ContractFile,
    ContractQuestion,
    CopyReceipt,
    Decision,
    Signature,
)
from underwriting.models.evaluation import (
    Memo,
    Opinion,
    ScoreResult,
    SiteVisit,
    VisitPhoto,
    Worksheet,
)

__all__ = [
    "AgendaItem",
    "Appeal",
    "Approval",
    "Attendance",
    "Committee",
    "Contract",
    "ContractBasis",
    "ContractFile",
    "ContractQuestion",
    "CopyReceipt",
    "Decision",
    "DeclaredRelation",
    "ItemRead",
    "Meeting",
    "Membership",
    "Memo",
    "Opinion",
    "ScoreResult",
    "Signature",
    "SiteVisit",
    "VisitPhoto",
    "Vote",
    "Worksheet",
]
