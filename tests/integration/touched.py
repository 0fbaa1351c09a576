"""What was touched in a database of PostgreSQL since all of it was put back: noted by the server, so that the next time
only that is put back. Of thirty tables a call touches three."""

import psycopg
from psycopg import Cursor, sql

# `whose` says what was put back; each statement that changes a table then leaves its name, at its commit.
WATCH = """
CREATE SCHEMA kept;
CREATE UNLOGGED TABLE kept.whose (name text);
CREATE UNLOGGED TABLE kept.touched (name text);
CREATE FUNCTION kept.note() RETURNS trigger LANGUAGE plpgsql AS
  'BEGIN INSERT INTO kept.touched VALUES (TG_TABLE_NAME); RETURN NULL; END';
DO $$ DECLARE named text; BEGIN
  FOR named IN SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE 'CREATE TRIGGER kept_note AFTER INSERT OR UPDATE OR DELETE ON ' || named
      || ' FOR EACH STATEMENT EXECUTE FUNCTION kept.note()';
  END LOOP;
END $$
"""
# Numbers are drawn outside of transactions: a call that was refused may have drawn some.
NUMBERS = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'"


def put_back_touched(address: str, rows: dict[str, bytes], whose: str) -> bool:
    """Have in a database again exactly these rows, where they were put back there before; else False."""
    with psycopg.connect(address) as connection, connection.cursor() as cursor:
        if not _is_watched(cursor, whose):
            return False
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("DELETE FROM kept.touched RETURNING name")
        for name in {str(row[0]) for row in cursor.fetchall()}:
            table = sql.Identifier(name)
            cursor.execute(sql.SQL("DELETE FROM {}").format(table))
            if rows.get(name):
                with cursor.copy(sql.SQL("COPY {} FROM STDIN").format(table)) as into:
                    into.write(rows[name])
        cursor.execute(NUMBERS)
        for name, value in cursor.fetchall():
            if name not in rows and value is not None:
                cursor.execute(sql.SQL("ALTER SEQUENCE {} RESTART").format(sql.Identifier(name)))
            elif name in rows and value != int(rows[name]):
                cursor.execute("SELECT setval(%s, %s)", (name, int(rows[name])))
    return True


def watch(address: str, whose: str) -> None:
    """From now on it is noted what is touched; `whose` rows stand there."""
    with psycopg.connect(address) as connection:
        connection.execute(WATCH)
        connection.execute("INSERT INTO kept.whose VALUES (%s)", (whose,))


def _is_watched(cursor: Cursor[tuple[object, ...]], whose: str) -> bool:
    cursor.execute("SELECT to_regclass('kept.whose') IS NOT NULL")
    if cursor.fetchone() != (True,):
        return False
    cursor.execute("SELECT name FROM kept.whose")
    return cursor.fetchone() == (whose,)
