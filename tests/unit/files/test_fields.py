"""Fields of a mock that are not matchers. Source of the coercions: Smocker, observed."""

import pytest

from smockproxy.core.delay import PRESETS, Distribution, Sampled
from smockproxy.core.duration import Delay
from smockproxy.files.reading import Inspector
from smockproxy.files.upload import UploadError
from tests.unit.files.reads import mock_of, mocks_of, read, told, upload

MS = 1_000_000


def response_of(written):
    return mock_of(f"- response: {written}").responder.response


def headers_of(written):
    return list(response_of(f"{{headers: {written}}}").headers)


@pytest.mark.parametrize(
    ("written", "body"),
    [
        ("{}", b""),
        ("{body: hi}", b"hi"),
        ("{body: }", b""),
        ("{body: 1.50}", b"1.50"),
        ("{body: true}", b"true"),
        ("{body: 2026-01-01}", b"2026-01-01"),
        ('{body: "caf\\u00e9 \\xff"}', "café ÿ".encode()),
        ("{body: !!binary iVBORw0KGgo=}", b"\x89PNG\r\n\x1a\n"),
        ("{body: !!str 12}", b"12"),
        ("{body: ! 12}", b"12"),
    ],
)
def test_a_body_is_text_as_it_was_written(written, body):
    assert response_of(written).body == body


@pytest.mark.parametrize(
    ("written", "status"),
    [("{}", 0), ("{status: 0}", 0), ("{status: 201}", 201), ("{status: 200.0}", 200), ("{status: 999}", 999)],
)
def test_a_status_is_a_number(written, status):
    assert response_of(written).status == status


def test_headers_keep_their_casing_and_are_sorted_by_name():
    written = "{x-lower-CASE: v, BrokerProperties: '{}', Set-Cookie: [b=1, a=2], X-Number: 1.50, X-None: []}"
    assert headers_of(written) == [
        ("BrokerProperties", "{}"),
        ("Set-Cookie", "b=1"),
        ("Set-Cookie", "a=2"),
        ("X-Number", "1.50"),
        ("x-lower-CASE", "v"),
    ]


def test_headers_that_differ_in_case_only_are_two_lines():
    assert headers_of("{content-type: a, Content-Type: b}") == [("Content-Type", "b"), ("content-type", "a")]


@pytest.mark.parametrize(
    ("written", "delay"),
    [
        ("10ms", Delay(10 * MS, 10 * MS)),
        ('"0"', Delay()),
        ("0s", Delay()),
        ("~", Delay()),
        ("{min: 10ms, max: 1s}", Delay(10 * MS, 1000 * MS)),
        ("{max: 60ms}", Delay(0, 60 * MS)),
        ("{}", Delay()),
        ("{min: ~, max: 1ms}", Delay(0, MS)),
    ],
)
def test_a_delay_is_a_duration_or_a_range(written, delay):
    assert mock_of(f"- response: {{delay: {written}}}").responder.delay == delay
    assert mock_of(f"- proxy: {{delay: {written}}}").responder.delay == delay


@pytest.mark.parametrize(
    ("written", "delay"),
    [
        ("fast", PRESETS["fast"]),
        ("slow", PRESETS["slow"]),
        ("timeout", PRESETS["timeout"]),
        ("{min: 10ms, max: 20ms, add: 1s}", Delay(1010 * MS, 1020 * MS)),
        ("{add: 150ms}", Delay(150 * MS, 150 * MS)),
        ("{distribution: uniform, max: 20ms}", Delay(0, 20 * MS)),
        (
            "{distribution: lognormal, median: 90ms, sigma: 0.4, max: 2s}",
            Sampled(Distribution.LOGNORMAL, 90 * MS, 0.4, 0, 2000 * MS),
        ),
        ("{distribution: normal, mean: 9ms, stddev: 2ms}", Sampled(Distribution.NORMAL, 9 * MS, 2.0 * MS)),
        (
            "{distribution: exponential, mean: 9ms, min: ~, add: 1ms}",
            Sampled(Distribution.EXPONENTIAL, 9 * MS, add=MS),
        ),
    ],
)
def test_a_delay_in_a_file_is_a_preset_or_a_distribution(written, delay):
    assert mock_of(f"- response: {{delay: {written}}}").responder.delay == delay
    assert mock_of(f"- proxy: {{delay: {written}}}").responder.delay == delay


