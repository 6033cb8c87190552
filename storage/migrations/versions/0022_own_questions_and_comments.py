"""A network's own questions, and comments beside answers"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("networks", sa.Column("pulse_comments", sa.Boolean(), server_default=sa.true(), nullable=False))
    op.add_column("pulses", sa.Column("scale", sa.String(255), server_default="levels", nullable=False))
    op.add_column("pulses", sa.Column("comments", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "sealed_comments",
        sa.Column("pulse_id", sa.Integer(), nullable=False),
        sa.Column("writer_key", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["pulse_id"], ["pulses.id"], name=op.f("fk_sealed_comments_pulse_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_sealed_comments_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("pulse_id", "writer_key", name=op.f("pk_sealed_comments")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_sealed_comments_workspace_id"), "sealed_comments", ["workspace_id"])
    op.create_table(
        "pulse_comments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("pulse_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["pulse_id"], ["pulses.id"], name=op.f("fk_pulse_comments_pulse_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_pulse_comments_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pulse_comments")),
    )
    op.create_index(op.f("ix_pulse_comments_workspace_id"), "pulse_comments", ["workspace_id"])
    op.create_index(op.f("ix_pulse_comments_pulse_id"), "pulse_comments", ["pulse_id"])
