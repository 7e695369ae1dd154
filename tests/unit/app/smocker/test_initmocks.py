import pytest

from smockproxy.app.sessions.instance import Instance
from smockproxy.app.settings.table import Settings
from smockproxy.app.smocker.initmocks import EXCLUSIVE, InitMocksError, check_is_alone, load_init_mocks

MOCKS = """\
- request: {path: /a}
  response: {body: a}
- request: {path: /b}
  response: {body: b}
  extra: 1
"""


@pytest.fixture
def instance() -> Instance:
    ids = iter(f"id{number}" for number in range(100))
    return Instance.begin(Settings(), lambda: 1000.0, lambda: next(ids))


@pytest.fixture
def file(tmp_path):
    return tmp_path / "first.yml"


def test_they_are_in_a_session_of_their_own(instance, file):
    file.write_text(MOCKS)
    (warning,) = load_init_mocks(instance, file)
    (session,) = instance.sessions.all()
    assert session.facts.name == "init-mocks"
    assert [mock.source for mock in session.mocks] == [None, None]
    assert instance.engine.session is session
    assert [mock.id for mock in instance.engine.mocks.in_order] == [
        mock.id for mock in reversed(session.mocks)
    ]
    assert str(warning).startswith(f"{file}: [1].extra: ")


def test_a_reset_takes_them_away(instance, file):
    file.write_text(MOCKS)
    load_init_mocks(instance, file)
    instance.sessions.reset()
    assert (instance.sessions.all(), tuple(instance.engine.mocks.in_order)) == ((), ())


def test_a_file_without_mocks_begins_a_session(instance, file):
    file.write_text("[]")
    assert load_init_mocks(instance, file) == ()
    assert [session.facts.name for session in instance.sessions.all()] == ["init-mocks"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("- request: [", "yaml: line 1: did not find expected node content"),
        (
            "request: {path: /a}",
            "yaml: unmarshal errors:\n  line 1: cannot unmarshal !!map into types.Mocks",
        ),
        ("- {}", "The route must define at least a response, a dynamic response or a proxy"),
        ("- request: {path: {matcher: Foo, value: x}}\n  response: {}", 'invalid matcher "Foo"'),
    ],
)
def test_a_file_that_cannot_be_read_as_mocks(instance, file, text, problem):
    file.write_text(text)
    with pytest.raises(InitMocksError) as refusal:
        load_init_mocks(instance, file)
    assert str(refusal.value) == f"Unable to load initial mocks: {file}: {problem}"
    assert instance.sessions.all() == ()


def test_a_delay_that_the_run_does_not_allow(file):
    file.write_text("- response: {delay: 31s}")
    allowing, refusing = (
        Instance.begin(Settings(longest_delay=most), lambda: 1000.0, lambda: "id")
        for most in (31_000, 30_000)
    )
    assert load_init_mocks(allowing, file) == ()
    with pytest.raises(InitMocksError, match="a delay may be 30s at most, found 31s"):
        load_init_mocks(refusing, file)


def test_a_file_that_is_not_there(instance, file):
    with pytest.raises(InitMocksError) as refusal:
        load_init_mocks(instance, file)
    assert str(refusal.value) == f"Unable to load initial mocks: {file}: No such file or directory"


def test_a_folder_of_sessions_beside_them():
    with pytest.raises(InitMocksError) as refusal:
        check_is_alone(Settings(init_mocks="a.yml", persistence_directory="b"))
    assert str(refusal.value) == EXCLUSIVE
    check_is_alone(Settings(init_mocks="a.yml"))
    check_is_alone(Settings(persistence_directory="b"))
