"""What tells that a file was saved."""

import os

import pytest

from smockproxy.files.version import Version, named_signature, signature_of, version_of, was_written


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "a.yml"
    path.write_text("[]")
    return path


def test_a_save_shows(file):
    before = signature_of(file)
    file.write_text("[ ]")
    assert signature_of(file) != before
    assert was_written(before, signature_of(file))


def test_a_file_of_the_same_size_and_time_put_in_its_place_shows(file, tmp_path):
    before = signature_of(file)
    other = tmp_path / "b"
    other.write_text(file.read_text())
    os.utime(other, ns=(0, before[0]))
    other.replace(file)
    assert signature_of(file)[:2] == before[:2]
    assert signature_of(file) != before


def test_a_file_that_was_moved_was_not_written(file, tmp_path):
    before = signature_of(file)
    file.rename(tmp_path / "b.yml")
    assert not was_written(before, signature_of(tmp_path / "b.yml"))


@pytest.mark.parametrize("name", ["nothing.yml", "folder", "a\0b"])
def test_what_is_no_file_has_no_signature(tmp_path, name):
    (tmp_path / "folder").mkdir()
    assert signature_of(tmp_path / name) is None
    assert version_of(tmp_path / name) is None
    assert was_written(signature_of(tmp_path / name), (1, 2, 3, 4))


def test_a_version_has_the_files_that_are_named(file, tmp_path):
    empty = tmp_path / "empty"
    empty.touch()
    version = version_of(file, [empty, tmp_path / "nothing"])
    assert version == Version(signature_of(file), (signature_of(empty), None))
    assert (version.is_missing_something, version.has_something_empty) == (True, True)


def test_a_version_of_one_file(file):
    version = version_of(file)
    assert version == Version(signature_of(file))
    assert (version.is_missing_something, version.has_something_empty) == (False, False)
    file.write_text("")
    assert version_of(file).has_something_empty


def test_a_folder_that_is_named_changes_with_the_names_in_it(file, tmp_path):
    folder = tmp_path / "templates"
    folder.mkdir()
    os.utime(folder, ns=(0, 0))
    before = version_of(file, [folder])
    assert not before.has_something_empty
    assert not before.is_missing_something
    (folder / "a.j2").touch()
    assert version_of(file, [folder]) != before
    assert named_signature(file) == signature_of(file)
    assert named_signature(tmp_path / "none") is None
