"""Point 4: saving a file takes effect within a second, atomically, whatever way it is saved."""

import itertools
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.acceptance.conftest import Start
from tests.acceptance.harness.clients import run_curl
from tests.acceptance.harness.load import Load, Sample
from tests.acceptance.harness.process import Smockproxy
from tests.acceptance.harness.waiting import wait_until

EFFECT = 1.0
"""Seconds after which a save must be in force."""
SLACK = 0.5
"""Seconds more that a machine with two cores may take while other tests run on it."""
PADDING = "# " + "padding " * 12 + "\n"


def mock(path: str, body: str, extra: str = "") -> str:
    return f"- {{request: {{path: {path}}}, {extra}response: {{body: {body}}}}}\n"


def ask(smockproxy: Smockproxy, path: str) -> str:
    answer = run_curl(f"{smockproxy.proxy}{path}")
    return answer.text if answer.status == 200 else str(answer.status)


def await_answer(smockproxy: Smockproxy, path: str, expected: str) -> None:
    """The change is in force within the second that is promised."""
    saved = time.monotonic()
    wait_until(lambda: ask(smockproxy, path) == expected, f"{path} to say {expected}", seconds=5)
    assert time.monotonic() - saved < EFFECT + SLACK


# -- one save at a time ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def shared(start_for_module: Start) -> Smockproxy:
    return start_for_module(mock("/a", "one"))


def test_a_change_a_new_file_and_a_removed_file(shared: Smockproxy) -> None:
    assert ask(shared, "/a") == "one"
    shared.write("mocks.yml", mock("/a", "two"))
    await_answer(shared, "/a", "two")
    added = shared.write("new/folder/more.yml", mock("/more", "more"))
    await_answer(shared, "/more", "more")
    added.unlink()
    await_answer(shared, "/more", "666")
    assert ask(shared, "/a") == "two"


def test_a_bad_file_keeps_its_previous_mocks_and_is_reported(shared: Smockproxy) -> None:
    shared.write("frail.yml", mock("/frail", "good"))
    await_answer(shared, "/frail", "good")
    shared.write("frail.yml", "- request: {path: /frail}\n  respons: {body: bad}\n")

    def errors() -> list[object]:
        return [one for one in shared.problems() if one["severity"] == "error"]

    problems = wait_until(errors, "the problem", seconds=EFFECT + SLACK)
    assert any("frail.yml" in str(problem) and "respons" in str(problem) for problem in problems)
    assert "frail.yml:2:" in shared.log()
    assert "did you mean" in shared.log().lower()
    assert ask(shared, "/frail") == "good"

    shared.write("frail.yml", mock("/frail", "mended"))
    await_answer(shared, "/frail", "mended")
    assert [one for one in shared.problems() if one["severity"] == "error"] == []


def test_counts_of_unchanged_mocks_survive(shared: Smockproxy) -> None:
    limited = "context: {times: 2}, "
    shared.write("counted.yml", mock("/same", "same", limited) + mock("/changed", "before", limited))
    await_answer(shared, "/same", "same")
    assert [ask(shared, "/changed") for _ in range(3)] == ["before", "before", "666"]

    moved = "# a comment that moves every line\n\n"
    changed = mock("/changed", "after", limited)
    shared.write("counted.yml", moved + mock("/same", "same", limited) + changed + mock("/new", "new"))
    await_answer(shared, "/new", "new")

    assert [ask(shared, "/same") for _ in range(2)] == ["same", "666"]
    assert [ask(shared, "/changed") for _ in range(3)] == ["after", "after", "666"]


def test_mocks_by_the_api_survive_a_reload(shared: Smockproxy) -> None:
    shared.upload(mock("/by-api", "from the API"))
    shared.write("beside.yml", mock("/beside", "beside"))
    await_answer(shared, "/beside", "beside")

    assert ask(shared, "/by-api") == "from the API"


def test_no_reload_takes_no_change(start: Start) -> None:
    smockproxy = start(mock("/a", "one"), "--no-reload")
    smockproxy.write("mocks.yml", mock("/a", "two"))
    time.sleep(EFFECT + 0.3)

    assert ask(smockproxy, "/a") == "one"


# -- many saves of all kinds under load --------------------------------------------------------------------


def versioned(path: str, version: int) -> str:
    """A file whose first mock answers `half` unless its last mock, which says the version, was read too."""
    return mock(path, "half") + PADDING * 40 + mock(path, f"version {version}")


def save_by_rename(path: Path, text: str) -> None:
    new = path.with_name(f".{path.name}.new")
    new.write_text(text)
    new.rename(path)


def save_by_truncating(path: Path, text: str) -> None:
    path.write_text(text)


