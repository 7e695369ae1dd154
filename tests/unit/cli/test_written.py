"""What commands print and write."""

from io import BytesIO, TextIOWrapper

import click
import pytest

from smockproxy.cli.written import as_json_text, columns, read_text, write_out, write_whole


def test_columns_are_as_wide_as_they_need_to_be():
    rows = [("a", "1"), ("long one", "22")]
    assert columns(("NAME", "N"), rows, {"N"}) == "NAME       N\na          1\nlong one  22\n"
    assert columns(("NAME", "N"), []) == "NAME  N\n"


def test_json_is_for_people_too():
    assert as_json_text({"a": "ż"}) == '{\n  "a": "ż"\n}'


def test_standard_output_gets_bytes(capfdbinary):
    write_out("-", [b"first ", b"\xff"])
    assert capfdbinary.readouterr().out == b"first \xff"


def test_a_file_is_there_once_it_is_whole(tmp_path):
    file = tmp_path / "x"

    def pieces():
        yield b"first "
        assert not file.exists()
        yield b"second"

    write_out(str(file), pieces())
    assert file.read_bytes() == b"first second"
    assert list(tmp_path.iterdir()) == [file]


def test_what_breaks_off_leaves_nothing(tmp_path):
    def pieces():
        yield b"begun"
        raise ValueError("broke off")

    with pytest.raises(ValueError, match="broke off"):
        write_whole(tmp_path / "x", pieces())
    assert list(tmp_path.iterdir()) == []


def test_texts_are_read(tmp_path, monkeypatch):
    file = tmp_path / "a.yml"
    file.write_bytes("\ufeffż".encode())
    assert read_text(str(file)) == "ż"
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO("ż".encode())))
    assert read_text("-") == "ż"


def test_texts_that_cannot_be_read(tmp_path):
    gone, broken = tmp_path / "gone.yml", tmp_path / "broken.yml"
    broken.write_bytes(b"ab\xff")
    with pytest.raises(click.ClickException) as caught:
        read_text(str(gone))
    assert caught.value.message == f"Cannot read {gone}: No such file or directory."
    with pytest.raises(click.ClickException) as caught:
        read_text(str(broken))
    assert caught.value.message == f"Cannot read {broken}: byte 2 is not UTF-8."
