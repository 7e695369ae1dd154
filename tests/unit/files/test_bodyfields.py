"""Bodies in files, in base64; reason phrases. The messages stand in golden files."""

from smockproxy.core.responders import Fixed, Scripted
from smockproxy.files.load import load_file
from smockproxy.files.mockfile import read_mock_file
from smockproxy.matching import MATCHERS

LOGO = bytes(range(256))


def load(folder, text):
    path = folder / "mocks" / "a.yml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return load_file(path, "mocks/a.yml", MATCHERS, root=path.parent)


def test_a_body_in_a_file(tmp_path):
    (tmp_path / "mocks").mkdir()
    (tmp_path / "mocks" / "logo.png").write_bytes(LOGO)
    (tmp_path / "mocks" / "hi.txt").write_text("hi {{ request.path }}", encoding="utf-8")
    loaded = load(
        tmp_path, "- response: {body_file: logo.png}\n- response: {body_file: hi.txt, template: true}\n"
    )
    fixed, scripted = (mock.responder for mock in loaded.mocks)
    assert isinstance(fixed, Fixed)
    assert fixed.response.body == LOGO
    assert isinstance(scripted, Scripted)
    assert "hi {{ request.path }}" in scripted.script
    assert [path.name for path in loaded.named] == ["logo.png", "hi.txt"]


def test_a_file_that_is_not_there(tmp_path):
    (tmp_path / "mocks").mkdir()
    (tmp_path / "mocks" / "logo.png").write_bytes(LOGO)
    (problem,) = load(tmp_path, "- response: {body_file: logo.pgn}").problems
    assert problem.message == '"logo.pgn" cannot be read: No such file or directory'
    assert problem.hint == 'did you mean "logo.png"?'


def test_a_file_outside(tmp_path):
    (tmp_path / "secret").write_bytes(b"x")
    (problem,) = load(tmp_path, "- response: {body_file: ../secret}").problems
    assert problem.message == '"../secret" is outside the mocks\' folder'


def test_a_body_in_base64_and_a_reason():
    (mock,) = read_mock_file(
        b"- response: {body_base64: '//\n  79', reason: All Fine}", "a.yml", MATCHERS
    ).mocks
    assert isinstance(mock.responder, Fixed)
    assert (mock.responder.response.body, mock.responder.response.reason) == (b"\xff\xfe\xfd", "All Fine")
    (mock,) = read_mock_file(b"- response: {body_base64: !!binary //79}", "a.yml", MATCHERS).mocks
    assert isinstance(mock.responder, Fixed)
    assert mock.responder.response.body == b"\xff\xfe\xfd"
