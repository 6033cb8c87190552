"""Schools, areas and regions are the workspace's; a school's part in a network has a beginning and an end

Where a school belongs, and a network's area and region, stay where they were for the version before, which PostgreSQL
keeps in step by triggers; what leaves, and when, stands in storage/leaving.py.
"""

from collections.abc import Iterable
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from domain.names import name_key

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

WORKSPACE = ("workspaces.id", "CASCADE")


def place_key(text: str) -> str:
    """As domain.names.place_key, which the version before does not have."""
    return " ".join(name_key(text).replace("-", " ").split())


def upgrade() -> None:
    _add_tables()
    networks = sa.table("networks", *map(sa.column, ("id", "workspace_id", "area", "region", "area_id", "region_id")))
    _fill_areas(networks)
    _fill_memberships()
    if op.get_bind().dialect.name == "postgresql":
        _keep_in_step()


def _add_tables() -> None:
    op.create_table(
        "regions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        *_keys("regions", workspace_id=WORKSPACE),
        sa.UniqueConstraint("workspace_id", "name", name=op.f("uq_regions_workspace_id_name")),
    )
    op.create_table(
        "areas",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=255), nullable=False),
        *_keys("areas", workspace_id=WORKSPACE, region_id=("regions.id", "SET NULL")),
        sa.UniqueConstraint("workspace_id", "name", name=op.f("uq_areas_workspace_id_name")),
    )
    op.create_table(
        "school_memberships",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("network_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        *_keys(
            "school_memberships",
            workspace_id=WORKSPACE,
            school_id=("schools.id", "CASCADE"),
            network_id=("networks.id", "CASCADE"),
        ),
    )
    current = sa.text("until IS NULL")
    op.create_index(
        "uq_school_memberships_current",
        "school_memberships",
        ["network_id", "school_id"],
        unique=True,
        sqlite_where=current,
        postgresql_where=current,
    )
    op.add_column("schools", sa.Column("merged_into_id", sa.Integer(), nullable=True))
    op.add_column("schools", sa.Column("merged_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("networks", sa.Column("area_id", sa.Integer(), nullable=True))
    op.add_column("networks", sa.Column("region_id", sa.Integer(), nullable=True))
    if op.get_bind().dialect.name == "postgresql":  # SQLite makes both tables anew afterwards, with their keys
        for table, column, other in (
            ("schools", "merged_into_id", "schools"),
            ("networks", "area_id", "areas"),
            ("networks", "region_id", "regions"),
        ):
            name = op.f(f"fk_{table}_{column}")
            later = "DEFERRED" if table == other else None
            op.create_foreign_key(
                name,
                table,
                other,
                [column],
                ["id"],
                ondelete="SET NULL",
                deferrable=True if later else None,
                initially=later,
            )
    for table, columns in (
        ("regions", ["workspace_id"]),
        ("areas", ["workspace_id", "region_id"]),
        ("school_memberships", ["workspace_id", "school_id", "network_id"]),
        ("schools", ["merged_into_id", "school_number"]),
        ("networks", ["area_id", "region_id"]),
    ):
        for column in columns:
            op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)


def _keys(table: str, **columns: tuple[str, str]) -> Iterable[sa.Constraint]:
    """The primary key and the foreign ones, each with what happens when the other row goes."""
    yield sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))
    for column, (other, gone) in columns.items():
        yield sa.ForeignKeyConstraint([column], [other], name=op.f(f"fk_{table}_{column}"), ondelete=gone)


