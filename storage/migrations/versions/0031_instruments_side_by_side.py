"""A network can use several instruments, each with rounds of its own"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

USUAL = "three-pillars"


def upgrade() -> None:
    op.add_column("networks", sa.Column("instruments", sa.JSON(), server_default="[]", nullable=False))
    op.add_column("pulses", sa.Column("instrument_key", sa.String(255), nullable=True))
    op.add_column("pulses", sa.Column("levels", sa.JSON(), server_default="{}", nullable=False))
    with op.batch_alter_table("assessment_rounds") as table:
        table.add_column(sa.Column("instrument_key", sa.String(255), server_default=USUAL, nullable=False))
        table.drop_constraint(op.f("uq_assessment_rounds_network_id_half_year"), type_="unique")
        table.create_unique_constraint(
            op.f("uq_assessment_rounds_network_id_half_year_instrument_key"),
            ["network_id", "half_year", "instrument_key"],
        )
