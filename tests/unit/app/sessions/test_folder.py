"""Sessions on disk."""

import pytest

from smockproxy.app.sessions.folder import SessionFolder, is_folder_name


@pytest.fixture
def folder(tmp_path):
    return SessionFolder(tmp_path / "sessions")


def texts(path):
    return {file.name: file.read_text() for file in path.rglob("*") if file.is_file()}


class Recorder:
    """Writes each place of a history as its id, and remembers what it was asked for."""

    def __init__(self):
        self.asked = []

    def write(self, folder, *ids):
        def written(places):
            for place in places:
                self.asked.append(ids[place])
                yield f"- {ids[place]}\n".encode()

        folder.write_history("s", ids, written)
        return (folder.path / "s" / "history.yml").read_text()


@pytest.mark.parametrize(
    ("session_id", "fits"),
    [
        ("KlB4HECXnTeo", True),
        ("1cf4e8b2-7c5e-4a7e-8a07-1d2f0e2f3a4b", True),
        ("n0_cQH9ZR", True),
        ("", False),
        ("..", False),
        ("a/b", False),
        ("a\\b", False),
        ("é", False),
        ("a" * 65, False),
    ],
)
def test_ids_that_can_name_a_folder(session_id, fits):
    assert is_folder_name(session_id) is fits


def test_nothing_is_there_at_first_and_reading_makes_nothing(folder):
    assert folder.read_sessions() is folder.read_mocks("s") is folder.read_history("s") is None
    assert not folder.path.exists()


def test_what_is_written_is_read(folder):
    folder.write_sessions("- a\n")
    folder.write_mocks("s", "- b\n")
    assert Recorder().write(folder) == "[]\n"
    assert (folder.read_sessions(), folder.read_mocks("s")) == (b"- a\n", b"- b\n")
    assert folder.read_history("s") == b"[]\n"
    assert set(texts(folder.path)) == {"sessions.yml", "mocks.yml", "history.yml"}


def test_what_did_not_change_is_not_written(folder):
    folder.write_sessions("- a\n")
    before = (folder.path / "sessions.yml").stat().st_ino
    folder.write_sessions("- a\n")
    assert (folder.path / "sessions.yml").stat().st_ino == before
    (folder.path / "sessions.yml").unlink()
    folder.write_sessions("- a\n")
    assert folder.read_sessions() == b"- a\n"


def test_a_history_grows_by_what_is_new(folder):
    recorder = Recorder()
    recorder.write(folder, "1", "2")
    assert recorder.write(folder, "1", "2", "3") == "- 1\n- 2\n- 3\n"
    assert recorder.asked == ["1", "2", "3"]


def test_what_made_room_goes_from_the_file(folder):
    recorder = Recorder()
    recorder.write(folder, "1", "2", "3")
    assert recorder.write(folder, "3", "4") == "- 3\n- 4\n"
    assert recorder.asked == ["1", "2", "3", "4"]


@pytest.mark.parametrize("ids", [["7", "8"], ["2", "9"], []])
def test_another_history_is_written_whole(folder, ids):
    recorder = Recorder()
    recorder.write(folder, "1", "2", "3")
    assert recorder.write(folder, *ids) == ("".join(f"- {each}\n" for each in ids) or "[]\n")
    assert recorder.write(folder, *ids, "10").endswith("- 10\n")
    assert recorder.write(folder, *ids, "10").count("- ") == len(ids) + 1


def test_a_file_that_somebody_changed_is_written_whole(folder):
    recorder = Recorder()
    recorder.write(folder, "1", "2")
    (folder.path / "s" / "history.yml").write_text("oops")
    assert recorder.write(folder, "1", "2", "3") == "- 1\n- 2\n- 3\n"


@pytest.mark.parametrize("before", ["- 1\n- 2:\n    - 2\n- 3\n", "- 3\n"])
def test_what_was_read_is_not_written_again(folder, before):
    recorder, path = Recorder(), folder.path / "s" / "history.yml"
    path.parent.mkdir(parents=True)
    path.write_text(before)
    count = before.count("\n- ") + 1
    folder.note_history("s", count, ["b", "c"][-count:])
    assert recorder.write(folder, *["b", "c"][-count:], "d") == before.removeprefix("- 1\n") + "- d\n"
    assert recorder.asked == ["d"]


@pytest.mark.parametrize("before", ["- 1", "# two\n- 1\n", "[1]\n", "- 1\n- 2\n", None])
def test_what_cannot_be_told_apart_is_written_whole(folder, before):
    recorder = Recorder()
    if before is not None:
        (folder.path / "s").mkdir(parents=True)
        (folder.path / "s" / "history.yml").write_text(before)
    folder.note_history("s", 1, ["a"])
    assert recorder.write(folder, "a", "b") == "- a\n- b\n"


def test_a_history_that_was_not_read_whole_is_written_whole(folder):
    folder.note_unreadable("s/history.yml")
    (folder.path / "s").mkdir(parents=True)
    (folder.path / "s" / "history.yml").write_text("- 1\n")
    folder.note_history("s", 1, ["a"])
    assert Recorder().write(folder, "a", "b") == "- a\n- b\n"


def test_an_unreadable_file_is_kept_aside_once(folder):
    folder.write_mocks("s", "oops")
    folder.note_unreadable("s/mocks.yml")
    folder.write_mocks("s", "- a\n")
    folder.write_mocks("s", "- b\n")
    assert texts(folder.path) == {"mocks.yml": "- b\n", "mocks.yml.unreadable": "oops"}


def test_what_a_killed_process_left_unfinished_is_removed(folder):
    folder.clear_unfinished()
    folder.write_mocks("s", "- a\n")
    left = (".sessions.yml.7.tmp", "s/.mocks.yml.7.tmp", "s/.history.yml.99.tmp")
    for name in (*left, "notes.tmp", "s/.mine.yml.7.tmp"):
        (folder.path / name).write_text("x")
    folder.clear_unfinished()
    assert set(texts(folder.path)) == {"mocks.yml", "notes.tmp", ".mine.yml.7.tmp"}


def test_only_what_is_ours_is_removed(folder):
    for session_id in ("s", "t"):
        folder.write_mocks(session_id, "[]\n")
    Recorder().write(folder, "1")
    (folder.path / "s" / "mine.txt").write_text("keep")
    folder.remove("s")
    folder.remove("t")
    folder.remove("never-there")
    assert texts(folder.path) == {"mine.txt": "keep"}
    assert not (folder.path / "t").exists()
    assert Recorder().write(folder, "1", "2") == "- 1\n- 2\n"
