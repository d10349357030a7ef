"""Notes that changed, proposals for their cards, and applications that can be undone."""

import sqlalchemy as sa
from alembic import op

from app.db.tables import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _folders()
    _changes()
    _proposals()
    _applications()


def _folders() -> None:
    op.create_table(
        "folders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(1024), nullable=False),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_folders"),
        sa.UniqueConstraint("learner_id", "path", name="uq_folders_learner_id_path"),
        sa.ForeignKeyConstraint(["learner_id"], ["learners.id"], name="fk_folders_learner_id_learners"),
    )


def _changes() -> None:
    op.create_table(
        "changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("old_path", sa.String(1024), nullable=False),
        sa.Column("old_text", sa.Text(), nullable=False),
        sa.Column("new_text", sa.Text(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_changes"),
        sa.ForeignKeyConstraint(["learner_id"], ["learners.id"], name="fk_changes_learner_id_learners"),
        sa.ForeignKeyConstraint(["note_id"], ["notes.id"], name="fk_changes_note_id_notes"),
    )
    op.create_index("ix_changes_learner_id_state", "changes", ["learner_id", "state"])
    op.create_index("ix_changes_note_id", "changes", ["note_id"])


def _proposals() -> None:
    op.create_table(
        "proposals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.Column("card_id", sa.String(36), nullable=True),
        sa.Column("section_id", sa.Integer(), nullable=True),
        sa.Column("verdict", sa.String(12), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("safe", sa.Boolean(), nullable=False),
        sa.Column("old_question", sa.Text(), nullable=False),
        sa.Column("old_answer", sa.Text(), nullable=False),
        sa.Column("old_quote", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("quote_start", sa.Integer(), nullable=False),
        sa.Column("quote_end", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(60), nullable=False),
        sa.Column("writer", sa.String(40), nullable=False),
        sa.Column("model", sa.String(200), nullable=False),
        sa.Column("digest", sa.String(80), nullable=False),
        sa.Column("made_card_id", sa.String(36), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_proposals"),
        sa.ForeignKeyConstraint(["change_id"], ["changes.id"], name="fk_proposals_change_id_changes"),
        sa.ForeignKeyConstraint(["card_id"], ["cards.id"], name="fk_proposals_card_id_cards"),
        sa.ForeignKeyConstraint(["section_id"], ["sections.id"], name="fk_proposals_section_id_sections"),
        sa.ForeignKeyConstraint(["made_card_id"], ["cards.id"], name="fk_proposals_made_card_id_cards"),
    )
    for column in ("change_id", "card_id", "section_id", "made_card_id"):
        op.create_index(f"ix_proposals_{column}", "proposals", [column])


def _applications() -> None:
    op.create_table(
        "applications",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.Column("applied_at", UtcDateTime(), nullable=False),
        sa.Column("undone_at", UtcDateTime(), nullable=True),
        sa.Column("by_itself", sa.Boolean(), nullable=False),
        sa.Column("proposals", sa.JSON(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("made", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_applications"),
        sa.ForeignKeyConstraint(["learner_id"], ["learners.id"], name="fk_applications_learner_id_learners"),
        sa.ForeignKeyConstraint(["change_id"], ["changes.id"], name="fk_applications_change_id_changes"),
    )
    op.create_index("ix_applications_learner_id", "applications", ["learner_id"])
    op.create_index("ix_applications_change_id", "applications", ["change_id"])
