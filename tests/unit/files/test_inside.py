"""Whether a path stays inside a folder."""

from pathlib import Path

import pytest

from smockproxy.files.inside import outside, real_path, shown_path


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "m" / "sub").mkdir(parents=True)
    return tmp_path / "m"


@pytest.mark.parametrize("name", ["", "a.yml", "sub/a.yml", "sub/../a.yml", "nothing/there"])
def test_what_is_inside(folder, name):
    assert outside(folder / name, folder) is None


@pytest.mark.parametrize("name", ["..", "../m2/a.yml", "sub/../../a.yml"])
def test_what_is_outside(folder, name):
    assert outside(folder / name, folder) == (folder / name).resolve()


def test_links_count_by_where_they_lead(folder, tmp_path):
    (folder / "in").symlink_to("sub")
    (folder / "out").symlink_to(tmp_path)
    (folder / "broken").symlink_to("../nothing")
    (folder / "back").symlink_to("../m/sub")
    assert outside(folder / "in" / "a.yml", folder) is None
    assert outside(folder / "back", folder) is None
    assert outside(folder / "out" / "a.yml", folder) == tmp_path / "a.yml"
    assert outside(folder / "broken", folder) == tmp_path / "nothing"


def test_the_folder_may_be_a_link(folder, tmp_path):
    (tmp_path / "current").symlink_to("m")
    assert outside(tmp_path / "current" / "a.yml", tmp_path / "current") is None
    assert outside(folder / "a.yml", tmp_path / "current") is None


def test_a_circle_leads_nowhere(folder, monkeypatch):
    def circle(_path):
        raise RuntimeError("Symlink loop")

    monkeypatch.setattr(Path, "resolve", circle)
    assert real_path(folder) is None
    assert outside(folder / "a", folder) is None


def test_a_path_is_shown_on_one_line():
    assert shown_path(Path("a\nb")) == "a\\nb"
    assert len(shown_path(Path("x" * 1000))) == 301
