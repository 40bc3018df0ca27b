"""Writes of underwriting, one file per topic."""

from underwriting.services.memos import (
    Proposal,
    freeze_memo,
    memo_digest,
    return_memo,
    save_memo,
    send_back,
    start_memo,
)
from underwriting.services.opinions import give_opinion
from underwriting.services.scoring import compute_score, save_worksheet
from underwriting.services.visits import (
    Picture,
    VisitReport,
    cancel_visit,
    finish_visit,
    plan_visit,
    save_visit,
    sign_visit,
)

__all__ = [
    "Picture",
    "Proposal",
    "VisitReport",
    "cancel_visit",
    "compute_score",
    "finish_visit",
    "freeze_memo",
    "give_opinion",
    "memo_digest",
    "plan_visit",
    "return_memo",
    "save_memo",
    "save_visit",
    "save_worksheet",
    "send_back",
    "sign_visit",
    "start_memo",
]
