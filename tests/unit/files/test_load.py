"""One file on disk."""

import os

import pytest

from smockproxy.files.load import LARGEST_FILE, load_file, pass_over
from smockproxy.files.reading import Declaration, Inspector
from smockproxy.files.version import signature_of, version_of
from smockproxy.matching import MATCHERS


def load(path, settle=None):
    return load_file(path, path.name, MATCHERS, settle)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "a.yml"
    path.write_text("- {id: x, response: {body: hi}}\n")
    return path


def test_a_file_is_read_with_its_signature(file):
    loaded = load(file)
    assert [mock.id for mock in loaded.mocks] == ["x"]
    assert loaded.signature == signature_of(file)
    assert (loaded.shown_as, loaded.problems, loaded.explicit_ids) == ("a.yml", (), {"x"})


def test_a_file_that_changes_while_it_is_read_is_not_taken(file):
    def save():
        file.write_text("- {id: x, response: {body: longer than before}}\n")

    assert load(file, save) is None


def test_a_file_that_is_replaced_while_it_is_read_is_taken_as_it_was(file, tmp_path):
    def save():
        (tmp_path / "new").write_text("[]")
        (tmp_path / "new").replace(file)

    assert [mock.id for mock in load(file, save).mocks] == ["x"]


def test_a_file_that_is_not_there(tmp_path):
    loaded = load(tmp_path / "a.yml")
    assert [str(problem) for problem in loaded.problems] == [
        "a.yml: the file cannot be read: No such file or directory"
    ]
    assert (loaded.mocks, loaded.signature) == ((), None)


@pytest.mark.timeout(5)
def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "a.yml")
    assert [problem.message for problem in load(tmp_path / "a.yml").problems] == ["this is no regular file"]


def test_a_folder_is_no_file(tmp_path):
    assert [problem.message for problem in load(tmp_path).problems] == ["this is no regular file"]


def test_a_file_that_is_too_large_is_not_read(tmp_path):
    path = tmp_path / "a.yml"
    with path.open("wb") as opened:
        opened.truncate(LARGEST_FILE + 1)
    loaded = load(path)
    assert [problem.message for problem in loaded.problems] == ["the file is larger than 64 MiB"]
    assert loaded.signature == signature_of(path)


def test_a_link_leads_to_its_file(file, tmp_path):
    link = tmp_path / "link.yml"
    link.symlink_to(file)
    assert load(link).signature == signature_of(file)


def test_a_link_that_leads_outside_the_folder_is_refused(file, tmp_path):
    folder = tmp_path / "mocks"
    folder.mkdir()
    link = folder / "link.yml"
    link.symlink_to(file)
    loaded = load_file(link, "mocks/link.yml", MATCHERS, root=folder)
    (problem,) = loaded.problems
    assert str(problem) == (
        f"mocks/link.yml: the symbolic link leads to {file}, outside the mocks' folder {folder}\n"
        "    hint: copy the file into the folder, or serve it under its own path beside the folder"
    )
    assert (loaded.mocks, loaded.signature) == ((), signature_of(file))


def test_the_files_that_it_names_belong_to_its_version(file, tmp_path):
    schema = tmp_path / "s.json"
    schema.write_text("{}")
    file.write_text("- {request: {json: {matcher: ShouldMatchSchema, file: s.json}}, response: {}}\n")
    loaded = load(file)
    assert loaded.beside == ((schema, signature_of(schema)),)
    assert loaded.named == (schema,)
    assert loaded.version == version_of(file, [schema], dict(loaded.above))


def test_a_file_of_python_is_a_module_or_none_of_ours(tmp_path):
    def read_module(_text, *, shown_as, path):
        assert (shown_as, path) == ("a.py", str(tmp_path / "a.py"))
        return [Declaration(2, "f", where="/x")]

    inspector = Inspector(read_module=read_module)
    path = tmp_path / "a.py"
    path.write_text("from smockproxy import mock\n@mock.get('/x')\ndef f(): pass\n")
    loaded = load_file(path, "a.py", MATCHERS, root=tmp_path, inspector=inspector)
    assert [str(mock.source) for mock in loaded.mocks] == ["a.py:2"]
    assert (loaded.is_of_mocks, loaded.has_errors, loaded.signature) == (True, False, signature_of(path))
    path.write_text("return 200\n")
    assert not load_file(path, "a.py", MATCHERS, root=tmp_path, inspector=inspector).is_of_mocks
    named = load_file(path, "a.py", MATCHERS, inspector=inspector)
    assert (named.is_of_mocks, named.has_errors) == (True, True)


def test_tables_are_told_and_one_is_passed_over(file):
    file.write_text("data: {a: rows/a.csv, b: [1], itself: a.yml}\nmocks: []\n")
    loaded = load(file)
    assert loaded.tables == {file.parent / "rows" / "a.csv"}
    passed = pass_over(file, "a.yml")
    assert (passed.is_table, passed.is_of_mocks, passed.mocks) == (True, False, ())
    assert passed.version == version_of(file)
