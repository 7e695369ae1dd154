import stat

import pytest

from smockproxy.app import pseudonymkey
from smockproxy.app.pseudonymkey import KeyFileError, key_of, usual_place


def test_a_key_is_made_once_for_its_owner_only(tmp_path):
    path = tmp_path / "state" / "pseudonyms.key"
    key = key_of(str(path))
    assert len(key) == 32
    assert key_of(str(path)) == key == path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert list(path.parent.iterdir()) == [path]


def test_the_usual_place_is_where_the_state_of_programs_is(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert usual_place() == tmp_path / "smockproxy" / "pseudonyms.key"
    assert key_of("") == usual_place().read_bytes()
    monkeypatch.setenv("XDG_STATE_HOME", "not/absolute")
    monkeypatch.setenv("HOME", str(tmp_path / "ann"))
    assert usual_place() == tmp_path / "ann" / ".local" / "state" / "smockproxy" / "pseudonyms.key"


def test_of_two_processes_that_make_one_the_first_counts(tmp_path, monkeypatch):
    path = tmp_path / "pseudonyms.key"

    def link(unfinished, place):
        place.write_bytes(b"a key of another process")
        raise FileExistsError

    monkeypatch.setattr(pseudonymkey.os, "link", link)
    assert key_of(str(path)) == b"a key of another process"
    assert list(tmp_path.iterdir()) == [path]


def test_a_long_key_counts_in_full(tmp_path):
    for name, text in (("one", b"k" * 100), ("two", b"k" * 99 + b"x")):
        (tmp_path / name).write_bytes(text)
    assert len(key_of(str(tmp_path / "one"))) == 64
    assert key_of(str(tmp_path / "one")) != key_of(str(tmp_path / "two"))


@pytest.mark.parametrize("content", [b"short", b"x" * 5_000])
def test_what_is_no_key_is_told(tmp_path, content):
    path = tmp_path / "pseudonyms.key"
    path.write_bytes(content)
    with pytest.raises(
        KeyFileError, match=rf"pseudonyms.key: it has {len(content)} bytes; expected 32; .*--redact-key-file"
    ):
        key_of(str(path))


def test_a_place_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(KeyFileError, match=r"File exists; pseudonyms have a key of this run only"):
        key_of(str(tmp_path / "file" / "pseudonyms.key"))
    with pytest.raises(KeyFileError, match=r"the key of pseudonyms: "):
        key_of("~nobody-of-that-name/pseudonyms.key")
