"""The store: what is in force while files are saved, broken, emptied, deleted. Nothing here sleeps."""

import json
import os

import pytest

from smockproxy.core.problem import Severity
from smockproxy.files.reading import Declaration, Inspector, ModuleError
from smockproxy.files.store import SETTLE, FileStore, Snapshot
from smockproxy.matching import MATCHERS


class Clock:
    """A steady clock that only moves when it is told to."""

    def __init__(self):
        self.now = 100.0
        self.pauses = []

    def __call__(self):
        return self.now

    def pause(self, seconds):
        self.pauses.append(seconds)
        self.now += seconds


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "mocks"
    path.mkdir()
    return path


@pytest.fixture
def store(folder, clock):
    return FileStore(["mocks"], MATCHERS, clock=clock, pause=clock.pause)


def save(path, body, **more):
    """Save a mock so that the signature changes, however coarse the file system's clock is."""
    mock_id = f"id: {more['mock_id']}, " if "mock_id" in more else ""
    path.write_text(f"- {{{mock_id}response: {{body: {body}}}}}\n")
    stamp(path)


def stamp(path, counter=[1]):  # noqa: B006 - one counter for the whole module
    counter[0] += 1
    os.utime(path, ns=(0, counter[0] * 1_000_000_000))


def bodies(snapshot):
    return [mock.responder.response.body.decode() for mock in snapshot.mocks]


def settled(store, clock, wait=0.081):
    """Look, wait for as long as a save takes to settle, and look again."""
    assert store.refresh() is None
    clock.now += wait
    return store.refresh()


def test_everything_is_read_at_once(store, folder):
    save(folder / "b.yml", "b")
    save(folder / "a.yml", "a")
    snapshot = store.load_all()
    assert bodies(snapshot) == ["a", "b"]
    assert (snapshot.files, snapshot.problems) == (("mocks/a.yml", "mocks/b.yml"), ())
    assert store.refresh() is None
    assert store.next_look() is None


def test_a_bad_file_has_no_mocks_at_first(store, folder):
    save(folder / "a.yml", "a")
    (folder / "b.yml").write_text("- response: {statsu: 1}\n- response: {}\n")
    snapshot = store.load_all()
    assert bodies(snapshot) == ["a"]
    assert [problem.place for problem in snapshot.problems] == ["mocks/b.yml:1:14"]
    assert snapshot.files == ("mocks/a.yml", "mocks/b.yml")


def test_a_saved_file_is_taken_when_it_has_settled(store, folder, clock):
    save(folder / "a.yml", "old")
    store.load_all()
    save(folder / "a.yml", "new")
    assert store.refresh() is None
    assert store.next_look() == pytest.approx(0.08)
    clock.now += 0.079
    assert store.refresh() is None
    clock.now += 0.002
    assert bodies(store.refresh()) == ["new"]
    assert store.next_look() is None
    assert store.refresh() is None


def test_a_save_in_several_writes_is_taken_whole(store, folder, clock):
    save(folder / "a.yml", "old")
    store.load_all()
    for piece in ("", "- response:\n", "- response:\n    body: half\n"):
        (folder / "a.yml").write_text(piece)
        stamp(folder / "a.yml")
        assert store.refresh() is None
        clock.now += 0.05
    save(folder / "a.yml", "whole")
    assert bodies(settled(store, clock)) == ["whole"]


def test_a_file_that_changed_and_changed_back_is_left_alone(store, folder, clock):
    path = folder / "a.yml"
    save(path, "same")
    store.load_all()
    path.rename(folder / "away.txt")
    assert store.refresh() is None
    (folder / "away.txt").rename(path)
    assert settled(store, clock) is None


def test_an_empty_file_waits_longer(store, folder, clock):
    save(folder / "a.yml", "a")
    store.load_all()
    (folder / "a.yml").write_text("")
    assert settled(store, clock, 0.45) is None
    clock.now += 0.06
    assert bodies(store.refresh()) == []


