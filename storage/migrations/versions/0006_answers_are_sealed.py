"""Answers are sealed"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sealed_answers",
        sa.Column("question", sa.String(length=255), nullable=False),
        sa.Column("voter_key", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_sealed_answers_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("question", "voter_key", name=op.f("pk_sealed_answers")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_sealed_answers_workspace_id"), "sealed_answers", ["workspace_id"])
    op.create_table(
        "question_keys",
        sa.Column("question", sa.String(length=64), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("wrapped", sa.String(length=255), nullable=False),
        sa.Column("birthmark", sa.String(length=128), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_question_keys_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("question", name=op.f("pk_question_keys")),
        # Kept out of the write-ahead log, replicas and base backups.
        prefixes=["UNLOGGED"] if op.get_bind().dialect.name == "postgresql" else [],
    )
    for table in ("pulses", "assessment_rounds"):
        for column in ("sealed", "untold"):
            op.add_column(table, sa.Column(column, sa.Boolean(), server_default=sa.false(), nullable=False))
