"""Legal holds, and people whom nothing leads back to any more"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("people", sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "holds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("network_id", sa.Integer(), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.String(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_holds_workspace_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["network_id"], ["networks.id"], name=op.f("fk_holds_network_id")),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_holds_school_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_holds_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holds")),
    )
    op.create_index(op.f("ix_holds_workspace_id"), "holds", ["workspace_id"])