def test_a_deleted_file_is_dropped(store, folder, clock):
    save(folder / "a.yml", "a")
    save(folder / "b.yml", "b")
    store.load_all()
    (folder / "a.yml").unlink()
    snapshot = settled(store, clock, 0.301)
    assert (bodies(snapshot), snapshot.files) == (["b"], ("mocks/b.yml",))


def test_a_file_that_is_gone_for_a_moment_keeps_its_place(store, folder, clock):
    for name in "abc":
        save(folder / f"{name}.yml", name)
    store.load_all()
    (folder / "b.yml").unlink()
    assert store.refresh() is None
    save(folder / "b.yml", "new")
    assert bodies(settled(store, clock)) == ["a", "new", "c"]


def test_a_new_file_is_taken_in_its_place(store, folder, clock):
    save(folder / "a.yml", "a")
    save(folder / "c.yml", "c")
    store.load_all()
    save(folder / "b.yml", "b")
    assert bodies(settled(store, clock)) == ["a", "b", "c"]


def test_a_file_that_becomes_bad_keeps_its_mocks_and_says_why(store, folder, clock):
    save(folder / "a.yml", "good")
    store.load_all()
    (folder / "a.yml").write_text("- response: {body: [}\n")
    bad = settled(store, clock)
    assert (bodies(bad), len(bad.problems)) == (["good"], 1)
    save(folder / "a.yml", "better")
    better = settled(store, clock)
    assert (bodies(better), better.problems) == (["better"], ())


def test_files_of_one_checkout_are_taken_in_one_step(store, folder, clock):
    for number in range(20):
        save(folder / f"{number:02}.yml", "old")
    store.load_all()
    for number in range(20):
        save(folder / f"{number:02}.yml", "new")
        assert store.refresh() is None
        clock.now += 0.01
    clock.now += 0.08
    assert bodies(store.refresh()) == ["new"] * 20


def test_a_file_saved_without_end_is_taken_within_the_second(store, folder, clock):
    path = folder / "a.yml"
    save(path, "0")
    store.load_all()
    began, taken = clock.now, None
    for number in range(1, 200):
        other = folder / "new"
        save(other, number)
        other.replace(path)
        taken = store.refresh()
        if taken:
            break
        clock.now += 0.01
    assert bodies(taken) == [str(number)]
    assert clock.now - began < 0.6
    assert clock.pauses == [SETTLE]


def test_a_file_written_to_while_it_is_hurried_is_not_taken(store, folder, clock):
    path = folder / "a.yml"
    save(path, "old")
    store.load_all()

    def write_on(_seconds):
        with path.open("a") as opened:
            opened.write("# more\n")

    clock.pause = write_on
    hurried = FileStore(["mocks"], MATCHERS, clock=clock, pause=write_on)
    hurried.load_all()
    for number in range(60):
        save(path, number)
        assert hurried.refresh() is None
        clock.now += 0.01


def test_one_that_never_rests_does_not_hold_up_the_others(store, folder, clock):
    save(folder / "a.yml", "old")
    save(folder / "b.yml", "old")
    store.load_all()
    save(folder / "a.yml", "new")
    for number in range(51):
        save(folder / "b.yml", number)
        found = store.refresh()
        clock.now += 0.01
        if found:
            break
    assert bodies(found)[0] == "new"


def test_a_file_that_changes_while_everything_is_read_is_read_again(store, folder, clock, monkeypatch):
    save(folder / "a.yml", "a")
    monkeypatch.setattr("smockproxy.files.store.load_file", lambda *_, **__: None)
    assert store.load_all().mocks == ()
    monkeypatch.undo()
    monkeypatch.chdir(folder.parent)
    clock.now += 0.081
    assert bodies(store.refresh()) == ["a"]


def test_a_folder_may_come_and_go(store, folder, clock):
    save(folder / "a.yml", "a")
    store.load_all()
    folder.rename(folder.parent / "away")
    gone = store.refresh()
    assert (bodies(gone), [problem.file for problem in gone.problems]) == (["a"], ["mocks"])
    clock.now += 0.301
    assert bodies(store.refresh()) == []
    (folder.parent / "away").rename(folder)
    assert store.refresh() == Snapshot()
    clock.now += 0.081
    assert bodies(store.refresh()) == ["a"]


