"""Which files are mocks, and in which order."""

import os

import pytest

from smockproxy.files.discover import DEEPEST, discover, is_passed_over


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def put(tmp_path, *names):
    for name in names:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("[]")


def shown(*paths):
    found = discover(paths)
    assert found.problems == ()
    return [file.shown_as for file in found.files]


def test_a_folder_is_read_with_all_below_it_sorted_by_path(tmp_path):
    put(
        tmp_path,
        "m/b.yml",
        "m/a.yaml",
        "m/a/z.json",
        "m/a/b/c.yml",
        "m/B.YML",
        "m/readme.md",
        "m/x.txt",
        "m/c.py",
    )
    assert shown("m") == ["m/B.YML", "m/a.yaml", "m/a/b/c.yml", "m/a/z.json", "m/b.yml", "m/c.py"]


def test_paths_keep_their_order_and_each_file_counts_once(tmp_path):
    put(tmp_path, "m/a.yml", "m/b.yml", "n/a.yml")
    assert shown("n", "m/b.yml", "m", "./m") == ["n/a.yml", "m/b.yml", "m/a.yml"]


def test_a_file_that_is_named_may_have_any_name(tmp_path):
    put(tmp_path, "mocks.txt")
    assert shown("mocks.txt") == ["mocks.txt"]


@pytest.mark.parametrize(
    "name", [".a.yml", ".a.yml.swp", "a.yml~", "#a.yml#", ".#a.yml", "4913", ".git", "a.yml.bak~"]
)
def test_names_that_are_passed_over(name):
    assert is_passed_over(name)


def test_hidden_and_editors_files_are_passed_over(tmp_path):
    put(
        tmp_path,
        "m/.git/a.yml",
        "m/.a.yml",
        "m/#a.yml",
        "m/a.yml~",
        "m/4913",
        "m/.a.yml.swp",
        "m/a.yml.orig",
        "m/a.yml",
    )
    assert shown("m") == ["m/a.yml"]


def test_links_are_followed_and_loops_survived(tmp_path):
    put(tmp_path, "m/a.yml", "m/.elsewhere/b.yml")
    (tmp_path / "m" / "loop").symlink_to(tmp_path / "m")
    (tmp_path / "m" / "sub").symlink_to(tmp_path / "m" / ".elsewhere")
    (tmp_path / "m" / "sub2").symlink_to(tmp_path / "m" / ".elsewhere")
    (tmp_path / "m" / "z.yml").symlink_to(tmp_path / "m" / "a.yml")
    (tmp_path / "m" / "self.yml").symlink_to(tmp_path / "m" / "self.yml")
    assert shown("m") == ["m/a.yml", "m/self.yml", "m/sub/b.yml"]


def test_a_swapped_volume_is_read_through_its_links(tmp_path):
    put(tmp_path, "m/..2026/a.yml")
    (tmp_path / "m" / "..data").symlink_to("..2026")
    (tmp_path / "m" / "a.yml").symlink_to("..data/a.yml")
    assert shown("m") == ["m/a.yml"]


def test_a_folder_that_is_a_link_is_read(tmp_path):
    put(tmp_path, "release-1/a.yml")
    (tmp_path / "release-1" / "b.yml").symlink_to("a.yml")
    (tmp_path / "m").symlink_to("release-1")
    assert shown("m") == ["m/a.yml"]


def test_a_folder_behind_a_link_that_leads_outside_is_not_looked_into(tmp_path):
    put(tmp_path, "m/a.yml", "elsewhere/b.yml")
    (tmp_path / "m" / "sub").symlink_to(tmp_path / "elsewhere")
    found = discover(["m"])
    assert [file.shown_as for file in found.files] == ["m/a.yml"]
    (problem,) = found.problems
    assert (problem.file, problem.code) == ("m/sub", "outside")
    assert problem.message == (
        f"the symbolic link leads to the folder {tmp_path}/elsewhere, outside the mocks' folder m"
    )
    assert problem.hint == "copy the folder into it, or serve it under its own path beside it"


def test_a_link_that_leads_outside_does_not_stand_for_the_file_it_leads_to(tmp_path):
    put(tmp_path, "n/a.yml")
    (tmp_path / "m").mkdir()
    (tmp_path / "m" / "a.yml").symlink_to(tmp_path / "n" / "a.yml")
    assert shown("m", "n") == ["m/a.yml", "n/a.yml"]


def test_a_broken_link_is_found_so_that_it_is_told(tmp_path):
    put(tmp_path, "m/a.yml")
    (tmp_path / "m" / "b.yml").symlink_to("nothing")
    assert shown("m") == ["m/a.yml", "m/b.yml"]


def test_folders_are_not_looked_into_for_ever(tmp_path):
    put(tmp_path, "/".join(["m", *"d" * (DEEPEST - 1), "a.yml"]), "/".join(["m", *"d" * DEEPEST, "b.yml"]))
    assert len(shown("m")) == 1


@pytest.mark.parametrize(
    ("named", "hint"),
    [
        ("mock", 'did you mean "mocks"?'),
        ("mocks/helo.yml", 'did you mean "hello.yml"?'),
        ("a/b", ""),
        ("zzz", ""),
    ],
)
def test_a_path_that_is_not_there_is_a_problem(tmp_path, named, hint):
    put(tmp_path, "mocks/hello.yml")
    found = discover([named, "mocks"])
    assert [file.shown_as for file in found.files] == ["mocks/hello.yml"]
    (problem,) = found.problems
    assert (problem.file, problem.message, problem.hint) == (named, "there is no such file or folder", hint)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_that_may_not_be_read_is_a_problem(tmp_path):
    put(tmp_path, "m/a.yml", "m/closed/b.yml")
    (tmp_path / "m" / "closed").chmod(0)
    try:
        found = discover(["m"])
    finally:
        (tmp_path / "m" / "closed").chmod(0o700)
    assert [str(problem) for problem in found.problems] == [
        "m/closed: the folder cannot be read: Permission denied"
    ]
