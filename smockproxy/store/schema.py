"""The tables, and what makes a file one of ours.

What queries ask for stands in narrow rows of its own, so that a search of a million exchanges reads none of
their bodies. Source of the pragmas' meanings: SQLite's documentation (`pragma.html`, `wal.html`).
"""

from sqlite3 import Connection

from smockproxy.store.errors import StoreError

FORMAT = 2
"""The version of the tables; it grows when an older smockproxy can't read them any more."""
APPLICATION = 0x536D6F6B
"""`Smok`: what the header of our files says, so that no other program's database is taken for one."""

_PACKS = """
CREATE TABLE packs (
  first INTEGER PRIMARY KEY,
  last INTEGER NOT NULL,
  lowest INTEGER NOT NULL,
  highest INTEGER NOT NULL,
  sessions TEXT NOT NULL,
  content BLOB NOT NULL
);
"""
"""What format 1 had not."""
_TABLES = f"""
{_PACKS}
CREATE TABLE exchanges (
  position INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  session_id TEXT NOT NULL,
  session_name TEXT NOT NULL,
  started_at REAL NOT NULL,
  weight INTEGER NOT NULL,
  protocol TEXT NOT NULL,
  method TEXT NOT NULL,
  scheme TEXT NOT NULL,
  host TEXT NOT NULL,
  shown_host TEXT NOT NULL,
  port INTEGER NOT NULL,
  path TEXT NOT NULL,
  url TEXT NOT NULL,
  status INTEGER,
  outcome TEXT NOT NULL,
  mock_id TEXT,
  mock_label TEXT,
  comment TEXT NOT NULL,
  marker TEXT NOT NULL
);
CREATE INDEX exchanges_by_session ON exchanges (session_id);
CREATE INDEX exchanges_by_name ON exchanges (session_name);
CREATE TABLE contents (
  position INTEGER PRIMARY KEY,
  facts BLOB NOT NULL,
  moments BLOB NOT NULL,
  request_body BLOB,
  response_body BLOB
);
CREATE TABLE tallies (
  session_name TEXT NOT NULL,
  session_id TEXT NOT NULL,
  entries INTEGER NOT NULL,
  weight INTEGER NOT NULL,
  evicted INTEGER NOT NULL,
  PRIMARY KEY (session_name, session_id)
);
CREATE TABLE forgotten (position INTEGER NOT NULL, by TEXT NOT NULL, value TEXT NOT NULL);
CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
CREATE TABLE documents (
  session_name TEXT NOT NULL,
  session_id TEXT NOT NULL,
  part TEXT NOT NULL,
  document TEXT NOT NULL,
  PRIMARY KEY (session_name, session_id, part)
);
"""


def prepare(connection: Connection) -> None:
    """Make the tables in an empty database; look at the format of any other. Raises `StoreError`."""
    if connection.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,):
        connection.executescript(
            f"BEGIN; {_TABLES} PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {FORMAT}; COMMIT;"
        )
        return
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if application != APPLICATION:
        raise StoreError("it is a database of another program; name another folder")
    if version > FORMAT:
        raise StoreError(
            f"a newer smockproxy has written it: it has format {version}, this one reads up to {FORMAT}; "
            "use that smockproxy, or name another folder"
        )
    if version < FORMAT:
        connection.executescript(f"BEGIN; {_PACKS} PRAGMA user_version = {FORMAT}; COMMIT;")
