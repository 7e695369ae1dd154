"""What is in the repository, and what of it reaches those who install it."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.architecture.source import ROOT

BUILD = "import sys; from setuptools.build_meta import build_wheel; build_wheel(sys.argv[1])"


def git(*arguments: str) -> list[str]:
    done = subprocess.run(
        ["git", *arguments], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    return done.stdout.splitlines()


def tree() -> list[str]:
    """Every file that is committed or about to be."""
    return [name for name in git("ls-files", "-co", "--exclude-standard") if (ROOT / name).is_file()]


def test_no_certificate_and_no_key_is_committed():
    assert git("ls-files", "certs") == ["certs/.gitignore", "certs/README.md"]
    begin = "-----BEGIN " + "PRIVATE KEY"
    keys = [name for name in tree() if begin.encode() in (ROOT / name).read_bytes()]
    assert keys == []


@pytest.mark.parametrize("name", [".ci/run", "tools/install.sh"])
def test_scripts_can_be_run(name):
    (line,) = git("ls-files", "--stage", name)
    assert line.startswith("100755 ")


def test_no_lock_file_of_npm_is_committed():
    assert [name for name in tree() if name.endswith(("package-lock.json", "yarn.lock"))] == []


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel, built from a copy of the tree, without a network."""
    copy, out = tmp_path_factory.mktemp("tree"), tmp_path_factory.mktemp("wheel")
    for name in tree():
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, copy / name)
    done = subprocess.run(
        [sys.executable, "-c", BUILD, str(out)],
        cwd=copy,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = out.glob("*.whl")
    return zipfile.ZipFile(built)


def test_the_wheel_holds_the_package_and_nothing_else(wheel):
    packed = {name for name in wheel.namelist() if ".dist-info/" not in name}
    sources = {name for name in tree() if name.startswith("smockproxy/")}
    assert packed == sources
    assert "smockproxy/py.typed" in packed


def test_the_wheel_has_the_command_and_the_licence(wheel):
    facts = (name for name in wheel.namelist() if ".dist-info/" in name)
    metadata = {Path(name).name: wheel.read(name).decode() for name in facts}
    assert "smockproxy = smockproxy.cli:main" in metadata["entry_points.txt"]
    assert metadata["LICENSE"] == (ROOT / "LICENSE").read_text(encoding="utf-8")