@pytest.mark.parametrize(
    ("written", "message", "hint"),
    [
        ("fastt", '"fastt" is no duration', 'did you mean "fast"?'),
        ("5 s", '"5 s" is no duration', "a duration is written like 300ms"),
        ("{distribution: lognormall}", "lognormall", 'did you mean "lognormal"?'),
        ("{distribution: gamma}", "gamma", "the distributions are uniform, normal, lognormal, exponential"),
        ("{distribution: normal, mean: 9ms}", "stddev is missing", ""),
        ("{distribution: normal, mean: 9ms, stdev: 1ms}", 'unknown key "stdev"', 'did you mean "stddev"?'),
        ("{distribution: lognormal, median: 9ms, sigma: 1s}", "expected a number", ""),
        ("{distribution: lognormal, median: 9, sigma: 1}", "9 is no duration", ""),
    ],
)
def test_a_delay_in_a_file_that_is_none(written, message, hint):
    (problem,) = read(f"- response: {{delay: {written}}}").problems
    assert message in problem.message
    assert hint in problem.hint


def test_smockers_wire_takes_a_distribution_but_no_preset():
    told = '{"distribution": "normal", "mean": 5000000, "stddev": "1ms"}'
    (mock,) = upload(f'[{{"response": {{"delay": {told}}}}}]', as_json=True).mocks
    assert mock.responder.delay == Sampled(Distribution.NORMAL, 5 * MS, 1.0 * MS)
    with pytest.raises(UploadError, match="invalid duration"):
        upload('[{"response": {"delay": "fast"}}]', as_json=True)


def test_a_delay_without_an_end_is_longer_than_the_longest():
    text = "- response: {delay: {distribution: exponential, mean: 1ms}}"
    (problem,) = read(text, inspector=BOUND).problems
    assert "this one has no end: give it a max" in problem.message
    assert read(text.replace("1ms", "1ms, max: 30s"), inspector=BOUND).problems == ()


@pytest.mark.parametrize(
    "written", ["50000000", "0", "1.5", "1d", '"1d"', "[]", "-1s", "{min: 30ms}", "true", "{min: [1s]}"]
)
def test_a_yaml_delay_that_is_none(written):
    assert told(f"- response: {{delay: {written}}}")
    with pytest.raises(UploadError):
        upload(f"- response: {{delay: {written}}}")


@pytest.mark.parametrize(
    ("written", "delay"),
    [
        ("50000000", Delay(50 * MS, 50 * MS)),
        ("0", Delay()),
        ('"50ms"', Delay(50 * MS, 50 * MS)),
        ('{"min": 1000000, "max": "2ms"}', Delay(MS, 2 * MS)),
        ('{"Min": "1ms", "MAX": 2000000}', Delay(MS, 2 * MS)),
    ],
)
def test_a_json_delay_may_be_nanoseconds(written, delay):
    (mock,) = upload(f'[{{"response": {{"delay": {written}}}}}]', as_json=True).mocks
    assert mock.responder.delay == delay


BOUND = Inspector(longest_delay=30_000 * MS)
PLACES = (
    "response: {{delay: {}}}",
    "response: {{template: true, delay: {}}}",
    'proxy: {{host: "http://b.test", delay: {}}}',
)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("written", ["30s", "30000ms", "{min: 1s, max: 30s}", "{min: 0s}", "0s", "~"])
def test_a_delay_up_to_the_longest(place, written):
    mock = f"- {place.format(written)}"
    assert read(mock, inspector=BOUND).problems == ()
    assert len(upload(mock, inspector=BOUND).mocks) == 1


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    ("written", "column", "found"),
    [
        ("31s", 0, "31s"),
        ("{min: 1s, max: 31s}", len("{min: 1s, max: "), "31s"),
        ("30000000001ns", 0, "30.000000001s"),
    ],
)
def test_a_delay_longer_than_the_longest(place, written, column, found):
    mock = f"- {place.format(written)}"
    assert read(mock).problems == ()
    (problem,) = read(mock, inspector=BOUND).problems
    assert problem.message == f"a delay may be 30s at most, found {found}"
    assert (problem.line, problem.column) == (1, mock.index(written) + column + 1)
    with pytest.raises(UploadError, match=f"delay.*: a delay may be 30s at most, found {found}$"):
        upload(mock, inspector=BOUND)


