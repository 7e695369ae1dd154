import pytest
from hpack import Decoder, Encoder, HeaderTuple, HPACKError, NeverIndexedHeaderTuple
from hypothesis import given
from hypothesis import strategies as some

from smockproxy.proxy.lane import http2blocks
from smockproxy.proxy.lane.http2blocks import LARGEST, MOST, KnowingDecoder, KnowingEncoder

LIMIT = 65_536
NAMES = some.sampled_from([b":status", b"date", b"x-a", b"x-b"])
VALUES = some.sampled_from([b"", b"200", b"a", b"b", b"c" * 100])
KINDS = some.sampled_from([HeaderTuple, NeverIndexedHeaderTuple])
FIELDS = some.lists(
    some.builds(lambda kind, name, value: kind(name, value), KINDS, NAMES, VALUES), max_size=4
)
STEPS = some.lists(some.one_of(FIELDS, some.sampled_from([0, 40, 100, 4096])), max_size=30)


@given(STEPS)
def test_blocks_are_those_of_hpack(steps: list) -> None:
    encoder, knowing = Encoder(), KnowingEncoder()
    reading, decoder = Decoder(LIMIT), KnowingDecoder(LIMIT)
    for step in steps:
        if isinstance(step, int):
            encoder.header_table_size = knowing.header_table_size = step
            continue
        block = knowing.encode(step)
        assert block == encoder.encode(step)
        try:
            expected = reading.decode(block, raw=True)
        except HPACKError as error:  # of a table that changes its size twice in a row
            with pytest.raises(type(error)):
                decoder.decode(block, raw=True)
            return
        read = decoder.decode(block, raw=True)
        assert [*map(type, read)] == [*map(type, expected)]
        assert read == expected
        assert list(knowing.header_table.dynamic_entries) == list(encoder.header_table.dynamic_entries)
        assert decoder.header_table.dynamic_entries == reading.header_table.dynamic_entries


@given(
    some.lists(
        some.sampled_from(
            [b"\x82", b"\xbe", b"\x40\x01a\x01b", b"\0\x01a\x01b", b"\x20", b"\x3f\xe1\x1f", b"\xff"]
        )
    )
)
def test_any_bytes_are_read_as_hpack_reads_them(blocks: list[bytes]) -> None:
    reading, knowing = Decoder(LIMIT), KnowingDecoder(LIMIT)
    for block in blocks:
        try:
            expected = reading.decode(block, raw=True)
        except HPACKError as error:
            with pytest.raises(type(error)):
                knowing.decode(block, raw=True)
            return
        assert knowing.decode(block, raw=True) == expected
        assert knowing.header_table.dynamic_entries == reading.header_table.dynamic_entries


def test_what_comes_again_is_not_read_again() -> None:
    decoder = KnowingDecoder(LIMIT)
    assert decoder.decode(b"\0\x01a\x01b", raw=True) is decoder.decode(b"\0\x01a\x01b", raw=True)


def test_what_is_said_again_is_not_written_again() -> None:
    encoder = KnowingEncoder()
    fields = [(b"x-a", b"1")]
    first, second, third = (encoder.encode(fields) for _ in range(3))
    assert first != second
    assert second is third


def test_a_limit_that_changes_is_kept() -> None:
    decoder = KnowingDecoder(LIMIT)
    decoder.decode(b"\x82", raw=True)
    decoder.max_allowed_table_size = 100
    with pytest.raises(HPACKError):
        decoder.decode(b"\x82", raw=True)


def test_secrets_are_written_as_secrets() -> None:
    encoder, reference = KnowingEncoder(), Encoder()
    open_field, secret = HeaderTuple(b"x-a", b"1"), NeverIndexedHeaderTuple(b"x-a", b"1")
    for field in (open_field, open_field, secret, open_field):
        assert encoder.encode([field]) == reference.encode([field])


def test_large_blocks_are_not_kept() -> None:
    decoder = KnowingDecoder(LIMIT)
    block = b"\0\x01a" + b"\x7f\x81\x0a" + b"x" * 1_408
    assert len(block) > LARGEST
    assert decoder.decode(block, raw=True) is not decoder.decode(block, raw=True)


def test_there_is_a_bound() -> None:
    decoder = KnowingDecoder(LIMIT)
    for number in range(MOST + 1):
        decoder.decode(b"\0\x01a\x03%03d" % number, raw=True)
    assert len(decoder._kept._known) == 1
    assert http2blocks.MOST == MOST
