import asyncio
from dataclasses import replace

import pytest

from smockproxy.app.recording import recorder as module
from smockproxy.app.recording.choosing import Choosing
from smockproxy.app.recording.recordable import CUT
from smockproxy.app.recording.recorder import FULL, Recorder
from smockproxy.core.recordmode import RecordMode
from smockproxy.files.draftfolder import DraftFolder
from smockproxy.record.drafting import drafts_of
from tests.unit.app.recording.made import A_MOCK, entry


def as_it_is(made):
    return made


def hidden(made):
    return replace(made, error="hidden") if made.request.path == "/secret" else made


@pytest.fixture
def folder(tmp_path):
    return DraftFolder(tmp_path / "recorded")


def recorder_in(folder, mode=RecordMode.NEW, redact=as_it_is, draft=drafts_of):
    return Recorder(Choosing(mode), folder, redact, draft)


def test_what_was_taken_is_written(folder):
    recorder = recorder_in(folder, redact=hidden)
    for made in (entry(), entry("/secret"), entry(mock=A_MOCK), entry(response_size=9)):
        recorder.offer(made)

    recorder.write()

    summary = recorder.summary
    assert (folder.root / "api.shop.test/orders.yml").exists()
    assert (summary.exchanges, summary.secrets, dict(summary.left_out)) == (2, 1, {CUT: 1})
    assert summary.files == {"api.shop.test/orders.yml", "api.shop.test/secret.yml"}


def test_what_goes_wrong_is_said_once_and_tried_again(folder, caplog):
    recorder = recorder_in(folder)
    folder.root.write_text("in the way")
    recorder.offer(entry())

    recorder.write()
    recorder.write()

    assert len([record for record in caplog.records if "recording" in record.message]) == 1
    assert recorder.summary.error
    folder.root.unlink()
    recorder.write()
    assert recorder.summary.error == ""
    assert (folder.root / "api.shop.test/orders.yml").exists()


def test_a_defect_disturbs_nobody(folder, caplog):
    def broken(_exchanges):
        raise ValueError("a defect")

    recorder = recorder_in(folder, draft=broken)
    recorder.offer(entry())

    recorder.write()

    assert "a defect" in recorder.summary.error
    assert "recording failed" in caplog.text


def test_a_file_that_is_left_alone_is_told_once(folder, caplog):
    place = folder.root / "api.shop.test/orders.yml"
    place.parent.mkdir(parents=True)
    place.write_text("[{}]")
    recorder = recorder_in(folder)
    recorder.offer(entry())

    recorder.write()
    recorder.write()

    assert caplog.text.count("left as it is") == 1


def test_a_recording_has_an_end(folder, monkeypatch):
    monkeypatch.setattr(module, "MOST_BYTES", 1)
    recorder = recorder_in(folder)

    recorder.offer(entry())
    recorder.offer(entry())

    assert recorder.summary.left_out == {FULL: 1}


async def test_writing_comes_soon_after_and_only_if_there_is_something(folder, monkeypatch):
    monkeypatch.setattr(module, "SOON", 0.0)
    monkeypatch.setattr(module, "PATIENCE", 0)
    written = asyncio.Event()
    loop = asyncio.get_running_loop()
    recorder = recorder_in(folder)
    before = recorder.write

    def write():
        before()
        loop.call_soon_threadsafe(written.set)

    monkeypatch.setattr(recorder, "write", write)
    keeping = asyncio.ensure_future(recorder.keep())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert not written.is_set()

    recorder.offer(entry())
    await asyncio.wait_for(written.wait(), 5)

    keeping.cancel()
    assert (folder.root / "api.shop.test/orders.yml").exists()
