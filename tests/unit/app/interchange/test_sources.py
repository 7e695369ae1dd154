"""Files that are read: all of them, or none."""

from pathlib import Path

import pytest

from smockproxy.app.interchange.smockersessions import SMOCKER_IN, SessionsRead, smocker_export
from smockproxy.app.interchange.sources import BadSourceError, Source, sources_of
from smockproxy.interop.har import har
from smockproxy.interop.harreading import HAR_IN
from smockproxy.interop.jsonl import jsonl
from smockproxy.interop.jsonlreading import JSONL_IN
from smockproxy.interop.reading import Read
from tests.unit.exchanges import exchange

FORMATS = (HAR_IN, JSONL_IN, SMOCKER_IN)
HAR, JSONL = b"".join(har([exchange()])), b"".join(jsonl([exchange()]))
SMOCKER = b"".join(smocker_export(Read((exchange(),))))


def test_each_file_is_read_in_its_format():
    found = sources_of([("a", HAR), ("b", JSONL), ("c", SMOCKER)], "auto", FORMATS)
    assert [(source.name, source.title) for source in found] == [
        ("a", "HAR 1.2"),
        ("b", "JSON lines of smockproxy"),
        ("c", "sessions of Smocker"),
    ]


def test_all_that_cannot_be_read_is_told(tmp_path: Path):
    named = [("a", HAR), ("b", b"{"), ("c", tmp_path)]
    with pytest.raises(BadSourceError) as caught:
        sources_of(named, "har", FORMATS)
    assert str(caught.value) == (
        "b: line 1, column 2: this is not JSON: Expecting property name enclosed in double quotes\n"
        "c: it is a folder; only smocker has folders"
    )


def test_a_folder_is_one_of_smocker(tmp_path: Path):
    (tmp_path / "sessions.yml").write_text("- id: a\n  name: b\n")
    (source,) = sources_of([("c", tmp_path)], "auto", FORMATS)
    assert (source.title, source.read.entries) == ("a folder of Smocker's sessions", ())
    (tmp_path / "sessions.yml").unlink()
    (tmp_path / "sessions.yml").mkdir()
    with pytest.raises(BadSourceError, match=r"^c: Is a directory$"):
        sources_of([("c", tmp_path)], "auto", FORMATS)


def test_secrets_are_taken_out_of_exchanges_and_of_sessions():
    plain = exchange(id="plain")
    (source, of_smocker) = sources_of([("a", HAR), ("c", SMOCKER)], "auto", FORMATS)
    assert source.shown_by(lambda _: plain).read.entries == (plain,)
    shown = of_smocker.shown_by(lambda _: plain)
    assert isinstance(shown, Source)
    assert isinstance(shown.read, SessionsRead)
    assert shown.read.entries == shown.read.sessions[0].entries == (plain,)
