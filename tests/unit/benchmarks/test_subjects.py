"""What the servers are started with."""

from pathlib import Path

from benchmarks.subjects import Setup, Workshop, _of_mitmdump, _of_smockproxy


def test_mitmdump_is_as_quiet_as_ours(tmp_path: Path) -> None:
    command = " ".join(_of_mitmdump(Workshop(tmp_path, None), Setup("bare", is_bare=True), 4711))
    assert command.startswith("-q --set flow_detail=0 --listen-host 127.0.0.1 --listen-port 4711")
    assert command.endswith("/benchmarks/bare_mock.py")


def test_mitmdump_forwards_without_a_script(tmp_path: Path) -> None:
    (tmp_path / "upstream-ca.pem").touch()
    command = list(_of_mitmdump(Workshop(tmp_path, None), Setup("bare", is_bare=True, forwards=True), 1))
    assert "-s" not in command
    assert f"ssl_verify_upstream_trusted_ca={tmp_path / 'upstream-ca.pem'}" in command


def test_serve_has_its_flags_and_its_mocks(tmp_path: Path) -> None:
    setup = Setup("ours", mocks=10, flags="--no-lane --sessions-dir 'a b'")
    command = list(_of_smockproxy(Workshop(tmp_path, None), setup, tmp_path / "ready"))
    assert command[0] == "serve"
    assert command[-4:] == ["--no-lane", "--sessions-dir", "a b", str(tmp_path / "mocks-10")]
    assert (tmp_path / "mocks-10" / "bench.json").exists()
    assert "--quiet" in command


def test_serve_may_have_no_mocks_but_those_of_its_flags(tmp_path: Path) -> None:
    command = list(
        _of_smockproxy(Workshop(tmp_path, None), Setup("ours", mocks=0, flags="x"), tmp_path / "r")
    )
    assert command[-1] == "x"
    assert list(tmp_path.iterdir()) == []