def test_a_broken_link_is_told_once_and_then_taken_when_it_leads_somewhere(store, folder, clock):
    (folder / "a.yml").symlink_to("target.txt")
    told = store.load_all()
    assert [problem.file for problem in told.problems] == ["mocks/a.yml"]
    assert settled(store, clock) is None
    assert store.next_look() is None
    save(folder / "target.txt", "a")
    taken = settled(store, clock)
    assert (bodies(taken), taken.problems) == (["a"], ())


def test_a_touched_file_changes_nothing(store, folder, clock):
    save(folder / "a.yml", "a")
    store.load_all()
    stamp(folder / "a.yml")
    assert settled(store, clock) is None
    assert store.next_look() is None


def test_the_same_id_in_two_files_leaves_out_the_later_mock(store, folder, clock):
    save(folder / "a.yml", "a", mock_id="x")
    (folder / "b.yml").write_text("- {response: {body: b}}\n- {id: x, response: {body: c}}\n")
    snapshot = store.load_all()
    assert bodies(snapshot) == ["a", "b"]
    assert [str(problem).splitlines()[0] for problem in snapshot.problems] == [
        'mocks/b.yml:2:1: the id "x" is also the id of a mock in mocks/a.yml'
    ]
    (folder / "a.yml").unlink()
    healed = settled(store, clock, 0.301)
    assert (bodies(healed), healed.problems) == (["b", "c"], ())


def test_a_mock_that_did_not_change_keeps_its_id(store, folder, clock):
    save(folder / "a.yml", "a")
    (before,) = store.load_all().mocks
    (folder / "a.yml").write_text("- response: {body: new}\n" + (folder / "a.yml").read_text())
    new, after = settled(store, clock).mocks
    assert (after.id, after.source.line) == (before.id, 2)
    assert new.id != before.id


def test_a_file_that_rests_is_read_then_although_others_of_the_same_save_still_move(store, folder, clock):
    save(folder / "a.yml", "a1")
    save(folder / "b.yml", "b1")
    store.load_all()
    save(folder / "a.yml", "a2")
    for step in range(7):
        save(folder / "b.yml", f"b{step + 2}")
        assert store.refresh() is None
        clock.now += 0.07
    (folder / "a.yml").write_text("- {response: {body: half")
    stamp(folder / "a.yml")
    clock.now += 0.07
    assert bodies(store.refresh())[0] == "a2"


def test_a_file_that_was_gone_while_others_moved_is_gone(store, folder, clock):
    save(folder / "a.yml", "a1")
    save(folder / "b.yml", "b1")
    store.load_all()
    (folder / "a.yml").unlink()
    for step in range(8):
        save(folder / "b.yml", f"b{step + 2}")
        assert store.refresh() is None
        clock.now += 0.07
    assert bodies(store.refresh()) == ["b9"]


def test_a_volume_is_swapped_under_its_links(store, folder, clock):
    for version in ("1", "2"):
        (folder / f"..{version}").mkdir()
        save(folder / f"..{version}" / "a.yml", version)
    (folder / "..data").symlink_to("..1")
    (folder / "a.yml").symlink_to("..data/a.yml")
    assert bodies(store.load_all()) == ["1"]
    (folder / "..data_tmp").symlink_to("..2")
    (folder / "..data_tmp").replace(folder / "..data")
    swapped = settled(store, clock)
    assert (bodies(swapped), swapped.problems, swapped.files) == (["2"], (), ("mocks/a.yml",))


def test_a_folder_that_is_a_link_is_swapped(folder, clock):
    folder.rmdir()
    for version in ("1", "2"):
        (folder.parent / version).mkdir()
        save(folder.parent / version / "a.yml", version)
    folder.symlink_to("1")
    store = FileStore(["mocks"], MATCHERS, clock=clock, pause=clock.pause)
    assert bodies(store.load_all()) == ["1"]
    folder.unlink()
    folder.symlink_to("2")
    assert bodies(settled(store, clock)) == ["2"]