def save_in_pieces(path: Path, text: str) -> None:
    """Truncate, then write line by line with a flush, and a pause where a reader would see half of it."""
    with path.open("w") as file:
        file.write(text[: len(text) // 3])
        file.flush()
        time.sleep(0.005)
        file.write(text[len(text) // 3 : -20])
        file.flush()
        time.sleep(0.005)
        file.write(text[-20:])


def save_like_vim(path: Path, text: str) -> None:
    """A swap file, a test file, the old file moved away as a backup, the new one written anew."""
    swap, backup, probe = (
        path.with_name(f".{path.name}.swp"),
        path.with_name(f"{path.name}~"),
        path.parent / "4913",
    )
    swap.write_bytes(b"b0VIM 9.0" + bytes(100))
    probe.touch()
    probe.unlink()
    path.rename(backup)
    save_in_pieces(path, text)
    backup.unlink()
    swap.unlink()


def save_in_place(path: Path, text: str) -> None:
    """Overwrite without truncating first: the same length each time."""
    with path.open("r+") as file:
        file.write(text)
        file.truncate()


KINDS: list[Callable[[Path, str], None]] = [
    save_by_rename,
    save_by_truncating,
    save_in_pieces,
    save_like_vim,
    save_in_place,
]


def judge(samples: list[Sample], replaced_at: dict[tuple[str, str], float]) -> list[str]:
    """What was wrong: an answer from a half-read file, or of a version that was gone for too long."""
    wrong = []
    for sample in samples:
        gone = sample.asked_at - replaced_at.get((sample.path, sample.body), sample.asked_at)
        if sample.status != 200 or sample.body == "half":
            wrong.append(f"{sample.path}: {sample.status} {sample.body}")
        elif gone > EFFECT + SLACK:
            wrong.append(f"{sample.path}: {sample.body!r} {gone:.2f} s after it was replaced")
    return wrong


def test_a_thousand_saves_of_all_kinds_in_turn(start: Start) -> None:
    """Ten files, saved one after the other, each in its own way, without a rest."""
    names = [f"/file-{number}" for number in range(2 * len(KINDS))]
    smockproxy = start({f"file{number}.yml": versioned(name, 0) for number, name in enumerate(names)})
    replaced_at: dict[tuple[str, str], float] = {}
    cycle = itertools.cycle(names)
    with Load(smockproxy.proxy, lambda _number: next(cycle)) as load:
        for version in range(1, 101):
            for number, name in enumerate(names):
                save = KINDS[number % len(KINDS)]
                save(smockproxy.mocks / f"file{number}.yml", versioned(name, version))
                replaced_at[name, f"version {version - 1}"] = time.monotonic()
                time.sleep(0.02)
        time.sleep(EFFECT)

    assert load.errors == []
    assert judge(load.samples, replaced_at) == []
    assert [ask(smockproxy, name) for name in names] == ["version 100"] * len(names)
    seen = {sample.body for sample in load.samples}
    assert len(seen) > 10, f"the load hardly saw the saves: {seen}"
    assert [one for one in smockproxy.problems() if one["severity"] == "error"] == []


def test_one_file_that_is_saved_all_the_time(start: Start) -> None:
    """Fifty renames a second leave no quiet moment, and still the file is not out of date for a second."""
    smockproxy = start({"file.yml": versioned("/busy", 0)})
    replaced_at: dict[tuple[str, str], float] = {}
    with Load(smockproxy.proxy, lambda _number: "/busy") as load:
        for version in range(1, 200):
            save_by_rename(smockproxy.mocks / "file.yml", versioned("/busy", version))
            replaced_at["/busy", f"version {version - 1}"] = time.monotonic()
            time.sleep(0.02)
        time.sleep(EFFECT)

    assert judge(load.samples, replaced_at) == []
    assert ask(smockproxy, "/busy") == "version 199"


FILES = 200


def git(folder: Path, *arguments: str) -> None:
    names = ["-c", "user.name=A", "-c", "user.email=a@a.test", "-c", "init.defaultBranch=main"]
    subprocess.run(["git", *names, *arguments], cwd=folder, check=True, timeout=30, capture_output=True)


def commit_version(folder: Path, version: int) -> None:
    for number in range(FILES):
        path = folder / f"part{number % 7}" / f"file{number}.yml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(versioned(f"/tree/{number}", version))
    (folder / f"only{version}.yml").write_text(mock(f"/only/{version}", "here"))
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", f"version {version}")
    git(folder, "tag", f"v{version}")
    git(folder, "rm", "--quiet", f"only{version}.yml")


def test_checkouts_of_two_hundred_files(start: Start, tmp_path: Path) -> None:
    smockproxy = start(mock("/before", "here"))
    work = tmp_path / "work"
    work.mkdir()
    git(work, "init", "--quiet")
    for version in range(4):
        commit_version(work, version)
    git(smockproxy.mocks, "clone", "--quiet", str(work), "tree")
    tree = smockproxy.mocks / "tree"
    git(tree, "checkout", "--quiet", "v0")
    await_all(smockproxy, 0)

    replaced_at: dict[tuple[str, str], float] = {}
    paths = itertools.cycle(f"/tree/{number}" for number in range(FILES))
    with Load(smockproxy.proxy, lambda _number: next(paths)) as load:
        for version in range(1, 4):
            git(tree, "checkout", "--quiet", f"v{version}")
            now = time.monotonic()
            old = f"version {version - 1}"
            replaced_at |= {(f"/tree/{number}", old): now for number in range(FILES)}
            time.sleep(EFFECT + SLACK)
            assert ask(smockproxy, f"/only/{version}") == "here"
            assert ask(smockproxy, f"/only/{version - 1}") == "666"

    assert load.errors == []
    assert judge(load.samples, replaced_at) == []
    await_all(smockproxy, 3)


def await_all(smockproxy: Smockproxy, version: int) -> None:
    for number in (0, FILES // 2, FILES - 1):
        path, expected = f"/tree/{number}", f"version {version}"
        wait_until(lambda path=path, expected=expected: ask(smockproxy, path) == expected, path, seconds=5)
