import json

from click.testing import CliRunner

from smockproxy.cli import main
from smockproxy.cli.schema import shipped_schema
from tests.golden_files import assert_golden


def schema(*arguments):
    return CliRunner().invoke(main, ["schema", *arguments], prog_name="smockproxy", terminal_width=100)


def test_to_standard_output():
    result = schema()
    assert (result.exit_code, result.stdout) == (0, shipped_schema())
    assert json.loads(result.stdout)["title"] == "smockproxy mocks"


def test_to_a_file(tmp_path):
    file = tmp_path / "a.json"
    assert (schema("-o", str(file)).exit_code, schema("-o", str(file)).output) == (0, "")
    assert file.read_text(encoding="utf-8") == shipped_schema()


def test_to_a_folder_that_is_not_there(tmp_path):
    result = schema("-o", str(tmp_path / "no" / "a.json"))
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: Cannot write ")


def test_help():
    assert_golden("cli/schema-help.txt", schema("--help").stdout)