def test_a_link_turned_outside_keeps_the_previous_mocks_until_it_is_turned_back(store, folder, clock):
    save(folder / "in.txt", "in")
    save(folder.parent / "out.txt", "out")
    link = folder / "a.yml"
    link.symlink_to("in.txt")
    store.load_all()
    link.unlink()
    link.symlink_to("../out.txt")
    turned = settled(store, clock)
    assert (bodies(turned), [problem.code for problem in turned.problems]) == (["in"], ["outside"])
    link.unlink()
    link.symlink_to("in.txt")
    back = settled(store, clock)
    assert (bodies(back), back.problems) == (["in"], ())


def save_schema(folder, text, name="s.json"):
    (folder / name).write_text(text)
    stamp(folder / name)


def use_schema(folder, name="s.json", file="a.yml"):
    (folder / file).write_text(
        f"- request: {{json: {{matcher: ShouldMatchSchema, file: {name}}}}}\n  response: {{body: {file}}}\n"
    )
    stamp(folder / file)


def schemas(snapshot):
    conditions = (mock.conditions.all_of[0] for mock in snapshot.mocks if mock.conditions.all_of)
    return [condition.matcher.arguments["value"] for condition in conditions]


def test_a_schema_beside_is_no_file_of_mocks_and_its_save_is_taken(store, folder, clock):
    save_schema(folder, '{"type": "object"}')
    use_schema(folder)
    save(folder / "b.yml", "b")
    snapshot = store.load_all()
    assert (schemas(snapshot), snapshot.problems) == ([{"type": "object"}], ())
    assert snapshot.files == ("mocks/a.yml", "mocks/b.yml")
    save_schema(folder, '{"type": "array"}')
    taken = settled(store, clock)
    assert (schemas(taken), taken.problems) == ([{"type": "array"}], ())
    assert taken.mocks[1] is snapshot.mocks[1]
    assert store.refresh() is None
    assert store.next_look() is None


def test_a_broken_schema_keeps_the_previous_mocks(store, folder, clock):
    save_schema(folder, '{"type": "object"}')
    use_schema(folder)
    store.load_all()
    save_schema(folder, '{"type": "objct"}')
    broken = settled(store, clock)
    assert schemas(broken) == [{"type": "object"}]
    (told,) = broken.problems
    assert (told.place, told.path) == ("mocks/a.yml:1:54", "[0].request.json.file")
    save_schema(folder, '{"type": "array"}')
    mended = settled(store, clock)
    assert (schemas(mended), mended.problems) == ([{"type": "array"}], ())


def test_a_missing_schema_is_waited_for(store, folder, clock):
    use_schema(folder)
    missing = store.load_all()
    assert (missing.mocks, len(missing.problems)) == ((), 1)
    save_schema(folder, "true")
    found = settled(store, clock)
    assert (schemas(found), found.problems) == ([True], ())
    (folder / "s.json").unlink()
    assert settled(store, clock) is None
    clock.now += 0.3
    gone = store.refresh()
    assert (schemas(gone), len(gone.problems)) == ([True], 1)
    assert store.next_look() is None


def test_a_schema_saved_in_several_writes_is_taken_whole(store, folder, clock):
    save_schema(folder, '{"type": "object"}')
    use_schema(folder)
    store.load_all()
    for piece in ("", '{"type":', '{"type": "arr'):
        save_schema(folder, piece)
        assert store.refresh() is None
        clock.now += 0.05
    save_schema(folder, '{"type": "array"}')
    assert schemas(settled(store, clock)) == [{"type": "array"}]


def test_a_schema_stays_one_while_the_file_that_names_it_is_broken(store, folder, clock):
    save_schema(folder, "{}")
    use_schema(folder)
    store.load_all()
    (folder / "a.yml").write_text("- {request: {json: {matcher: ShouldMatchSchema, file: s.json}\n")
    broken = settled(store, clock)
    assert schemas(broken) == [{}]
    assert {problem.file for problem in broken.problems} == {"mocks/a.yml"}


