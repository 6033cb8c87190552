"""What was written first, where somebody has written it anew while a legal hold keeps it"""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

WORDS = "first_words"


def upgrade() -> None:
    op.create_table(
        WORDS,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("network_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=255), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=255), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("written_by_id", sa.String(), nullable=True),
        sa.Column("overwritten_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f(f"fk_{WORDS}_workspace_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["network_id"], ["networks.id"], name=op.f(f"fk_{WORDS}_network_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["written_by_id"], ["people.id"], name=op.f(f"fk_{WORDS}_written_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{WORDS}")),
        sa.UniqueConstraint("source", "source_id", "field", name=op.f(f"uq_{WORDS}_source_source_id_field")),
    )
    op.create_index(op.f(f"ix_{WORDS}_workspace_id"), WORDS, ["workspace_id"])
    op.create_index(op.f(f"ix_{WORDS}_network_id"), WORDS, ["network_id"])
