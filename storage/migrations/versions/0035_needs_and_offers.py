"""What people need and what they can offer, and introductions that another SEIL is asked about first"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "offers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("network_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("side", sa.String(length=255), nullable=False),
        sa.Column("about", sa.String(length=255), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_offers_person_id")),
        sa.ForeignKeyConstraint(["network_id"], ["networks.id"], name=op.f("fk_offers_network_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_offers_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offers")),
    )
    op.add_column("introductions", sa.Column("seil_answer", sa.String(), server_default="", nullable=False))
    with op.batch_alter_table("introductions") as table:
        table.add_column(sa.Column("seil_answer_by_id", sa.String(), nullable=True))
        table.create_foreign_key(op.f("fk_introductions_seil_answer_by_id"), "people", ["seil_answer_by_id"], ["id"])
    op.create_index(op.f("ix_offers_network_id"), "offers", ["network_id"])
    op.create_index(op.f("ix_offers_workspace_id"), "offers", ["workspace_id"])
