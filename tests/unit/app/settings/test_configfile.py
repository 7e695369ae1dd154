import pytest

from smockproxy.app.settings.configfile import file_layer


def values(layer):
    return {name: written.value for name, written in layer.written.items()}


def places(layer):
    return {name: str(written.origin) for name, written in layer.written.items()}


@pytest.fixture
def here(tmp_path):
    folder = tmp_path / "project" / "service"
    folder.mkdir(parents=True)
    return folder


def test_nothing_anywhere_is_an_empty_layer(here):
    assert file_layer(here).written == {}


def test_our_file_in_the_working_directory(here):
    (here / "smockproxy.toml").write_text('port = 9\nmocks = ["m"]\n')
    layer = file_layer(here)
    assert values(layer) == {"port": 9, "mocks": ["m"]}
    assert places(layer)["port"] == "smockproxy.toml: port"
    assert layer.folder is None


def test_a_parents_file_has_its_own_folder(here):
    (here.parent / "smockproxy.toml").write_text("port = 9\n")
    layer = file_layer(here)
    assert layer.folder == here.parent
    assert places(layer) == {"port": f"{here.parent / 'smockproxy.toml'}: port"}


def test_the_nearest_file_wins_alone(here):
    (here / "smockproxy.toml").write_text("port = 1\n")
    (here.parent / "smockproxy.toml").write_text("port = 2\nquiet = true\n")
    assert values(file_layer(here)) == {"port": 1}


def test_a_project_file_counts_if_it_has_our_table(here):
    (here / "pyproject.toml").write_text("[tool.other]\nx = 1\n")
    (here.parent / "pyproject.toml").write_text("[tool.smockproxy]\nport = 2\n")
    assert values(file_layer(here)) == {"port": 2}


@pytest.mark.parametrize("text", ["", "tool = 1\n", "[project]\nname = 'x'\n"])
def test_a_project_file_without_our_table_is_passed_over(here, text):
    (here / "pyproject.toml").write_text(text)
    layer = file_layer(here)
    assert (layer.written, layer.problems) == ({}, ())


def test_our_file_wins_over_the_project_file_beside_it(here):
    (here / "pyproject.toml").write_text("[tool.smockproxy]\nport = 2\n")
    (here / "smockproxy.toml").write_text("port = 1\n")
    assert values(file_layer(here)) == {"port": 1}


def test_a_file_in_a_folder_that_everybody_may_write_to_is_passed_over(here):
    (here.parent / "smockproxy.toml").write_text('scripts = ["evil.py"]\n')
    here.parent.chmod(0o1777)
    assert file_layer(here).written == {}


def test_such_a_folder_counts_when_it_is_the_working_directory(here):
    (here / "smockproxy.toml").write_text("port = 1\n")
    here.chmod(0o1777)
    assert values(file_layer(here)) == {"port": 1}


def test_unknown_keys_are_errors_with_the_nearest_name(here):
    (here / "smockproxy.toml").write_text("admin-port = 1\nport = 2\n")
    layer = file_layer(here)
    assert [str(problem) for problem in layer.problems] == [
        'smockproxy.toml: admin-port: there is no such setting\n    hint: did you mean "admin_port"?'
    ]
    assert values(layer) == {"port": 2}


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        (
            "smockproxy.toml",
            b"port = \n",
            "smockproxy.toml: is not TOML: Invalid value (at line 1, column 8)",
        ),
        ("smockproxy.toml", b"port = '\xff'\n", "smockproxy.toml: is not TOML: 'utf-8' codec"),
        (
            "pyproject.toml",
            b"[tool]\nsmockproxy = 3\n",
            "pyproject.toml: [tool.smockproxy]: expected a table, found 3",
        ),
    ],
)
def test_a_file_without_settings_is_an_error(here, name, text, message):
    (here / name).write_bytes(text)
    (problem,) = file_layer(here).problems
    assert str(problem).startswith(message)


def test_a_file_that_may_not_be_read_is_an_error(here, monkeypatch):
    (here / "smockproxy.toml").write_text("port = 1\n")

    def refuse(*_arguments, **_options):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.read_text", refuse)
    (problem,) = file_layer(here).problems
    assert str(problem) == "smockproxy.toml: cannot be read: Permission denied"


def test_a_folder_of_that_name_is_passed_over(here):
    (here / "smockproxy.toml").mkdir()
    assert file_layer(here).problems == ()
