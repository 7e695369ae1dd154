import sys
from importlib import import_module

import pytest

from smockproxy.proxy.lateaddons import LatePackage, import_late


@pytest.fixture
def package(tmp_path, monkeypatch) -> str:
    """A package that imports its modules, and notes that it does."""
    folder = tmp_path / "late_example"
    folder.mkdir()
    (folder / "__init__.py").write_text(
        "import sys\nsys.late_example_runs += 1\nfrom late_example import a, b\n"
        "\ndef everything():\n    return [a, b]\n"
    )
    (folder / "a.py").write_text("NAME = 'a'\n")
    (folder / "b.py").write_text("NAME = 'b'\n")
    (folder / "broken.py").write_text("import late_example_of_nobody\n")
    inner = tmp_path / "late_parent"
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "late_example_runs", 0, raising=False)
    inner.mkdir()
    (inner / "__init__.py").write_text("")
    folder.rename(inner / "addons")
    for file in (inner / "addons").iterdir():
        file.write_text(file.read_text().replace("from late_example ", "from late_parent.addons "))
    yield "late_parent.addons"
    for name in [name for name in sys.modules if name.startswith("late_parent")]:
        del sys.modules[name]


def test_modules_are_imported_one_by_one(package: str) -> None:
    import_late(package)
    from late_parent.addons import a

    assert a.NAME == "a"
    assert "late_parent.addons.b" not in sys.modules
    assert sys.modules[package].b.NAME == "b"
    assert sys.late_example_runs == 0


def test_what_the_package_itself_has_runs_it_once(package: str) -> None:
    import_late(package)
    from late_parent.addons import everything

    assert [module.NAME for module in everything()] == ["a", "b"]
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = sys.modules[package].nothing
    assert sys.late_example_runs == 1


def test_a_module_that_can_t_be_imported_says_why(package: str) -> None:
    import_late(package)
    with pytest.raises(ModuleNotFoundError, match="late_example_of_nobody"):
        _ = sys.modules[package].broken


def test_special_names_run_nothing(package: str) -> None:
    import_late(package)
    late = sys.modules[package]
    assert isinstance(late, LatePackage)
    assert not hasattr(late, "__wrapped__")
    assert late.__path__
    assert sys.late_example_runs == 0


def test_a_package_that_is_imported_stays(package: str) -> None:
    import_module(package)

    import_late(package)
    assert not isinstance(sys.modules[package], LatePackage)
    import_late("late_parent.nobody")
    assert "late_parent.nobody" not in sys.modules
