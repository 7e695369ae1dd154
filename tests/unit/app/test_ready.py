import json
import os
import stat
from dataclasses import replace

import pytest

from smockproxy.app.ready import Ready, ReadyFile, ReadyFileError

READY = Ready("http://127.0.0.1:1", "http://127.0.0.1:2", "/certs/mitmproxy-ca-cert.pem", 42)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "ready.json"


def names_beside(path):
    return [file.name for file in path.parent.iterdir()]


def test_it_says_where_everything_listens(path):
    ReadyFile(path).write(READY)
    assert json.loads(path.read_text()) == {
        "proxy": "http://127.0.0.1:1",
        "admin": "http://127.0.0.1:2",
        "ca": "/certs/mitmproxy-ca-cert.pem",
        "pid": 42,
        "token": "",
        "web": "",
        "sessions": {},
    }


def test_it_says_what_the_admin_api_wants_to_be_shown(path):
    ReadyFile(path).write(replace(READY, token="made-for-this-run"))
    assert json.loads(path.read_text())["token"] == "made-for-this-run"


def test_only_its_owner_may_read_it(path):
    ReadyFile(path).write(READY)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_it_leaves_nothing_beside_it(path):
    ready = ReadyFile(path)
    ready.clear()
    ready.write(READY)
    assert names_beside(path) == ["ready.json"]
    ready.remove()
    assert names_beside(path) == []


def test_an_earlier_runs_file_is_cleared(path):
    path.write_text("{}")
    ReadyFile(path).clear()
    assert not path.exists()


def test_a_planted_symlink_is_replaced_and_not_followed(path, tmp_path):
    victim = tmp_path / "victim"
    victim.write_text("mine")
    path.symlink_to(victim)
    ready = ReadyFile(path)
    ready.write(READY)
    assert (victim.read_text(), path.is_symlink()) == ("mine", False)
    ready.remove()
    path.symlink_to(victim)
    ReadyFile(path).clear()
    assert (victim.read_text(), path.is_symlink()) == ("mine", False)


def test_a_later_runs_file_stays(path):
    earlier, later = ReadyFile(path), ReadyFile(path)
    earlier.write(READY)
    later.write(READY)
    earlier.remove()
    assert path.exists()


def test_removing_what_was_never_written_is_quiet(path):
    ReadyFile(path).remove()
    path.write_text("{}")
    ReadyFile(path).remove()
    assert path.exists()


def test_a_folder_that_does_not_exist(tmp_path):
    path = tmp_path / "no" / "ready.json"
    with pytest.raises(ReadyFileError) as caught:
        ReadyFile(path).clear()
    assert str(caught.value) == f"--ready-file {path}: there is no folder {path.parent}"
    with pytest.raises(ReadyFileError, match="No such file"):
        ReadyFile(path).write(READY)


def test_a_folder_or_a_pipe_is_no_place_for_it(path):
    path.mkdir()
    with pytest.raises(ReadyFileError, match="expected a file, found something else"):
        ReadyFile(path).clear()
    with pytest.raises(ReadyFileError, match="Is a directory"):
        ReadyFile(path).write(READY)
    assert names_beside(path) == ["ready.json"]
    path.rmdir()
    os.mkfifo(path)
    with pytest.raises(ReadyFileError, match="expected a file"):
        ReadyFile(path).clear()


def test_what_cannot_be_removed_is_said(path, monkeypatch):
    def refuse(*_arguments, **_options):
        raise PermissionError(13, "Permission denied")

    path.write_text("{}")
    monkeypatch.setattr("pathlib.Path.unlink", refuse)
    with pytest.raises(ReadyFileError, match="Permission denied"):
        ReadyFile(path).clear()
