"""The tables. Rows of a learner carry `learner_id`; instants are stored in UTC through one type decorator."""

from app.db.tables.base import NAMING, Base, LearnerRow, UtcDateTime
from app.db.tables.cards import CardConceptRow, CardRow, CardVectorRow, DecisionRow, SourceRow
from app.db.tables.changes import ApplicationRow, ChangeRow, FolderRow, ProposalRow
from app.db.tables.notes import NoteRow, SectionConceptRow, SectionRow
from app.db.tables.runs import ModelSettingsRow, RejectionRow, RunRow, RunSectionRow
from app.db.tables.study import DayCountRow, ReviewRow, ScheduleRow, UndoRow

__all__ = [
    "NAMING",
    "ApplicationRow",
    "Base",
    "CardConceptRow",
    "CardRow",
    "CardVectorRow",
    "ChangeRow",
    "DayCountRow",
    "DecisionRow",
    "FolderRow",
    "LearnerRow",
    "ModelSettingsRow",
    "NoteRow",
    "ProposalRow",
    "RejectionRow",
    "ReviewRow",
    "RunRow",
    "RunSectionRow",
    "ScheduleRow",
    "SectionConceptRow",
    "SectionRow",
    "SourceRow",
    "UndoRow",
    "UtcDateTime",
]
