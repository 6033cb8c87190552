"""People by ids of the bot's own; a chat's id for somebody stands in the table of people alone

The columns that held the chat's ids stay for the code of before, and go with what storage/leaving.py declares. On
PostgreSQL, where that code goes on meanwhile, triggers keep both kinds in step whoever writes.
"""

# ruff: noqa: S608 - only names of our own tables and columns stand in the statements

import json
import re
import secrets

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

COLUMNS = {
    "actions": [("owner_id", "owner_person_id"), ("created_by", "created_by_id"), ("done_by", "done_by_id")],
    "agreed_levels": [("recorded_by", "recorded_by_id")],
    "installations": [("installed_by", "installed_by_id")],
    "introductions": [
        ("seil_id", "seil_person_id"),
        ("first_id", "first_person_id"),
        ("second_id", "second_person_id"),
    ],
    "meetings": [("booked_by", "booked_by_id"), ("minutes_by", "minutes_by_id")],
    "memberships": [("slack_user_id", "person_id")],
    "pulses": [("started_by", "started_by_id")],
    "review_rounds": [
        ("proposed_by", "proposed_by_id"),
        ("approved_by", "approved_by_id"),
        ("closed_by", "closed_by_id"),
    ],
    "review_visits": [("lead_id", "lead_person_id"), ("done_by", "done_by_id")],
    "role_proposals": [
        ("slack_user_id", "person_id"),
        ("proposed_by", "proposed_by_id"),
        ("answered_by", "answered_by_id"),
    ],
    "rsvps": [("slack_user_id", "person_id")],
}
"""By table: the column with the chat's id, and the one with ours."""
MAY_BE_EMPTY = {
    ("actions", "done_by_id"),
    ("meetings", "minutes_by_id"),
    ("pulses", "started_by_id"),
    ("review_rounds", "approved_by_id"),
    ("review_rounds", "closed_by_id"),
    ("review_visits", "lead_person_id"),
    ("review_visits", "done_by_id"),
    ("role_proposals", "answered_by_id"),
}
QUESTIONS = ("pulses", "assessment_rounds")
NAMED = re.compile(r'"([UW][A-Z0-9_]+)"')
"""A chat's id in JSON. What the outbox holds there are ids and words in small letters."""
PEOPLES_LANE = "people:"


def upgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    op.create_table(
        "people",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("chat_id", sa.String(length=255), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_people_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("workspace_id", "chat_id", name=op.f("uq_people_workspace_id_chat_id")),
    )
    op.create_index(op.f("ix_people_workspace_id"), "people", ["workspace_id"])
    for table, pairs in COLUMNS.items():
        for _, ours in pairs:
            op.add_column(table, sa.Column(ours, sa.String(), nullable=True))
    op.add_column("deliveries", sa.Column("person_ids", sa.JSON(), nullable=True))
    op.add_column("deliveries", sa.Column("about", sa.JSON(), nullable=True))
    op.add_column("deliveries", sa.Column("lane_name", sa.String(length=255), nullable=True))
    op.add_column("lanes", sa.Column("name", sa.String(length=255), nullable=True))
    for table in QUESTIONS:
        op.add_column(table, sa.Column("by_chat_id", sa.Boolean(), server_default=sa.false(), nullable=False))
        op.execute(
            f"UPDATE {table} SET by_chat_id = {'1' if is_sqlite else 'true'} WHERE status IN ('open', 'withdrawn')"
        )
    _fill_people()
    if is_sqlite:
        _fill_outbox_on_sqlite()
    else:
        _keep_in_step()
        _fill_outbox_on_postgres()
        _require()
    op.create_index(op.f("ix_memberships_person_id"), "memberships", ["person_id"])
    _create_unique("uq_memberships_held", "memberships", ["network_id", "person_id", "role"], "until IS NULL")
    _create_unique("uq_role_proposals_waiting", "role_proposals", ["school_id", "person_id", "role"], "status = 'open'")
    unfinished = sa.text("status IN ('pending', 'claimed')")
    op.create_index(
        "ix_deliveries_waiting",
        "deliveries",
        ["workspace_id", "lane_name", "number"],
        sqlite_where=unfinished,
        postgresql_where=unfinished,
    )


def _create_unique(name: str, table: str, columns: list[str], where: str) -> None:
    op.create_index(name, table, columns, unique=True, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def _fill_people() -> None:
    """Everybody whom a column names, and our ids beside the chat's."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    named = " UNION ".join(
        f"SELECT workspace_id, {theirs} AS chat_id FROM {table} WHERE {theirs} <> ''"
        for table, pairs in COLUMNS.items()
        for theirs, _ in pairs
    )
    fresh = (
        "'p' || lower(hex(randomblob(8)))"
        if is_sqlite
        else "'p' || substr(md5(random()::text || clock_timestamp()::text || chat_id), 1, 16)"
    )
    op.execute(
        f"INSERT INTO people (id, workspace_id, chat_id, name) SELECT {fresh}, workspace_id, chat_id, '' "
        f"FROM ({named}) AS named"
    )
    for table, pairs in COLUMNS.items():
        ours = ", ".join(
            f"{ours} = (SELECT id FROM people WHERE people.workspace_id = {table}.workspace_id "
            f"AND people.chat_id = {table}.{theirs})"
            for theirs, ours in pairs
        )
        op.execute(f"UPDATE {table} SET {ours}")


def _fill_outbox_on_sqlite() -> None:
    """The outbox, its lanes, and the occasions whose keys begin with somebody's id."""
    bind = op.get_bind()
    rows = bind.execute(sa.text("SELECT workspace_id, chat_id, id FROM people"))
    people: dict[tuple[int, str], str] = {(workspace_id, chat_id): found for workspace_id, chat_id, found in rows}

    def ours(workspace_id: int, chat_id: str) -> str:
        key = (workspace_id, chat_id)
        if key not in people:
            people[key] = "p" + secrets.token_hex(8)
            insert = sa.text("INSERT INTO people (id, workspace_id, chat_id, name) VALUES (:id, :workspace, :chat, '')")
            bind.execute(insert, {"id": people[key], "workspace": workspace_id, "chat": chat_id})
        return people[key]

    def named(workspace_id: int, text: str | None) -> str | None:
        return text and NAMED.sub(lambda found: json.dumps(ours(workspace_id, found[1])), text)

    def lane(workspace_id: int, name: str) -> str:
        if not name.startswith(PEOPLES_LANE):
            return name
        together = sorted(ours(workspace_id, one) for one in name.removeprefix(PEOPLES_LANE).split(",") if one)
        return PEOPLES_LANE + ",".join(together)

    for table, theirs, id_ in (("deliveries", "lane", "number"), ("lanes", "key", "id")):
        extra = ", people, payload" if table == "deliveries" else ""
        for row in bind.execute(sa.text(f"SELECT {id_}, workspace_id, {theirs}{extra} FROM {table}")).all():
            number, workspace_id, name, *texts = row
            if texts:
                values = dict(zip(("people", "about"), (named(workspace_id, text) for text in texts), strict=True))
                update = "UPDATE deliveries SET lane_name = :lane, person_ids = :people, about = :about"
            else:
                values, update = {}, "UPDATE lanes SET name = :lane"
            values |= {"lane": lane(workspace_id, name), "number": number}
            bind.execute(sa.text(f"{update} WHERE {id_} = :number"), values)
    keys = bind.execute(sa.text("SELECT id, workspace_id, key FROM occasions WHERE key GLOB '[UW]*'")).all()
    for number, workspace_id, key in keys:
        who, colon, rest = key.partition(":")
        if NAMED.fullmatch(f'"{who}"'):
            values = {"key": f"{ours(workspace_id, who)}{colon}{rest}", "number": number}
            bind.execute(sa.text("UPDATE occasions SET key = :key WHERE id = :number"), values)


# On PostgreSQL

FUNCTIONS = (
    """
    CREATE FUNCTION cop_person_for(workspace integer, chat varchar) RETURNS varchar LANGUAGE plpgsql AS $$
    DECLARE found varchar;
    BEGIN
      IF chat IS NULL OR chat = '' THEN RETURN NULL; END IF;
      SELECT id INTO found FROM people WHERE workspace_id = workspace AND chat_id = chat;
      IF found IS NOT NULL THEN RETURN found; END IF;
      INSERT INTO people (id, workspace_id, chat_id, name)
        VALUES ('p' || substr(md5(random()::text || clock_timestamp()::text || chat), 1, 16), workspace, chat, '')
        ON CONFLICT (workspace_id, chat_id) DO NOTHING;
      SELECT id INTO found FROM people WHERE workspace_id = workspace AND chat_id = chat;
      RETURN found;
    END $$
    """,
    """
    CREATE FUNCTION cop_chat_of(person varchar) RETURNS varchar LANGUAGE sql AS $$
      SELECT chat_id FROM people WHERE id = person
    $$
    """,
    """
    CREATE FUNCTION cop_people_in(workspace integer, content text) RETURNS text LANGUAGE plpgsql AS $$
    DECLARE named text;
    BEGIN
      FOR named IN SELECT DISTINCT m[1] FROM regexp_matches(content, '"([UW][A-Z0-9_]+)"', 'g') AS m LOOP
        content := replace(content, '"' || named || '"', '"' || cop_person_for(workspace, named) || '"');
      END LOOP;
      RETURN content;
    END $$
    """,
    """
    CREATE FUNCTION cop_chats_in(content text) RETURNS text LANGUAGE plpgsql AS $$
    DECLARE person text; chat text;
    BEGIN
      FOR person, chat IN
        SELECT DISTINCT p.id, p.chat_id FROM regexp_matches(content, '"(p[0-9a-z]{16})"', 'g') AS m
        JOIN people AS p ON p.id = m[1]
      LOOP
        content := replace(content, '"' || person || '"', '"' || chat || '"');
      END LOOP;
      RETURN content;
    END $$
    """,
    """
    CREATE FUNCTION cop_lane_of_people(workspace integer, lane varchar) RETURNS varchar LANGUAGE sql AS $$
      SELECT CASE WHEN lane LIKE 'people:%' THEN 'people:' || (
        SELECT string_agg(one, ',' ORDER BY one COLLATE "C") FROM (
          SELECT coalesce(cop_person_for(workspace, named), named) AS one
          FROM unnest(string_to_array(substr(lane, 8), ',')) AS named
        ) AS every
      ) ELSE lane END
    $$
    """,
    """
    CREATE FUNCTION cop_lane_of_chats(lane varchar) RETURNS varchar LANGUAGE sql AS $$
      -- Cut off where another chat's ids are longer than its column: the code that reads it speaks in Slack alone.
      SELECT CASE WHEN lane LIKE 'people:%' THEN left('people:' || (
        SELECT string_agg(one, ',' ORDER BY one COLLATE "C") FROM (
          SELECT coalesce(cop_chat_of(named), named) AS one
          FROM unnest(string_to_array(substr(lane, 8), ',')) AS named
        ) AS every
      ), 255) ELSE lane END
    $$
    """,
    """
    CREATE FUNCTION cop_keep_occasions() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE who text := split_part(NEW.key, ':', 1); twin text;
    BEGIN
      IF who ~ '^[UW][A-Z0-9_]+$' THEN twin := cop_person_for(NEW.workspace_id, who);
      ELSIF who ~ '^p[0-9a-z]{16}$' THEN twin := cop_chat_of(who);
      END IF;
      IF twin IS NOT NULL THEN
        INSERT INTO occasions (workspace_id, network_id, kind, key, due_at, outcome, reason, recorded_at) VALUES (
          NEW.workspace_id, NEW.network_id, NEW.kind, twin || substr(NEW.key, length(who) + 1), NEW.due_at,
          NEW.outcome, NEW.reason, NEW.recorded_at
        ) ON CONFLICT (network_id, kind, key) DO NOTHING;
      END IF;
      RETURN NULL;
    END $$
    """,
    """
    CREATE FUNCTION cop_keep_questions() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      NEW.by_chat_id := true;
      RETURN NEW;
    END $$
    """,
)


def _keep_in_step() -> None:
    """Whoever writes either kind of column fills the other."""
    for function in FUNCTIONS:
        op.execute(function)
    own = "cop_person_for(NEW.workspace_id, NEW.{})"
    steps = {
        table: [(theirs, ours, own.format(theirs), f"cop_chat_of(NEW.{ours})") for theirs, ours in pairs]
        for table, pairs in COLUMNS.items()
    }
    steps["deliveries"] = [
        (
            theirs,
            ours,
            f"cop_people_in(NEW.workspace_id, NEW.{theirs}::text)::json",
            f"cop_chats_in(NEW.{ours}::text)::json",
        )
        for theirs, ours in (("people", "person_ids"), ("payload", "about"))
    ] + [("lane", "lane_name", "cop_lane_of_people(NEW.workspace_id, NEW.lane)", "cop_lane_of_chats(NEW.lane_name)")]
    steps["lanes"] = [("key", "name", "cop_lane_of_people(NEW.workspace_id, NEW.key)", "cop_lane_of_chats(NEW.name)")]
    for table, pairs in steps.items():
        body = "".join(
            f"""
              IF TG_OP = 'INSERT' AND NEW.{ours} IS NULL THEN NEW.{ours} := {find};
              ELSIF TG_OP = 'INSERT' THEN NEW.{theirs} := {name};
              ELSIF NEW.{theirs}::text IS DISTINCT FROM OLD.{theirs}::text THEN NEW.{ours} := {find};
              ELSIF NEW.{ours}::text IS DISTINCT FROM OLD.{ours}::text THEN NEW.{theirs} := {name};
              END IF;
            """
            for theirs, ours, find, name in pairs
        )
        op.execute(
            f"CREATE FUNCTION cop_keep_{table}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} RETURN NEW; END $$"
        )
        op.execute(
            f"CREATE TRIGGER cop_keep_{table} BEFORE INSERT OR UPDATE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION cop_keep_{table}()"
        )
    op.execute(
        "CREATE TRIGGER cop_keep_occasions AFTER INSERT ON occasions FOR EACH ROW "
        "WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION cop_keep_occasions()"
    )
    for table in QUESTIONS:
        op.execute(
            f"CREATE TRIGGER cop_keep_question BEFORE INSERT ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION cop_keep_questions()"
        )


def _fill_outbox_on_postgres() -> None:
    op.execute(
        "UPDATE deliveries SET person_ids = cop_people_in(workspace_id, people::text)::json, "
        "about = cop_people_in(workspace_id, payload::text)::json, lane_name = cop_lane_of_people(workspace_id, lane)"
    )
    op.execute("UPDATE lanes SET name = cop_lane_of_people(workspace_id, key)")
    # Each version of the code finds the occasions under keys of its own.
    op.execute(
        "INSERT INTO occasions (workspace_id, network_id, kind, key, due_at, outcome, reason, recorded_at) "
        "SELECT workspace_id, network_id, kind, "
        "cop_person_for(workspace_id, split_part(key, ':', 1)) || substr(key, length(split_part(key, ':', 1)) + 1), "
        "due_at, outcome, reason, recorded_at FROM occasions WHERE split_part(key, ':', 1) ~ '^[UW][A-Z0-9_]+$' "
        "ON CONFLICT (network_id, kind, key) DO NOTHING"
    )


def _require() -> None:
    """What SQLite gets when its tables are made anew."""
    for table, pairs in COLUMNS.items():
        for _, ours in pairs:
            op.create_foreign_key(op.f(f"fk_{table}_{ours}"), table, "people", [ours], ["id"])
            if (table, ours) not in MAY_BE_EMPTY:
                op.alter_column(table, ours, nullable=False)
    for column in ("person_ids", "about", "lane_name"):
        op.alter_column("deliveries", column, nullable=False)
    op.alter_column("lanes", "name", nullable=False)
    op.create_unique_constraint(op.f("uq_rsvps_meeting_id_person_id"), "rsvps", ["meeting_id", "person_id"])
    op.create_unique_constraint(op.f("uq_lanes_workspace_id_name"), "lanes", ["workspace_id", "name"])
