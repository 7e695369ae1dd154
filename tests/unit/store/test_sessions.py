"""The documents of sessions."""

from contextlib import closing
from pathlib import Path

from smockproxy.store.history import StoredHistory
from smockproxy.store.sessions import Document, SessionDocuments


def kept(documents: SessionDocuments) -> list[tuple[str, str, str, str]]:
    return [tuple(document) for document in documents.all()]


def test_they_outlive_the_process_in_the_order_of_their_coming(tmp_path: Path) -> None:
    with closing(StoredHistory(tmp_path)) as history:
        for text in ("1", "2"):
            history.documents.put(Document("w", "z", "state", text))
            history.flush()
            history.documents.put(Document("", "a", "state", text))
        history.clear()
    with closing(StoredHistory(tmp_path)) as history:
        assert kept(history.documents) == [("w", "z", "state", "2"), ("", "a", "state", "2")]


def test_they_are_dropped_by_session_and_by_name(tmp_path: Path) -> None:
    with closing(StoredHistory(tmp_path)) as history:
        for name, session in (("", "s"), ("w", "s"), ("w", "t"), ("x", "u")):
            history.documents.put(Document(name, session, "state", "{}"))
        history.flush()
        history.documents.drop("w", "s")
        assert [document.session_id for document in history.documents.all()] == ["s", "t", "u"]
        history.documents.drop("w")
        history.documents.drop("x")
        history.documents.put(Document("x", "v", "state", "[]"))
        assert kept(history.documents) == [("", "s", "state", "{}"), ("x", "v", "state", "[]")]


def test_halves_of_surrogate_pairs_do_no_harm(tmp_path: Path) -> None:
    with closing(StoredHistory(tmp_path)) as history:
        history.documents.put(Document("", "\udce9", "state", "\ud800"))
        assert kept(history.documents) == [("", "\ufffd", "state", "\ufffd")]
        history.documents.drop("", "\udce9")
        assert kept(history.documents) == []
