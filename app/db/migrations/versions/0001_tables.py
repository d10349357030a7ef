"""The tables: learners, notes, sections, cards, schedules, the review log, runs."""

import sqlalchemy as sa
from alembic import op

from app.db.tables import UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _notes()
    _cards()
    _memory()
    _runs()


def _notes() -> None:
    op.create_table(
        "learners",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("zone", sa.String(64), nullable=False),
        sa.Column("new_per_day", sa.Integer(), nullable=False),
        sa.Column("reviews_per_day", sa.Integer(), nullable=False),
        sa.Column("desired_retention", sa.Float(), nullable=False),
        sa.Column("ask_before_accepting", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_learners"),
    )
    op.create_table(
        "notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(1024), nullable=False),
        sa.Column("title", sa.String(500), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column("ingested_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_notes"),
        sa.UniqueConstraint("learner_id", "path", name="uq_notes_learner_id_path"),
        sa.ForeignKeyConstraint(["learner_id"], ["learners.id"], name="fk_notes_learner_id_learners"),
    )
    op.create_table(
        "sections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(500), nullable=False),
        sa.Column("title", sa.String(500), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("heading_path", sa.JSON(), nullable=False),
        sa.Column("start_line", sa.Integer(), nullable=False),
        sa.Column("end_line", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_hash", sa.String(64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("gone_at", UtcDateTime(), nullable=True),
        sa.Column("generated_hash", sa.String(64), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_sections"),
        sa.UniqueConstraint("note_id", "key", name="uq_sections_note_id_key"),
        sa.ForeignKeyConstraint(["note_id"], ["notes.id"], name="fk_sections_note_id_notes"),
    )
    op.create_index("ix_sections_note_id", "sections", ["note_id"])
    op.create_table(
        "section_concepts",
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("concept_id", sa.String(100), nullable=False),
        sa.PrimaryKeyConstraint("section_id", "concept_id", name="pk_section_concepts"),
        sa.ForeignKeyConstraint(["section_id"], ["sections.id"], name="fk_section_concepts_section_id_sections"),
    )


def _cards() -> None:
    op.create_table(
        "cards",
        sa.Column("number", BIG, nullable=False),
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("writer", sa.String(40), nullable=False),
        sa.Column("model", sa.String(100), nullable=False),
        sa.Column("rule", sa.String(60), nullable=False),
        sa.Column("sibling_group", sa.String(64), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("edited", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("retired_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("number", name="pk_cards"),
        sa.UniqueConstraint("id", name="uq_cards_id"),
        sa.ForeignKeyConstraint(["learner_id"], ["learners.id"], name="fk_cards_learner_id_learners"),
        sa.ForeignKeyConstraint(["note_id"], ["notes.id"], name="fk_cards_note_id_notes"),
    )
    op.create_index("ix_cards_learner_id_status_position", "cards", ["learner_id", "status", "position"])
    op.create_index("ix_cards_note_id", "cards", ["note_id"])
    op.create_index("ix_cards_sibling_group", "cards", ["sibling_group"])
    op.create_table(
        "sources",
        sa.Column("card_id", sa.String(36), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("quote_start", sa.Integer(), nullable=False),
        sa.Column("quote_end", sa.Integer(), nullable=False),
        sa.Column("start_line", sa.Integer(), nullable=False),
        sa.Column("end_line", sa.Integer(), nullable=False),
        sa.Column("stands", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("card_id", "ordinal", name="pk_sources"),
        sa.ForeignKeyConstraint(["card_id"], ["cards.id"], name="fk_sources_card_id_cards"),
        sa.ForeignKeyConstraint(["section_id"], ["sections.id"], name="fk_sources_section_id_sections"),
    )
    op.create_index("ix_sources_section_id", "sources", ["section_id"])
    op.create_table(
        "card_concepts",
        sa.Column("card_id", sa.String(36), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("concept_id", sa.String(100), nullable=False),
        sa.PrimaryKeyConstraint("card_id", "ordinal", name="pk_card_concepts"),
        sa.ForeignKeyConstraint(["card_id"], ["cards.id"], name="fk_card_concepts_card_id_cards"),
    )
    op.create_index("ix_card_concepts_concept_id", "card_concepts", ["concept_id"])


def _memory() -> None:
    op.create_table(
        "schedules",
        sa.Column("card_id", sa.String(36), nullable=False),
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column("queue", sa.Integer(), nullable=False),
        sa.Column("state", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=True),
        sa.Column("stability", sa.Float(), nullable=True),
        sa.Column("difficulty", sa.Float(), nullable=True),
        sa.Column("due", UtcDateTime(), nullable=True),
        sa.Column("due_day", sa.Date(), nullable=True),
        sa.Column("last_review", UtcDateTime(), nullable=True),
        sa.Column("reps", sa.Integer(), nullable=False),
        sa.Column("lapses", sa.Integer(), nullable=False),
        sa.Column("suspended", sa.Boolean(), nullable=False),
        sa.Column("buried_until", sa.Date(), nullable=True),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("card_id", "learner_id", name="pk_schedules"),
        sa.ForeignKeyConstraint(["card_id"], ["cards.id"], name="fk_schedules_card_id_cards"),
        sa.ForeignKeyConstraint(["learner_id"], ["learners.id"], name="fk_schedules_learner_id_learners"),
        sa.ForeignKeyConstraint(["note_id"], ["notes.id"], name="fk_schedules_note_id_notes"),
    )
    _queue_index("ix_schedules_new", 0, "position", "buried_until")
    _queue_index("ix_schedules_learning", 1, "due")
    _queue_index("ix_schedules_review", 2, "due_day", "position", "buried_until")
    op.create_index("ix_schedules_note_id", "schedules", ["note_id"])
    op.create_table(
        "reviews",
        sa.Column("id", BIG, nullable=False),
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("card_id", sa.String(36), nullable=False),
        sa.Column("submission_id", sa.String(64), nullable=False),
        sa.Column("rating", sa.Integer(), nullable=False),
        sa.Column("reviewed_at", UtcDateTime(), nullable=False),
        sa.Column("utc_offset_minutes", sa.Integer(), nullable=False),
        sa.Column("study_day", sa.Date(), nullable=False),
        sa.Column("duration_ms", sa.Integer(), nullable=False),
        sa.Column("was_new", sa.Boolean(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("buried", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_reviews"),
        sa.UniqueConstraint("card_id", "submission_id", name="uq_reviews_card_id_submission_id"),
        sa.ForeignKeyConstraint(["learner_id"], ["learners.id"], name="fk_reviews_learner_id_learners"),
        sa.ForeignKeyConstraint(["card_id"], ["cards.id"], name="fk_reviews_card_id_cards"),
    )
    op.create_table(
        "undos",
        sa.Column("review_id", BIG, autoincrement=False, nullable=False),
        sa.Column("undone_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("review_id", name="pk_undos"),
        sa.ForeignKeyConstraint(["review_id"], ["reviews.id"], name="fk_undos_review_id_reviews"),
    )
    op.create_table(
        "day_counts",
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("study_day", sa.Date(), nullable=False),
        sa.Column("new_cards", sa.Integer(), nullable=False),
        sa.Column("reviews", sa.Integer(), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("learner_id", "study_day", name="pk_day_counts"),
        sa.ForeignKeyConstraint(["learner_id"], ["learners.id"], name="fk_day_counts_learner_id_learners"),
    )


def _queue_index(name: str, queue: int, *columns: str) -> None:
    condition = sa.text(f"queue = {queue}")
    op.create_index(
        name, "schedules", ["learner_id", *columns, "queue"], sqlite_where=condition, postgresql_where=condition
    )


def _runs() -> None:
    op.create_table(
        "runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("writer", sa.String(40), nullable=False),
        sa.Column("model", sa.String(100), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_runs"),
        sa.ForeignKeyConstraint(["learner_id"], ["learners.id"], name="fk_runs_learner_id_learners"),
    )
    op.create_table(
        "rejections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(40), nullable=False),
        sa.Column("severity", sa.String(10), nullable=False),
        sa.Column("measured", sa.Text(), nullable=False),
        sa.Column("threshold", sa.Text(), nullable=False),
        sa.Column("span", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_rejections"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name="fk_rejections_run_id_runs"),
        sa.ForeignKeyConstraint(["section_id"], ["sections.id"], name="fk_rejections_section_id_sections"),
    )
    op.create_index("ix_rejections_run_id", "rejections", ["run_id"])
    op.create_index("ix_rejections_section_id", "rejections", ["section_id"])