def _fill_areas(networks: sa.TableClause) -> None:
    """Names that are one to whoever reads them become one row, spelled as in the oldest network that has it.

    An area that networks put into two regions goes into that of the oldest.
    """
    connection = op.get_bind()
    areas = sa.table("areas", *map(sa.column, ("id", "workspace_id", "region_id", "name")))
    regions = sa.table("regions", *map(sa.column, ("id", "workspace_id", "name")))
    known: dict[tuple[str, int, str], int] = {}
    found = connection.execute(sa.select(networks).order_by(networks.c.id)).mappings().all()

    def made(table: sa.TableClause, workspace_id: int, name: str) -> int | None:
        key = (table.name, workspace_id, place_key(name))
        if not key[2]:
            return None
        if key not in known:
            row = connection.execute(
                sa.insert(table).values(workspace_id=workspace_id, name=name).returning(table.c.id)
            )
            known[key] = row.scalar_one()
        return known[key]

    for row in found:
        region_id = made(regions, row["workspace_id"], row["region"])
        area_id = made(areas, row["workspace_id"], row["area"])
        if area_id is not None and region_id is not None:
            connection.execute(
                sa.update(areas).where(areas.c.id == area_id, areas.c.region_id.is_(None)).values(region_id=region_id)
            )
        own = region_id if area_id is None else None
        connection.execute(sa.update(networks).where(networks.c.id == row["id"]).values(area_id=area_id, region_id=own))


def _fill_memberships() -> None:
    """Each school is in its network since that began; one that left did so when the last of its people did."""
    moment = sa.DateTime(timezone=True)
    schools = sa.table("schools", *map(sa.column, ("id", "workspace_id", "network_id", "active")))
    networks = sa.table("networks", sa.column("id"), sa.column("created_at", moment))
    people = sa.table("memberships", sa.column("school_id"), sa.column("until", moment))
    parts = sa.table(
        "school_memberships",
        *map(sa.column, ("workspace_id", "school_id", "network_id")),
        sa.column("since", moment),
        sa.column("until", moment),
    )
    last = sa.select(sa.func.max(people.c.until)).where(people.c.school_id == schools.c.id).scalar_subquery()
    left = sa.func.coalesce(last, sa.literal(datetime.now(UTC), moment))  # noqa: TID251 - a migration has no clock
    until = sa.case((schools.c.active == sa.true(), sa.null()), else_=left)
    rows = sa.select(schools.c.workspace_id, schools.c.id, schools.c.network_id, networks.c.created_at, until)
    op.get_bind().execute(
        sa.insert(parts).from_select(
            ["workspace_id", "school_id", "network_id", "since", "until"],
            rows.join(networks, networks.c.id == schools.c.network_id).order_by(schools.c.id),
        )
    )


def _keep_in_step() -> None:
    """What one version writes, the other finds. Both may write what only one of them knows."""
    op.drop_constraint(op.f("uq_schools_network_id_name"), "schools", type_="unique")
    for change in (
        "ALTER TABLE schools ALTER COLUMN network_id DROP NOT NULL",
        "ALTER TABLE schools ALTER COLUMN active SET DEFAULT true",
        "ALTER TABLE networks ALTER COLUMN area SET DEFAULT ''",
        "ALTER TABLE networks ALTER COLUMN region SET DEFAULT ''",
        *FUNCTIONS,
        *TRIGGERS,
    ):
        op.execute(sa.text(change))


