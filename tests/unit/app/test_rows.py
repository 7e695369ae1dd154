import pytest

from smockproxy.app.rows import BY_NAME, BY_VARIABLE, OTHER_VARIABLES, ROWS, Row


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
        ("log_level", "[error|warning|info|debug]", "error, warning, info or debug"),
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
    assert marked == {"mocks", "confdir", "scripts", "ready_file"}


def test_no_setting_takes_a_variable_that_means_something_else():
    assert not set(OTHER_VARIABLES) & set(BY_VARIABLE)


def test_a_switch_has_a_flag_that_turns_it_off():
    assert BY_NAME["ignore_problems"].off_flag == "--no-ignore-problems"


def test_lists_and_switches_are_told_apart():
    assert [row.name for row in ROWS if row.is_list] == ["mocks", "scripts", "options"]
    assert [row.name for row in ROWS if row.is_switch] == ["reload", "ignore_problems", "quiet"]
