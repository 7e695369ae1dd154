"""The kept code of data classes."""

import dataclasses
import marshal
import sys
from importlib.util import MAGIC_NUMBER

import pytest

from smockproxy.cli import keptcode
from smockproxy.cli.keptcode import KeptCode

TEXT = "def answer():\n return 42"


@pytest.fixture
def path(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    return tmp_path / "cache" / "classes"


def answer(kept: KeptCode, text: str = TEXT) -> int:
    names = {}
    kept.run(text, {}, names)
    return names["answer"]()


def test_what_was_compiled_is_kept_by_its_text(path):
    kept = KeptCode(path)
    assert answer(kept) == 42
    kept.save()
    code = compile("def answer():\n return 'kept'", "<string>", "exec")
    assert TEXT.encode() in path.read_bytes()
    path.write_bytes(MAGIC_NUMBER + marshal.dumps({TEXT: code}))
    assert answer(KeptCode(path)) == "kept"
    assert answer(KeptCode(path), "def answer():\n return 1") == 1
    assert [each.name for each in path.parent.iterdir()] == ["classes"]


def test_what_is_new_is_added(path):
    first, second = KeptCode(path), KeptCode(path)
    answer(first)
    first.save()
    answer(second, "def answer():\n return 2")
    second.save()
    before = path.stat().st_mtime_ns
    third = KeptCode(path)
    assert (answer(third), answer(third, "def answer():\n return 2")) == (42, 2)
    third.save()
    assert path.stat().st_mtime_ns == before


def test_what_nobody_uses_is_forgotten_when_it_is_too_much(path, monkeypatch):
    first, second = KeptCode(path), KeptCode(path)
    answer(first)
    first.save()
    monkeypatch.setattr(keptcode, "MOST", 1)
    answer(second, "def answer():\n return 2")
    second.save()
    assert list(marshal.loads(path.read_bytes()[len(MAGIC_NUMBER) :])) == ["def answer():\n return 2"]


@pytest.mark.parametrize(
    "broken", [b"", b"x", MAGIC_NUMBER, MAGIC_NUMBER + b"(\x01", MAGIC_NUMBER + marshal.dumps([1])]
)
def test_a_broken_file_is_made_anew(path, broken):
    path.parent.mkdir()
    path.write_bytes(broken)
    kept = KeptCode(path)
    assert answer(kept) == 42
    kept.save()
    assert answer(KeptCode(path)) == 42


def test_nothing_is_written_where_python_writes_nothing(path, monkeypatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    kept = KeptCode(path)
    answer(kept)
    kept.save()
    assert not path.exists()


def test_a_folder_that_can_t_be_written_to_does_no_harm(path):
    path.parent.write_text("a file")
    kept = KeptCode(path)
    assert answer(kept) == 42
    kept.save()


def test_data_classes_are_as_they_were(path, monkeypatch):
    kept = KeptCode(path)
    monkeypatch.setattr(keptcode, "KEPT", kept)
    monkeypatch.setitem(vars(dataclasses), "exec", kept.run)
    keptcode.keep()
    for _ in range(2):
        made = dataclasses.make_dataclass("Point", [("x", int), ("y", int, 2)], frozen=True, slots=True)
        assert repr(made(1)) == "Point(x=1, y=2)"
        assert made(1) == made(1, 2) != made(2)
        assert hash(made(1)) == hash(made(1, 2))
        with pytest.raises(dataclasses.FrozenInstanceError):
            made(1).x = 2
        kept.save()
        kept = KeptCode(path)
        monkeypatch.setitem(vars(dataclasses), "exec", kept.run)
