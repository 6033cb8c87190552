"""One or two leaders can rate in an open round, with names shown to each other"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

TABLE = "named_ratings"


def upgrade() -> None:
    op.add_column("assessment_rounds", sa.Column("named", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("item_key", sa.String(length=255), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["assessment_rounds.id"], name=op.f(f"fk_{TABLE}_round_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f(f"fk_{TABLE}_workspace_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f(f"fk_{TABLE}_person_id")),
        sa.UniqueConstraint("round_id", "person_id", "item_key", name=op.f(f"uq_{TABLE}_round_id_person_id_item_key")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
    )
    op.create_index(op.f(f"ix_{TABLE}_workspace_id"), TABLE, ["workspace_id"])
