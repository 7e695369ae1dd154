"""What a replay answers with."""

from pathlib import Path

import pytest

from smockproxy.app.settings.table import Settings
from smockproxy.assembly.replaying import MOST_LOSSES, SourceError, gathered
from smockproxy.core.http import Headers, Request, Response
from smockproxy.interop.har import har
from smockproxy.store.history import StoredHistory
from tests.unit.exchanges import exchange

SETTINGS = Settings(redact=False)


def entry(path: str = "/orders", **facts):
    request = Request("GET", "http", "shop.test", 80, path, Headers.of([("Host", "shop.test")]))
    response = Response(200, Headers.of([("Content-Type", "text/plain")]), b"hi", "OK")
    return exchange(request, response, **facts)


def har_file(folder: Path, *entries) -> str:
    file = folder / "recording.har"
    file.write_bytes(b"".join(har(entries or [entry()])))
    return str(file)


def test_folders_and_files_of_mocks_stay_what_they_are(tmp_path):
    file = tmp_path / "mocks.yml"
    file.write_text("- response: {}\n")
    sources = [str(tmp_path), str(file)]
    assert gathered(sources, SETTINGS, tmp_path / "made").mocks == sources


def test_mocks_are_made_of_what_others_recorded(tmp_path):
    made = tmp_path / "made"
    found = gathered([har_file(tmp_path, entry(), entry("/users"))], SETTINGS, made)
    assert found.mocks == [str(made)]
    assert found.remarks[-1] == "2 mocks made of 2 exchanges"
    assert sorted(path.name for path in made.rglob("*.yml")) == ["orders.yml", "users.yml"]


def test_what_is_left_out_is_told(tmp_path):
    cut = entry("/cut", response_size=5_000)
    (remark,) = gathered([har_file(tmp_path, entry(), cut)], SETTINGS, tmp_path / "made").remarks[-1:]
    assert remark.startswith("1 mock made of 1 exchange; left out 1 exchange: ")


def test_losses_are_told_in_bounds(tmp_path):
    blocked = '{"request": {"method": "GET", "url": "http://a.test/"}, "response": {"status": 0}}'
    file = tmp_path / "blocked.har"
    file.write_text(
        '{"log": {"version": "1.2", "entries": [' + ",".join([blocked] * (MOST_LOSSES + 5)) + "]}}"
    )
    remarks = gathered([str(file), har_file(tmp_path)], SETTINGS, tmp_path / "made").remarks
    assert remarks[0].startswith(f"{file}: log.entries[0]")
    assert any(" more" in remark for remark in remarks)


def test_nothing_is_replayed_in_place_of_nothing(tmp_path):
    empty = tmp_path / "empty.har"
    empty.write_text('{"log": {"version": "1.2", "entries": []}}')
    with pytest.raises(SourceError, match=r"empty\.har: there is nothing to replay"):
        gathered([str(empty)], SETTINGS, tmp_path / "made")
    with pytest.raises(SourceError, match=r"\n0 mocks made .* left out 1 exchange: .*\n.*nothing to replay"):
        gathered([har_file(tmp_path, entry(response_size=5_000))], SETTINGS, tmp_path / "made")


def test_a_folder_of_smockers_sessions(tmp_path):
    history = (
        "- context: {}\n  request: {path: /hello, method: GET, headers: {Host: [a.test]}, "
        "date: 2026-11-21T08:36:55Z}\n"
        "  response: {status: 200, body: hi, headers: {}, date: 2026-11-21T08:36:55Z}\n"
    )
    folder = tmp_path / "sessions"
    (folder / "one").mkdir(parents=True)
    (folder / "sessions.yml").write_text("- {id: one, name: first, date: 2026-11-21T08:36:55Z}\n")
    (folder / "one" / "history.yml").write_text(history)
    assert gathered([str(folder)], SETTINGS, tmp_path / "made").remarks == ["1 mock made of 1 exchange"]
    (folder / "sessions.yml").write_text("nothing")
    with pytest.raises(SourceError, match=r"sessions looks like sessions of Smocker, and can't be read: "):
        gathered([str(folder)], SETTINGS, tmp_path / "other")


def test_a_session_is_found_by_its_name_or_id(tmp_path):
    kept = tmp_path / "kept"
    stored = StoredHistory(kept)
    stored.append(entry(session="1a", session_name="checkout"))
    stored.close()
    settings = Settings(redact=False, sessions_dir=str(kept))
    for name in ("checkout", "1a"):
        assert gathered([name], settings, tmp_path / name).remarks == ["1 mock made of 1 exchange"]


@pytest.mark.parametrize(
    ("source", "settings", "told"),
    [
        ("nowhere", {}, "there is no such file or folder"),
        ("other", {"sessions_dir": "kept"}, 'no exchanges of a session "other"'),
        ("other", {"sessions_dir": "mocks.yml"}, "--sessions-dir: "),
    ],
)
def test_what_is_nowhere_is_told(tmp_path, monkeypatch, source, settings, told):
    monkeypatch.chdir(tmp_path)
    StoredHistory(tmp_path / "kept").close()
    (tmp_path / "mocks.yml").write_text("")
    with pytest.raises(SourceError, match=told):
        gathered([source], Settings(**settings), tmp_path / "made")


def test_broken_files_are_told(tmp_path):
    file = tmp_path / "broken.har"
    file.write_text('{"log": {"version": "1.2", "entries": 5}}')
    with pytest.raises(SourceError, match=r"looks like HAR 1\.2, and can't be read"):
        gathered([str(file)], SETTINGS, tmp_path / "made")


def test_a_file_that_may_not_be_read_is_told(tmp_path, monkeypatch):
    file = tmp_path / "secret.har"
    file.write_text("")

    def refuse(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(SourceError, match=r"secret\.har: Permission denied"):
        gathered([str(file)], SETTINGS, tmp_path / "made")
