"""Semantic versions."""

from random import Random

import pytest

from smockproxy.engines.gotemplate.errors import FunctionError
from smockproxy.engines.sprig.table import functions
from smockproxy.engines.sprig.versions import parse_version

TABLE = functions(0.0, Random(7))


def test_a_version_has_its_parts():
    version = TABLE["semver"]("v1.2.3-beta.1+build.5")
    assert (version.Major(), version.Minor(), version.Patch()) == (1, 2, 3)
    assert (version.Prerelease(), version.Metadata()) == ("beta.1", "build.5")
    assert (version.Original(), version.String()) == ("v1.2.3-beta.1+build.5", "1.2.3-beta.1+build.5")


def test_missing_numbers_are_zero():
    assert TABLE["semver"]("2").String() == "2.0.0"
    assert TABLE["typeOf"](TABLE["semver"]("2")) == "*semver.Version"
    assert TABLE["typeIsLike"]("semver.Version", TABLE["semver"]("2"))
    assert TABLE["toJson"](TABLE["semver"]("2.1")) == '"2.1.0"'


def test_versions_are_ordered_as_semver_says():
    prereleases = ["alpha", "alpha.1", "alpha.beta", "beta", "beta.2", "beta.11", "rc.1"]
    versions = [parse_version(f"1.0.0-{text}") for text in prereleases]
    versions += [parse_version(text) for text in ("1.0.0", "1.0.1", "1.1.0", "2.0.0")]
    for at, version in enumerate(versions):
        assert version.Equal(version)
        for after in versions[at + 1 :]:
            assert (version.Compare(after), after.Compare(version)) == (-1, 1)
            assert version.LessThan(after)
            assert after.GreaterThan(version)
    assert parse_version("1.0.0+a").Equal(parse_version("1.0.0+b"))


@pytest.mark.parametrize(
    "text", ["", "a", "1.2.3.4", "1..2", "1.2.3-", "1.2.3+", "1.2.3-a..b", "V1", " 1", "1" * 300]
)
def test_what_is_no_version_is_an_error(text):
    with pytest.raises(FunctionError, match="Invalid Semantic Version"):
        TABLE["semver"](text)


def test_numbers_have_their_limits():
    with pytest.raises(FunctionError, match="Version segment starts with 0"):
        TABLE["semver"]("1.2.3-01")
    with pytest.raises(FunctionError, match="out of range"):
        TABLE["semver"]("18446744073709551616.0.0")
