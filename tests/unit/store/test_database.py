"""Opening the database: what is refused, in which words, and what is left behind."""

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from smockproxy.store.database import LOCK, NAME, Database
from smockproxy.store.errors import StoreError
from smockproxy.store.schema import FORMAT


def refusal(folder: Path) -> str:
    with pytest.raises(StoreError) as caught:
        Database(folder)
    return str(caught.value).replace(str(folder), "FOLDER")


def changed(folder: Path, statement: str) -> None:
    Database(folder).close()
    with closing(sqlite3.connect(folder / NAME)) as connection:
        connection.execute(statement)


def test_it_is_made_with_its_folder_and_for_nobody_else(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    Database(folder).close()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / NAME).stat().st_mode) == 0o600


def test_it_is_one_file_once_it_is_closed(tmp_path: Path) -> None:
    Database(tmp_path).close()
    assert {file.name for file in tmp_path.iterdir()} == {NAME, LOCK}


def test_it_can_be_opened_again(tmp_path: Path) -> None:
    for _ in range(2):
        with closing(Database(tmp_path)) as database:
            assert database.writer.execute("SELECT count(*) FROM exchanges").fetchone() == (0,)


def test_a_reader_changes_nothing(tmp_path: Path) -> None:
    with closing(Database(tmp_path)) as database, closing(database.reader()) as reader:
        assert reader.execute("SELECT count(*) FROM exchanges").fetchone() == (0,)
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            reader.execute("DELETE FROM exchanges")


def test_two_cannot_have_it_at_once(tmp_path: Path) -> None:
    with closing(Database(tmp_path)):
        expected = "another smockproxy is using it; end that one, or name another folder"
        assert refusal(tmp_path) == f"FOLDER/{NAME}: {expected}"
    Database(tmp_path).close()


def test_a_newer_format_is_refused(tmp_path: Path) -> None:
    changed(tmp_path, f"PRAGMA user_version = {FORMAT + 1}")
    assert refusal(tmp_path) == (
        f"FOLDER/{NAME}: a newer smockproxy has written it: it has format {FORMAT + 1}, "
        f"this one reads up to {FORMAT}; "
        "use that smockproxy, or name another folder"
    )


def test_the_database_of_another_program_is_refused(tmp_path: Path) -> None:
    changed(tmp_path, "PRAGMA application_id = 7")
    expected = "it is a database of another program; name another folder"
    assert refusal(tmp_path) == f"FOLDER/{NAME}: {expected}"


def test_what_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    text = b"a diary of mine\n" * 100
    (tmp_path / NAME).write_bytes(text)
    expected = "it is no database; move it away, or name another folder"
    assert refusal(tmp_path) == f"FOLDER/{NAME}: {expected}"
    assert (tmp_path / NAME).read_bytes() == text


def test_a_damaged_one_is_refused(tmp_path: Path) -> None:
    Database(tmp_path).close()
    raw = (tmp_path / NAME).read_bytes()
    (tmp_path / NAME).write_bytes(raw[:100] + b"\xff" * (len(raw) - 100))
    expected = "it is damaged; move it away, or name another folder"
    assert refusal(tmp_path) == f"FOLDER/{NAME}: {expected}"


def test_a_file_in_the_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "f").write_text("")
    assert refusal(tmp_path / "f") == f"FOLDER/{NAME}: File exists: FOLDER"


def test_a_refused_one_is_let_go_of(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(b"no database" * 100)
    refusal(tmp_path)
    (tmp_path / NAME).unlink()
    Database(tmp_path).close()
