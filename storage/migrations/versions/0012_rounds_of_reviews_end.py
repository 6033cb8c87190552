"""Rounds of reviews end; visits have a time of day and what came of them; pairs are kept and kept apart"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("review_rounds", sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("review_rounds", sa.Column("closed_by", sa.String(), nullable=True))
    op.add_column("review_groups", sa.Column("locked", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("review_visits", sa.Column("visit_time", sa.Time(), nullable=True))
    op.add_column("review_visits", sa.Column("sequence", sa.Integer(), server_default="0", nullable=False))
    op.add_column("review_visits", sa.Column("came_of_it", sa.Text(), server_default="", nullable=False))
    op.add_column("review_visits", sa.Column("came_of_it_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "review_exclusions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("network_id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["network_id"],
            ["networks.id"],
            name=op.f("fk_review_exclusions_network_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["schools.id"], name=op.f("fk_review_exclusions_other_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_review_exclusions_school_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.id"],
            name=op.f("fk_review_exclusions_workspace_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_exclusions")),
        sa.UniqueConstraint(
            "network_id", "school_id", "other_id", name=op.f("uq_review_exclusions_network_id_school_id_other_id")
        ),
    )
    op.create_index(op.f("ix_review_exclusions_network_id"), "review_exclusions", ["network_id"])
    op.create_index(op.f("ix_review_exclusions_workspace_id"), "review_exclusions", ["workspace_id"])