def test_files_of_mocks_that_name_each_other_are_told(store, folder):
    use_schema(folder, name="b.yml", file="a.yml")
    use_schema(folder, name="a.yml", file="b.yml")
    use_schema(folder, name="c.yml", file="c.yml")
    told = store.load_all()
    assert {problem.file for problem in told.problems} == {"mocks/a.yml", "mocks/b.yml", "mocks/c.yml"}


def test_a_file_of_mocks_that_is_named_by_mistake_keeps_its_mocks(store, folder, clock):
    save(folder / "b.yml", "b")
    save(folder / "a.yml", "a")
    assert bodies(store.load_all()) == ["a", "b"]
    use_schema(folder, name="b.yml")
    named = settled(store, clock)
    assert (bodies(named), {problem.file for problem in named.problems}) == (["a", "b"], {"mocks/a.yml"})


def test_a_swapped_volume_with_a_schema(store, folder, clock):
    for version, schema in (("1", '{"type": "object"}'), ("2", '{"type": "array"}')):
        (folder / f"..{version}").mkdir()
        save_schema(folder / f"..{version}", schema)
        use_schema(folder / f"..{version}")
    (folder / "..data").symlink_to("..1")
    for name in ("a.yml", "s.json"):
        (folder / name).symlink_to(f"..data/{name}")
    assert schemas(store.load_all()) == [{"type": "object"}]
    (folder / "..data_tmp").symlink_to("..2")
    (folder / "..data_tmp").replace(folder / "..data")
    swapped = settled(store, clock)
    assert (schemas(swapped), swapped.problems) == ([{"type": "array"}], ())


def scripts(snapshot):
    return [(mock.responder.script, mock.responder.file, mock.id) for mock in snapshot.mocks]


@pytest.mark.parametrize("name", ["answer.lua", "answer.yml"])
def test_a_script_in_a_file_of_its_own_is_put_in_force_when_it_is_saved(folder, store, clock, name):
    (folder / "a.yml").write_text(f"- dynamic_response: {{engine: go_template, file: {name}}}\n")
    script = folder / name
    script.write_text("status: 201\n")
    before = store.load_all()
    assert before.problems == ()
    ((text, file, mock_id),) = scripts(before)
    assert (text, file) == ("status: 201\n", f"mocks/{name}")
    script.write_text("status: 202\n")
    stamp(script)
    assert scripts(settled(store, clock)) == [("status: 202\n", f"mocks/{name}", mock_id)]
    script.unlink()
    gone = settled(store, clock, 0.301)
    assert scripts(gone) == [("status: 202\n", f"mocks/{name}", mock_id)]
    assert [problem.path for problem in gone.problems] == ["[0].dynamic_response.file"]


def test_a_script_that_does_not_compile_leaves_the_one_before_in_force(folder, clock):
    def compile_flaws(scripts):
        return [("boom", 1) if script == "bad" else None for _, script in scripts]

    store = FileStore(["mocks"], MATCHERS, clock=clock, pause=clock.pause, inspector=Inspector(compile_flaws))
    mock = folder / "a.yml"
    mock.write_text("- dynamic_response: {engine: python, script: good}\n")
    before = store.load_all()
    mock.write_text("- dynamic_response: {engine: python, script: bad}\n")
    stamp(mock)
    after = settled(store, clock)
    assert after.mocks == before.mocks
    assert [problem.message for problem in after.problems] == ["not Python: boom"]


def module(name, complaint=""):
    return f"from smockproxy import mock\n# {name} {complaint}\n"


def read_module(text, **_named):
    _, name, *complaint = text.splitlines()[1].split()
    if complaint == ["fails"]:
        raise ModuleError("it fails", 2)
    return [Declaration(2, name, where=f"/{name}", complaint="".join(complaint))]


