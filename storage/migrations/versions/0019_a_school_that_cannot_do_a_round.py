"""A school can say that it cannot do a round after all"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

TABLE = "review_drop_outs"
POINTS_AT = {
    "workspace_id": "workspaces",
    "network_id": "networks",
    "round_id": "review_rounds",
    "group_id": "review_groups",
    "school_id": "schools",
}


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(column, sa.Integer(), nullable=False) for column in POINTS_AT),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        *(
            sa.ForeignKeyConstraint([column], [f"{there}.id"], name=op.f(f"fk_{TABLE}_{column}"), ondelete="CASCADE")
            for column, there in POINTS_AT.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
    )
    for column in ("workspace_id", "network_id", "round_id"):
        op.create_index(op.f(f"ix_{TABLE}_{column}"), TABLE, [column])
