"""The case file: number, stage, tasks, documents, receipts, notices, notes and history."""

from casework.models.cases import (
    APPEND_ONLY,
    Case,
    CaseBoundQuerySet,
    CaseGrant,
    CaseQuerySet,
    Holder,
    Stage,
    TransitionRecord,
)
from casework.models.messages import Note, NoteQuerySet, Notice, NoticeQuerySet
from casework.models.outside import Integration, OutsideCall
from casework.models.papers import Document, Receipt, Upload
from casework.models.preferences import ContactPreference
from casework.models.work import (
    JobRun,
    NumberSeries,
    SavedView,
    SavedViewQuerySet,
    Task,
    TaskQuerySet,
)

__all__ = [
    "APPEND_ONLY",
    "Case",
    "CaseBoundQuerySet",
    "CaseGrant",
    "CaseQuerySet",
    "ContactPreference",
    "Document",
    "Holder",
    "Integration",
    "JobRun",
    "Note",
    "NoteQuerySet",
    "Notice",
    "NoticeQuerySet",
    "NumberSeries",
    "OutsideCall",
    "Receipt",
    "SavedView",
    "SavedViewQuerySet",
    "Stage",
    "Task",
    "TaskQuerySet",
    "TransitionRecord",
    "Upload",
]
