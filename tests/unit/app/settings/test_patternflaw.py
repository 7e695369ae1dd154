import pytest

from smockproxy.app.settings.patternflaw import flaw_of_pattern


@pytest.mark.parametrize(
    ("pattern", "flaw"),
    [
        (r"tenant-\d+", ""),
        ("(", 'is "(": missing ): (; expected a regular expression of RE2'),
        (r"(?=a)", 'is "(?=a)": invalid perl operator: (?=; expected a regular expression of RE2'),
        ("", "is empty, which is found everywhere; expected a regular expression of RE2"),
    ],
)
def test_patterns(pattern, flaw):
    assert flaw_of_pattern(pattern) == flaw