def test_a_default_delay_longer_than_the_longest():
    text = "defaults: {response: {delay: 31s}}\nmocks:\n- response: {delay: 1s}\n"
    (problem,) = read(text, inspector=BOUND).problems
    assert (problem.line, problem.path) == (1, "defaults.response.delay")


@pytest.mark.parametrize(("written", "times"), [("{}", 0), ("{times: 0}", 0), ("{times: 3}", 3), ("", 0)])
def test_times(written, times):
    assert mock_of(f"- context: {written}\n  response: {{}}").times == times


@pytest.mark.parametrize(
    ("written", "priority"), [("10", 10), ("-3", -3), ("+4", 4), ("0x10", 16), ("0o10", 8)]
)
def test_priority_is_a_whole_number(written, priority):
    assert mock_of(f"- priority: {written}\n  response: {{}}").priority == priority


@pytest.mark.parametrize(("written", "in_force"), [("true", 1), ("false", 0), ("False", 0), ("~", 1)])
def test_a_mock_can_be_switched_off(written, in_force):
    assert len(mocks_of(f"- enabled: {written}\n  response: {{}}")) == in_force
    assert len(upload(f"- enabled: {written}\n  response: {{}}").mocks) == in_force


@pytest.mark.parametrize("written", ["no", "off", '"false"', "0"])
def test_only_true_and_false_are_booleans_in_a_file(written):
    assert told(f"- enabled: {written}\n  response: {{}}")[0].startswith(
        "[0].enabled: expected true or false"
    )


@pytest.mark.parametrize(("written", "kept"), [("yes", True), ("On", True), ("no", False), ("true", True)])
def test_an_upload_knows_more_booleans(written, kept):
    (mock,) = upload(f"- proxy: {{host: 'http://b.test', keep_host: {written}}}").mocks
    assert mock.responder.keep_host is kept


@pytest.mark.parametrize(
    "path",
    [
        '"path": 10',
        '"path": true',
        '"headers": {"X": 1}',
        '"headers": {"X": [1]}',
        '"body": {"a": 1}',
        '"body": 1',
    ],
)
def test_numbers_are_no_text_in_a_json_upload(path):
    with pytest.raises(UploadError, match="expected text, found"):
        upload(f'[{{"request": {{{path}}}, "response": {{}}}}]', as_json=True)


@pytest.mark.parametrize(
    "response", ['"headers": {"X": 1}', '"body": 1', '"status": 200.0', '"status": "200"', '"status": true']
)
def test_types_of_a_json_response(response):
    with pytest.raises(UploadError, match="expected"):
        upload(f'[{{"response": {{{response}}}}}]', as_json=True)


def test_a_json_boolean():
    assert upload('[{"enabled": false, "response": {}}]', as_json=True).mocks == ()


@pytest.mark.parametrize("mock_id", ["charge-create", "ä", "a.b_c~1", "x" * 100])
def test_an_id_may_be_any_short_word(mock_id):
    assert mock_of(f"- id: {mock_id}\n  response: {{}}").id == mock_id


@pytest.mark.parametrize(
    "mock_id", ["a/b", "a b", ".", "..", "a?b", "'a#b'", "a%b", "x" * 101, '"a\\u202eb"']
)
def test_an_id_that_a_url_could_not_hold_is_refused(mock_id):
    assert "is no id" in told(f"- id: {mock_id}\n  response: {{}}")[0]
