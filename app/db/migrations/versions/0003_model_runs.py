"""Runs of a model, section by section; what the learner chose for it; vectors of cards."""

import sqlalchemy as sa
from alembic import op

from app.db.tables import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _columns()
    _model_settings()
    _run_sections()
    _card_vectors()


def _columns() -> None:
    op.add_column("cards", sa.Column("digest", sa.String(80), nullable=False, server_default=""))
    op.add_column("cards", sa.Column("waited", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("runs", sa.Column("state", sa.String(12), nullable=False, server_default="done"))
    op.add_column("runs", sa.Column("digest", sa.String(80), nullable=False, server_default=""))
    op.add_column("runs", sa.Column("message", sa.Text(), nullable=False, server_default=""))
    op.add_column("runs", sa.Column("wishes", sa.JSON(), nullable=False, server_default=sa.text("'{}'")))


def _model_settings() -> None:
    op.create_table(
        "model_settings",
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("host", sa.String(300), nullable=True),
        sa.Column("model", sa.String(200), nullable=True),
        sa.Column("context_length", sa.Integer(), nullable=True),
        sa.Column("concurrency", sa.Integer(), nullable=True),
        sa.Column("language", sa.String(40), nullable=True),
        sa.Column("cards_per_section", sa.Integer(), nullable=True),
        sa.Column("second_look", sa.Boolean(), nullable=True),
        sa.Column("embedding_model", sa.String(200), nullable=True),
        sa.PrimaryKeyConstraint("learner_id", name="pk_model_settings"),
        sa.ForeignKeyConstraint(["learner_id"], ["learners.id"], name="fk_model_settings_learner_id_learners"),
    )


def _run_sections() -> None:
    op.create_table(
        "run_sections",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text_hash", sa.String(64), nullable=False),
        sa.Column("instruction", sa.Text(), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("writer", sa.String(40), nullable=False),
        sa.Column("model", sa.String(200), nullable=False),
        sa.Column("fault", sa.String(40), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("proposed", sa.Integer(), nullable=False),
        sa.Column("kept", sa.Integer(), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.Column("known", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.Column("retries", sa.Integer(), nullable=False),
        sa.Column("prompt_tokens", sa.Integer(), nullable=False),
        sa.Column("output_tokens", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("finish", sa.String(40), nullable=False),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("run_id", "section_id", name="pk_run_sections"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name="fk_run_sections_run_id_runs"),
        sa.ForeignKeyConstraint(["section_id"], ["sections.id"], name="fk_run_sections_section_id_sections"),
    )
    op.create_index("ix_run_sections_section_id", "run_sections", ["section_id"])


def _card_vectors() -> None:
    op.create_table(
        "card_vectors",
        sa.Column("card_id", sa.String(36), nullable=False),
        sa.Column("model", sa.String(200), nullable=False),
        sa.Column("text_hash", sa.String(64), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("card_id", name="pk_card_vectors"),
        sa.ForeignKeyConstraint(["card_id"], ["cards.id"], name="fk_card_vectors_card_id_cards"),
    )
