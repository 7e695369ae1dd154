"""A report for people."""

import pytest

from smockproxy.app.verdicts.reporttext import MOST_UNUSED, is_under, report_text
from tests.golden_files import assert_golden
from tests.unit.reports import SHOP, host, report


def test_golden():
    assert_golden("verify/report.txt", report_text(SHOP))
    assert_golden("verify/report-failed.txt", report_text({**SHOP, "evicted": 2}, 95))


def test_one_host_has_no_sum():
    assert report_text(report(host("a.test", 1, 0, 0))).splitlines() == [
        "HOST    MATCHED  MISSED  FORWARDED  UNUSED  ACCURACY",
        "a.test        1       0          0       0     100 %",
        "",
        "Accuracy 100 %: mocks answered 1 of 1 request.",
    ]


def test_where_nothing_was_asked_nothing_held():
    assert report_text(report()) == "No request came, so there is no accuracy.\n"
    assert report_text(report(), 1).startswith("FAILED, under 1 %: No request came")


def test_hosts_are_never_written_raw():
    assert "\x1b" not in report_text(report(host("a\x1b[31m.test", 1, 0, 0)))


def test_many_unused_mocks_are_counted():
    unused = [{"id": f"m{number}", "source": None} for number in range(MOST_UNUSED + 3)]
    assert "  and 3 more\n" in report_text(report(host("a.test", 1, 0, 0, unused)))


@pytest.mark.parametrize(("fail_under", "fails"), [(0, False), (87.5, False), (87.51, True), (100, True)])
def test_the_least_accuracy(fail_under, fails):
    assert is_under(SHOP, fail_under) is fails
