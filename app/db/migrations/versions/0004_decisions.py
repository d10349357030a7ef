"""What the learner decided in the inbox; the prompt of a section's run; an index for the statistics of writers."""

import sqlalchemy as sa
from alembic import op

from app.db.tables import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("run_sections", sa.Column("prompt", sa.String(60), nullable=False, server_default=""))
    op.create_index(
        "ix_cards_provenance", "cards", ["learner_id", "writer", "model", "digest", "rule", "status", "waited"]
    )
    op.create_table(
        "decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("card_id", sa.String(36), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.Column("edited", sa.Boolean(), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=False),
        sa.Column("undone_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_decisions"),
        sa.ForeignKeyConstraint(["learner_id"], ["learners.id"], name="fk_decisions_learner_id_learners"),
        sa.ForeignKeyConstraint(["card_id"], ["cards.id"], name="fk_decisions_card_id_cards"),
    )
    op.create_index("ix_decisions_card_id", "decisions", ["card_id"])
    op.create_index("ix_decisions_batch", "decisions", ["batch"])
