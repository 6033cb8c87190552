"""Leaders can rate again what their ratings were far apart on"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

PASSES, RESULTS = "second_passes", "second_results"


def upgrade() -> None:
    op.create_table(
        PASSES,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("network_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("same_people", sa.Boolean(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(length=255), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished", sa.Integer(), nullable=False),
        sa.Column("people", sa.LargeBinary(), nullable=True),
        sa.Column("sealed", sa.Boolean(), nullable=False),
        *_of_workspace(PASSES),
        sa.ForeignKeyConstraint(
            ["network_id"], ["networks.id"], name=op.f(f"fk_{PASSES}_network_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["assessment_rounds.id"], name=op.f(f"fk_{PASSES}_round_id"), ondelete="CASCADE"
        ),
        sa.UniqueConstraint("round_id", name=op.f(f"uq_{PASSES}_round_id")),
    )
    op.create_index(op.f(f"ix_{PASSES}_network_id"), PASSES, ["network_id"])
    op.create_index(op.f(f"ix_{PASSES}_workspace_id"), PASSES, ["workspace_id"])
    op.create_table(
        RESULTS,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("pass_id", sa.Integer(), nullable=False),
        sa.Column("item_key", sa.String(length=255), nullable=False),
        sa.Column("low", sa.Integer(), nullable=False),
        sa.Column("high", sa.Integer(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        *_of_workspace(RESULTS),
        sa.ForeignKeyConstraint(["pass_id"], [f"{PASSES}.id"], name=op.f(f"fk_{RESULTS}_pass_id"), ondelete="CASCADE"),
        sa.UniqueConstraint("pass_id", "item_key", name=op.f(f"uq_{RESULTS}_pass_id_item_key")),
    )
    op.create_index(op.f(f"ix_{RESULTS}_workspace_id"), RESULTS, ["workspace_id"])


def _of_workspace(table: str) -> tuple[sa.Constraint, ...]:
    return (
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f(f"fk_{table}_workspace_id"), ondelete="CASCADE"
        ),
    )
