from dataclasses import replace

import pytest

from smockproxy.app.settings.table import Settings
from smockproxy.assembly.recording import (
    WHOLE_BODY,
    folder_of_recordings,
    recording_of,
    recording_told,
    redact_of,
    tell_summary,
    with_whole_bodies,
)
from smockproxy.core.problem import Problem
from smockproxy.core.recordmode import RecordMode
from smockproxy.files.store import Snapshot
from tests.unit.app.recording.made import entry


def settings(tmp_path, **given):
    return Settings(**{"record": RecordMode.NEW, "record_dir": str(tmp_path / "recorded"), **given})


def test_nothing_records_unless_it_is_asked_for():
    assert recording_of(Settings(), 1.0) is None
    assert recording_told(Settings()) == ""
    assert with_whole_bodies(Settings()) == Settings()


def test_recording_keeps_whole_bodies(tmp_path):
    assert with_whole_bodies(settings(tmp_path)).history_body_limit == WHOLE_BODY
    assert with_whole_bodies(settings(tmp_path, history_body_limit=2**30)).history_body_limit == 2**30


@pytest.mark.parametrize("given", [(), ("mocks/a.yml",)])
def test_recordings_are_in_the_first_folder_of_mocks(tmp_path, monkeypatch, given):
    monkeypatch.chdir(tmp_path)

    assert folder_of_recordings(Settings(mocks=given)).as_posix() == "mocks/recorded"
    assert folder_of_recordings(Settings(mocks=(*given, str(tmp_path)))) == tmp_path / "recorded"


def test_a_run_writes_what_it_was_told(tmp_path, capsys):
    made = settings(tmp_path, record_hosts=("api.*",))
    recording = recording_of(made, 1.0)
    assert recording is not None
    recording.recorder.offer(entry())
    recording.recorder.offer(entry(host="b.test"))

    recording.recorder.write()
    tell_summary(recording.recorder.summary, made)
    tell_summary(recording.recorder.summary, replace(made, quiet=True))

    assert (tmp_path / "recorded/api.shop.test/orders.yml").exists()
    assert capsys.readouterr().err.startswith("recorded 1 exchange; 1 file written in ")
    assert recording_told(made) == f"what no mock answers, into {tmp_path}/recorded"


def test_only_another_answer_is_news(tmp_path):
    recording = recording_of(settings(tmp_path), 1.0)
    assert recording is not None
    snapshot = recording.answering(Snapshot(files=("a",)))

    assert not recording.is_news(replace(snapshot, files=("a", "b")))
    assert recording.is_news(replace(snapshot, problems=(Problem(message="new"),)))


def test_secrets_go_unless_they_are_wanted(tmp_path):
    secret = entry("/orders?access_token=s3cr3t-s3cr3t")

    assert "s3cr3t" not in redact_of(settings(tmp_path))(secret).request.target
    assert redact_of(settings(tmp_path, redact=False))(secret) is secret