FUNCTIONS = (
    # As domain.names.place_key, for what the version before writes: blanks, hyphens and capitals.
    r"""
    CREATE FUNCTION cop_place_key(name text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
        SELECT btrim(regexp_replace(lower(translate(name, '‐‑‒–—―−', '-------')), '[-\s]+', ' ', 'g'))
    $$
    """,
    """
    CREATE FUNCTION cop_schools_written() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF pg_trigger_depth() > 1 OR NEW.network_id IS NULL THEN
            RETURN NULL;
        END IF;
        IF TG_OP = 'INSERT' THEN
            INSERT INTO school_memberships (workspace_id, school_id, network_id, since, until)
            VALUES (NEW.workspace_id, NEW.id, NEW.network_id, now(), CASE WHEN NEW.active THEN NULL ELSE now() END);
        ELSIF NEW.active AND NOT OLD.active THEN
            INSERT INTO school_memberships (workspace_id, school_id, network_id, since)
            VALUES (NEW.workspace_id, NEW.id, NEW.network_id, now()) ON CONFLICT DO NOTHING;
            UPDATE schools SET merged_into_id = NULL, merged_at = NULL
            WHERE id = NEW.id AND merged_into_id IS NOT NULL;
        ELSIF OLD.active AND NOT NEW.active THEN
            UPDATE school_memberships SET until = now()
            WHERE school_id = NEW.id AND network_id = NEW.network_id AND until IS NULL;
        END IF;
        RETURN NULL;
    END $$
    """,
    """
    CREATE FUNCTION cop_school_memberships_written() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF pg_trigger_depth() > 1 THEN
            RETURN NULL;
        END IF;
        IF NEW.until IS NULL THEN
            UPDATE schools SET network_id = NEW.network_id, active = true WHERE id = NEW.school_id;
        ELSE
            UPDATE schools SET active = false WHERE id = NEW.school_id AND network_id = NEW.network_id
            AND NOT EXISTS (
                SELECT 1 FROM school_memberships AS still
                WHERE still.school_id = NEW.school_id AND still.network_id = NEW.network_id AND still.until IS NULL
            );
        END IF;
        RETURN NULL;
    END $$
    """,
    """
    CREATE FUNCTION cop_networks_written() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        named_region integer;
    BEGIN
        IF (TG_OP = 'INSERT' AND NEW.area_id IS NULL AND NEW.region_id IS NULL)
            OR (TG_OP = 'UPDATE' AND (NEW.area <> OLD.area OR NEW.region <> OLD.region))
        THEN
            IF cop_place_key(NEW.region) <> '' THEN
                INSERT INTO regions (workspace_id, name)
                SELECT NEW.workspace_id, NEW.region WHERE NOT EXISTS (
                    SELECT 1 FROM regions
                    WHERE workspace_id = NEW.workspace_id AND cop_place_key(name) = cop_place_key(NEW.region)
                );
                SELECT min(id) INTO named_region FROM regions
                WHERE workspace_id = NEW.workspace_id AND cop_place_key(name) = cop_place_key(NEW.region);
            END IF;
            NEW.area_id := NULL;
            NEW.region_id := named_region;
            IF cop_place_key(NEW.area) <> '' THEN
                INSERT INTO areas (workspace_id, name)
                SELECT NEW.workspace_id, NEW.area WHERE NOT EXISTS (
                    SELECT 1 FROM areas
                    WHERE workspace_id = NEW.workspace_id AND cop_place_key(name) = cop_place_key(NEW.area)
                );
                SELECT min(id) INTO NEW.area_id FROM areas
                WHERE workspace_id = NEW.workspace_id AND cop_place_key(name) = cop_place_key(NEW.area);
                UPDATE areas SET region_id = named_region
                WHERE id = NEW.area_id AND region_id IS NULL AND named_region IS NOT NULL;
                NEW.region_id := NULL;
            END IF;
        ELSE
            NEW.area := coalesce((SELECT name FROM areas WHERE id = NEW.area_id), '');
            NEW.region := coalesce(
                (SELECT name FROM regions WHERE id = CASE WHEN NEW.area_id IS NULL THEN NEW.region_id
                    ELSE (SELECT region_id FROM areas WHERE id = NEW.area_id) END), ''
            );
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE FUNCTION cop_areas_written() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        UPDATE networks SET area_id = area_id WHERE area_id = NEW.id;
        RETURN NULL;
    END $$
    """,
    """
    CREATE FUNCTION cop_regions_written() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        UPDATE networks SET region_id = region_id
        WHERE region_id = NEW.id OR area_id IN (SELECT id FROM areas WHERE region_id = NEW.id);
        RETURN NULL;
    END $$
    """,
)
TRIGGERS = (
    "CREATE TRIGGER cop_schools_written AFTER INSERT OR UPDATE OF network_id, active ON schools "
    "FOR EACH ROW EXECUTE FUNCTION cop_schools_written()",
    "CREATE TRIGGER cop_school_memberships_written AFTER INSERT OR UPDATE OF until ON school_memberships "
    "FOR EACH ROW EXECUTE FUNCTION cop_school_memberships_written()",
    "CREATE TRIGGER cop_networks_written BEFORE INSERT OR UPDATE OF area, region, area_id, region_id ON networks "
    "FOR EACH ROW EXECUTE FUNCTION cop_networks_written()",
    "CREATE TRIGGER cop_areas_written AFTER UPDATE OF name, region_id ON areas "
    "FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION cop_areas_written()",
    "CREATE TRIGGER cop_regions_written AFTER UPDATE OF name ON regions "
    "FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION cop_regions_written()",
)
