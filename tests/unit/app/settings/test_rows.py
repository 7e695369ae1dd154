import pytest

from smockproxy.app.settings.rows import (
    BY_ALIAS,
    BY_NAME,
    BY_SMOCKERS_VARIABLE,
    BY_VARIABLE,
    OTHER_VARIABLES,
    ROWS,
    Row,
)


def number(low=None, high=None):
    return Row(name="n", summary="", default=0, type=int, flags=("--n",), metavar="N", low=low, high=high)


def test_a_row_gives_flag_and_variable():
    row = BY_NAME["admin_port"]
    assert (row.flag, row.flags, row.variable) == ("--admin-port", ("--admin-port",), "SMOCKPROXY_ADMIN_PORT")
    assert BY_VARIABLE["SMOCKPROXY_ADMIN_PORT"] is row


@pytest.mark.parametrize(
    ("name", "flags", "named"),
    [
        ("mocks", (), "PATH"),
        ("scripts", ("-s", "--script"), "--script"),
        ("options", ("--set",), "--set"),
        ("reload", ("--reload",), "--reload"),
    ],
)
def test_flags_that_do_not_follow_from_the_name(name, flags, named):
    assert (BY_NAME[name].flags, BY_NAME[name].flag) == (flags, named)


@pytest.mark.parametrize(
    ("name", "metavar", "expected"),
    [
        ("port", "N", "a whole number from 0 to 65535"),
        ("history_bytes", "N", "a whole number, 1 or more"),
        ("reload", "TEXT", "true or false"),
        ("unmatched", "[forward|refuse]", "forward or refuse"),
        (
            "log_level",
            "[panic|fatal|error|warning|info|debug|trace]",
            "panic, fatal, error, warning, info, debug or trace",
        ),
        ("options", "OPTION=VALUE", "a list of texts"),
        ("host", "TEXT", "a text"),
    ],
)
def test_what_a_setting_takes_in_words(name, metavar, expected):
    assert (BY_NAME[name].metavar, BY_NAME[name].expected) == (metavar, expected)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (number(), "a whole number"),
        (number(high=5), "a whole number, 5 or less"),
        (number(low=1, high=5), "a whole number from 1 to 5"),
    ],
)
def test_bounds_in_words(row, expected):
    assert row.expected == expected


def test_paths_are_marked():
    marked = {row.name for row in ROWS if row.path}
    of_smockers = {
        "persistence_directory",
        "init_mocks",
        "tls_cert_file",
        "tls_private_key_file",
        "static_files",
    }
    of_records = {"record_dir", "sessions_dir", "report_file", "redact_key_file"}
    assert marked == {"mocks", "confdir", "scripts", "ready_file"} | of_records | of_smockers


def test_no_setting_takes_a_variable_that_means_something_else():
    assert not set(OTHER_VARIABLES) & set(BY_VARIABLE)


SMOCKERS = [
    ("mock-server-listen-port", "port", 8080),
    ("config-listen-port", "admin_port", 8081),
    ("config-base-path", "config_base_path", "/"),
    ("log-level", "log_level", "info"),
    ("static-files", "static_files", ""),
    ("history-retention", "history_retention", 0),
    ("persistence-directory", "persistence_directory", ""),
    ("init-mocks", "init_mocks", ""),
    ("tls-enable", "tls_enable", False),
    ("tls-cert-file", "tls_cert_file", "/etc/smocker/tls/certs/cert.pem"),
    ("tls-private-key-file", "tls_private_key_file", "/etc/smocker/tls/private/key.pem"),
]
"""Its flags, our names of them, and its defaults; but that of `static-files`, which is `client` there."""


@pytest.mark.parametrize(("flag", "name", "default"), SMOCKERS)
def test_smockers_settings(flag, name, default):
    row = BY_NAME[name]
    assert (row.smocker, row.default) == (flag, default)
    variable = "SMOCKER_" + flag.upper().replace("-", "_")
    assert row.smocker_variable == variable
    assert BY_SMOCKERS_VARIABLE[variable] is row
    assert f"--{flag}" in (*row.flags, row.alias_flag)


def test_all_that_is_smockers_is_known():
    assert {row.smocker for row in ROWS if row.smocker} == {flag for flag, *_ in SMOCKERS}
    assert [row.smocker_variable for row in ROWS if not row.smocker] == [""] * (len(ROWS) - len(SMOCKERS))


def test_only_flags_that_are_not_ours_are_aliases():
    aliases = {name: row.name for name, row in BY_ALIAS.items()}
    assert aliases == {"mock_server_listen_port": "port", "config_listen_port": "admin_port"}
    assert BY_NAME["log_level"].alias_flag == ""


def test_a_switch_has_a_flag_that_turns_it_off():
    assert BY_NAME["ignore_problems"].off_flag == "--no-ignore-problems"


def test_lists_and_switches_are_told_apart():
    assert [row.name for row in ROWS if row.is_list] == [
        "mocks",
        "record_hosts",
        "record_paths",
        "record_methods",
        "record_statuses",
        "allowed_hosts",
        "redact_names",
        "redact_patterns",
        "redact_keep",
        "session_ports",
        "scripts",
        "options",
        "fail_on",
        "callback_hosts",
    ]
    assert [row.name for row in ROWS if row.is_switch] == [
        "offline",
        "ageing",
        "record_exact",
        "magic_host",
        "lane",
        "web",
        "redact",
        "reload",
        "ignore_problems",
        "report",
        "quiet",
        "allow_remote_scripts",
        "tls_enable",
    ]
