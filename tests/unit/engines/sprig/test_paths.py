"""Paths: slashes at the ends and in a row, dots, and nothing at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smockproxy.engines.sprig import paths

PATHS = st.text(alphabet="ab./", max_size=12)


@given(PATHS)
def test_a_clean_path_stays_as_it_is(path):
    cleaned = paths.clean(path)
    assert paths.clean(cleaned) == cleaned != ""
    assert paths.is_absolute(cleaned) == path.startswith("/")
    assert "//" not in cleaned


@given(PATHS)
def test_the_last_part_has_no_slash_in_it(path):
    assert paths.base(path) == "/" or "/" not in paths.base(path)
    assert path.endswith(paths.extension(path))
    assert paths.extension(path).count(".") <= 1


@pytest.mark.parametrize(
    ("path", "cleaned"),
    [
        ("a/b/../../..", ".."),
        ("/../a", "/a"),
        ("///a", "/a"),
        ("//", "/"),
        ("./a/.", "a"),
        ("../a", "../a"),
        ("a/..", "."),
    ],
)
def test_dots_are_resolved(path, cleaned):
    assert paths.clean(path) == cleaned


@pytest.mark.parametrize(
    ("path", "directory", "base", "extension"),
    [
        ("a/b/", "a/b", "b", ""),
        ("//a", "/", "a", ""),
        ("../x.tar.gz", "..", "x.tar.gz", ".gz"),
        (".bashrc", ".", ".bashrc", ".bashrc"),
        ("a.", ".", "a.", "."),
        ("a/.b/c", "a/.b", "c", ""),
        ("/", "/", "/", ""),
    ],
)
def test_a_path_is_taken_apart(path, directory, base, extension):
    assert (paths.directory(path), paths.base(path), paths.extension(path)) == (directory, base, extension)
