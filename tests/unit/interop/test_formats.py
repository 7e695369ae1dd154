"""The table of formats."""

from smockproxy.interop.formats import HAR, JSONL, by_name
from smockproxy.version import VERSION
from tests.unit.exchanges import exchange, golden, several


def test_by_name():
    assert by_name(HAR, JSONL) == {"har": HAR, "jsonl": JSONL}


def test_each_format_writes_lazily():
    def endless():
        while True:
            yield exchange()

    for format_ in (HAR, JSONL):
        written = format_.write(endless())
        assert b'"hello.test' in next(written) + next(written) or b"http://hello.test" in next(written)


def test_golden_har():
    golden("exports/history.har", b"".join(HAR.write(several())).replace(VERSION.encode(), b"VERSION"))


def test_golden_jsonl():
    golden("exports/history.jsonl", b"".join(JSONL.write(several())))