def functions(snapshot):
    return [json.loads(mock.responder.script)["function"] for mock in snapshot.mocks]


@pytest.mark.parametrize("complaint", ["wrong", "fails"])
def test_a_broken_module_leaves_the_one_before_in_force(folder, clock, complaint):
    inspector = Inspector(read_module=read_module)
    store = FileStore(["mocks"], MATCHERS, clock=clock, pause=clock.pause, inspector=inspector)
    (folder / "other.py").write_text("return 200\n")
    path = folder / "a.py"
    path.write_text(module("one"))
    stamp(path)
    before = store.load_all()
    assert (functions(before), before.files, before.problems) == (["one"], ("mocks/a.py",), ())
    path.write_text(module("two", complaint))
    stamp(path)
    after = settled(store, clock)
    assert functions(after) == ["one"]
    assert [problem.place for problem in after.problems] == ["mocks/a.py:2:1"]
    path.write_text(module("three"))
    stamp(path)
    assert functions(settled(store, clock)) == ["three"]


def test_a_warning_does_not_keep_a_file_from_being_taken(folder, clock):
    flaws = Inspector(lambda scripts: [("odd", 1) if text == "odd" else None for _, text in scripts])
    store = FileStore(["mocks"], MATCHERS, clock=clock, pause=clock.pause, inspector=flaws)
    mock = folder / "a.yml"
    mock.write_text("- dynamic_response: {engine: lua, script: good}\n")
    store.load_all()
    mock.write_text("- dynamic_response: {engine: lua, script: odd}\n")
    stamp(mock)
    after = settled(store, clock)
    assert [mock.responder.script for mock in after.mocks] == ["odd"]
    assert [problem.severity for problem in after.problems] == [Severity.WARNING]


# -- tables, which are files of rows that a file of mocks names ---------------------------------


ASKING = (
    "data: {users: users.json}\nmocks: [{response: {template: true, body: \"{{ lookup('users', 1) }}\"}}]\n"
)
ROWS = '[{"id": 1, "response": {"body": "a row"}}]'


def rows(snapshot):
    (mock,) = snapshot.mocks
    ((_, table),) = mock.tables
    return table.all()


@pytest.mark.parametrize("padding", ["", " " * 1000])
def test_a_table_is_no_file_of_mocks_whichever_of_the_two_is_read_first(store, folder, padding):
    (folder / "mocks.yml").write_text(ASKING)
    (folder / "users.json").write_text(ROWS + padding)
    snapshot = store.load_all()
    assert (snapshot.files, snapshot.problems) == (("mocks/mocks.yml",), ())
    assert rows(snapshot) == json.loads(ROWS)
    assert store.refresh() is None


def test_a_table_that_changes_is_read_by_whoever_names_it(store, folder, clock):
    (folder / "mocks.yml").write_text(ASKING)
    (folder / "users.json").write_text(ROWS)
    store.load_all()
    (folder / "users.json").write_text("[]")
    stamp(folder / "users.json")
    assert rows(settled(store, clock)) == []


def test_a_broken_table_leaves_the_rows_as_they_were(store, folder, clock):
    (folder / "mocks.yml").write_text(ASKING)
    (folder / "users.json").write_text(ROWS)
    store.load_all()
    (folder / "users.json").write_text("[\n{]")
    stamp(folder / "users.json")
    snapshot = settled(store, clock)
    assert rows(snapshot) == json.loads(ROWS)
    assert [problem.message.partition(": not")[0] for problem in snapshot.problems] == ["users.json:2"]


def test_a_file_that_is_no_table_any_more_has_mocks_again(store, folder, clock):
    (folder / "mocks.yml").write_text(ASKING)
    (folder / "users.json").write_text(ROWS.replace('"id": 1, ', ""))
    store.load_all()
    (folder / "mocks.yml").write_text("- response: {body: plain}\n")
    stamp(folder / "mocks.yml")
    assert bodies(settled(store, clock)) == ["plain"]
    assert bodies(settled(store, clock)) == ["plain", "a row"]
