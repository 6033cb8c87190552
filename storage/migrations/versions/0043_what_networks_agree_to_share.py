"""What networks agree to share"""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

STEPS, SCHOOLS = "sharing_steps", "sharing_schools"


def upgrade() -> None:
    op.create_table(
        STEPS,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("network_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("proposed_by_id", sa.String(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agreed_by_id", sa.String(), nullable=True),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("holds_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        *_of_a_network(STEPS),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["people.id"], name=op.f(f"fk_{STEPS}_proposed_by_id")),
        sa.ForeignKeyConstraint(["agreed_by_id"], ["people.id"], name=op.f(f"fk_{STEPS}_agreed_by_id")),
    )
    op.create_table(
        SCHOOLS,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("network_id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        *_of_a_network(SCHOOLS),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f(f"fk_{SCHOOLS}_school_id"), ondelete="CASCADE"
        ),
        sa.UniqueConstraint("network_id", "school_id", name=op.f(f"uq_{SCHOOLS}_network_id_school_id")),
    )
    for table in (STEPS, SCHOOLS):
        op.create_index(op.f(f"ix_{table}_network_id"), table, ["network_id"])
        op.create_index(op.f(f"ix_{table}_workspace_id"), table, ["workspace_id"])
    op.create_index(op.f(f"ix_{SCHOOLS}_school_id"), SCHOOLS, ["school_id"])


def _of_a_network(table: str) -> tuple[sa.Constraint, ...]:
    return (
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f(f"fk_{table}_workspace_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["network_id"], ["networks.id"], name=op.f(f"fk_{table}_network_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
