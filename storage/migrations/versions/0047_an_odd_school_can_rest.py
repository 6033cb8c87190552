"""An odd school can rest, each in its turn: a setting of the network, and on record with each round"""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("networks", "review_rounds"):
        op.add_column(table, sa.Column("review_odd", sa.String(255), server_default="ring", nullable=False))
    op.add_column("review_rounds", sa.Column("rests_id", sa.Integer(), nullable=True))
    op.add_column("review_rounds", sa.Column("rest_kept", sa.Boolean(), server_default=sa.false(), nullable=False))
    _had_turns()


def _had_turns() -> None:
    """With one visit a school, an odd one was left over, and listed with those that sat out: alone, it had its turn."""
    rounds = sa.table(
        "review_rounds",
        sa.column("id", sa.Integer),
        sa.column("review_visits", sa.Integer),
        sa.column("left_out", sa.JSON),
        sa.column("rests_id", sa.Integer),
    )
    bind = op.get_bind()
    for round_id, left_out in bind.execute(
        sa.select(rounds.c.id, rounds.c.left_out).where(rounds.c.review_visits == 1)
    ).all():
        if len(left_out or ()) == 1:
            bind.execute(rounds.update().where(rounds.c.id == round_id).values(rests_id=left_out[0], left_out=[]))
