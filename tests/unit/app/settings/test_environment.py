import pytest

from smockproxy.app.settings.environment import dotenv_layer, environment_layer
from smockproxy.app.settings.origin import Origin, Source, Written
from smockproxy.core.problem import Severity


def values(layer):
    return {name: written.value for name, written in layer.written.items()}


def test_variables_with_our_prefix_are_settings():
    layer = environment_layer({"SMOCKPROXY_PORT": "9", "PORT": "1", "HOME": "/"})
    assert layer.written == {"port": Written("9", Origin(Source.VARIABLE, "SMOCKPROXY_PORT"))}
    assert layer.problems == ()


def test_an_empty_variable_is_none():
    assert environment_layer({"SMOCKPROXY_PORT": ""}).written == {}


def test_lists_are_parted():
    assert values(environment_layer({"SMOCKPROXY_MOCKS": '["a:b"]'})) == {"mocks": ["a:b"]}


def test_an_unknown_variable_is_a_warning_with_the_nearest_name():
    (problem,) = environment_layer({"SMOCKPROXY_PROT": "9"}).problems
    assert problem.severity is Severity.WARNING
    assert str(problem) == (
        "variable SMOCKPROXY_PROT: there is no such setting; it is ignored\n"
        '    hint: did you mean "SMOCKPROXY_PORT"?'
    )


@pytest.mark.parametrize("name", ["SMOCKPROXY_ADMIN_URL", "SMOCKPROXY_ACTIVE"])
def test_other_variables_of_ours_are_neither_settings_nor_unknown(name):
    layer = environment_layer({name: "1"})
    assert (layer.written, layer.problems) == ({}, ())


def test_no_dotenv_is_an_empty_layer(tmp_path):
    assert dotenv_layer(tmp_path).written == {}


def test_a_folder_named_dotenv_is_passed_over(tmp_path):
    (tmp_path / ".env").mkdir()
    assert dotenv_layer(tmp_path).written == {}


def test_dotenv_says_the_line(tmp_path):
    text = '# ours\n\n\nexport SMOCKPROXY_PORT="9"\nPASSWORD=$x\nSMOCKPROXY_HOST=${HOME}\n'
    (tmp_path / ".env").write_text(text)
    layer = dotenv_layer(tmp_path)
    assert values(layer) == {"port": "9", "host": "${HOME}"}
    assert str(layer.written["port"].origin) == ".env:4: SMOCKPROXY_PORT"
    assert str(layer.written["host"].origin) == ".env:6: SMOCKPROXY_HOST"


def test_an_unknown_variable_in_dotenv_has_its_line(tmp_path):
    (tmp_path / ".env").write_text("\nSMOCKPROXY_PROT=9\n")
    (problem,) = dotenv_layer(tmp_path).problems
    assert problem.file == ".env:2: SMOCKPROXY_PROT"


def test_a_dotenv_that_is_not_text_is_an_error(tmp_path):
    (tmp_path / ".env").write_bytes(b"SMOCKPROXY_PORT=\xff\n")
    (problem,) = dotenv_layer(tmp_path).problems
    assert problem.severity is Severity.ERROR
    assert problem.message.startswith("cannot be read: ")


def test_a_line_of_dotenv_that_is_no_variable_is_passed_over(tmp_path):
    (tmp_path / ".env").write_text("'broken\nSMOCKPROXY_PORT=9\nSMOCKPROXY_HOST\n")
    assert values(dotenv_layer(tmp_path)) == {"port": "9"}


def test_smockers_variables_are_settings_too():
    layer = environment_layer({"SMOCKER_MOCK_SERVER_LISTEN_PORT": "9", "SMOCKPROXY_PORT": "8"})
    origin = Origin(Source.VARIABLE, "SMOCKER_MOCK_SERVER_LISTEN_PORT")
    assert layer.smockers == {"port": Written("9", origin, is_lenient=True)}
    assert values(layer) == {"port": "8"}


@pytest.mark.parametrize(
    ("name", "text"), [("SMOCKER_URL", "x"), ("SMOCKER_INIT_MOCKS", ""), ("SMOCKER_", "x")]
)
def test_other_variables_of_smockers_are_left_alone(name, text):
    layer = environment_layer({name: text})
    assert (layer.written, layer.smockers, layer.problems) == ({}, {}, ())
