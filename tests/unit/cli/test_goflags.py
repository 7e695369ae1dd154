import click
import pytest

from smockproxy.cli.goflags import BY_SMOCKERS_NAME, spelt_out


@pytest.mark.parametrize(
    ("written", "spelt"),
    [
        ("-mock-server-listen-port 1", "--mock-server-listen-port 1"),
        ("-mock-server-listen-port=1", "--mock-server-listen-port=1"),
        ("--mock-server-listen-port=1", "--mock-server-listen-port=1"),
        ("-init-mocks=a=b", "--init-mocks=a=b"),
        ("-init-mocks=", "--init-mocks="),
        ("-tls-enable m.yml", "--tls-enable m.yml"),
        ("--tls-enable", "--tls-enable"),
        ("-tls-enable=T --tls-enable=0", "--tls-enable --no-tls-enable"),
        ("-tls-enable=false", "--no-tls-enable"),
        ("-help", "--help"),
    ],
)
def test_smockers_flags(written, spelt):
    assert spelt_out(written.split()) == spelt.split()


@pytest.mark.parametrize(
    "ours",
    [
        "-s p.py --port 0 mocks",
        "--port=0",
        "-port 0",
        "---log-level info",
        "- -- -log-level",
        "-s -tls-enable",
        "-s",
        "--set -log-level=x",
        "--no-tls-enable",
        "-log-levels info",
    ],
)
def test_all_else_stays_as_it_is(ours):
    assert spelt_out(ours.split()) == ours.split()


def test_a_value_may_look_like_a_flag():
    assert spelt_out(["-init-mocks", "-tls-enable", "-tls-enable"]) == [
        "--init-mocks",
        "-tls-enable",
        "--tls-enable",
    ]


@pytest.mark.parametrize("value", ["", "yes", "tRue", "2"])
def test_a_switch_takes_what_go_takes(value):
    with pytest.raises(click.UsageError) as refusal:
        spelt_out([f"-tls-enable={value}"])
    assert str(refusal.value) == f'-tls-enable: expected true or false, found "{value}".'


@pytest.mark.parametrize("name", BY_SMOCKERS_NAME)
@pytest.mark.parametrize("dashes", ["-", "--"])
def test_every_flag_with_one_dash_and_with_two(name, dashes):
    assert spelt_out([f"{dashes}{name}"]) == [f"--{name}"]
