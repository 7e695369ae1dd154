"""Whatever stands in a foreign file, it is read or refused: nothing else is raised."""

import copy
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smockproxy.app.interchange.smockersessions import read_smocker
from smockproxy.interop.entry import entry_shape
from smockproxy.interop.foreignyaml import yaml_of_text
from smockproxy.interop.har import har
from smockproxy.interop.harreading import read_har
from smockproxy.interop.jsonl import jsonl
from smockproxy.interop.jsonlreading import read_jsonl
from smockproxy.interop.reading import Read, UnreadableError
from smockproxy.interop.vcr import read_vcr
from tests.golden_files import FOLDER
from tests.unit.exchanges import several

INTEROP = FOLDER / "interop"
JSON = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(10**20), 10**20),
        st.floats(allow_nan=False),
        st.text(max_size=6),
        st.sampled_from(["\ud800", "\0", "http://a.test/", "[::1", "2026-11-21", "base64", "-1", "9" * 400]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=4,
)


def places(tree: Any, steps: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to each value."""
    pairs = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for step, inner in pairs:
        yield (*steps, step)
        yield from places(inner, (*steps, step))


def changed(tree: Any, steps: tuple[Any, ...], value: Any) -> Any:
    made = copy.deepcopy(tree)
    place = made
    for step in steps[:-1]:
        place = place[step]
    place[steps[-1]] = value
    return made


def as_json(tree: Any) -> bytes:
    return json.dumps(tree).encode()


SAMPLES: dict[str, tuple[Any, Callable[[bytes], Read], Callable[[Any], bytes]]] = {
    **{
        f"har-{name}": (json.loads((INTEROP / "har" / f"{name}.har").read_bytes()), read_har, as_json)
        for name in ("chrome", "firefox", "safari", "insomnia", "browserless")
    },
    "har-own": (json.loads(b"".join(har(several()))), read_har, as_json),
    "jsonl": (entry_shape(several()[1]), read_jsonl, as_json),
    "smocker": (json.loads((INTEROP / "smocker" / "sessions.json").read_bytes()), read_smocker, as_json),
    "vcr": (
        yaml_of_text((INTEROP / "vcr" / "ruby.yml").read_text()),
        read_vcr,
        lambda tree: json.dumps(tree, default=str).encode(),
    ),
}


@pytest.mark.parametrize("name", SAMPLES)
def test_any_value_in_any_place_is_read_or_refused(name: str):
    tree, read, write = SAMPLES[name]
    ways = list(places(tree))

    @settings(max_examples=40, deadline=None)
    @given(st.sampled_from(ways), JSON)
    def tried(steps: tuple[Any, ...], value: Any) -> None:
        raw = write(changed(tree, steps, value))
        try:
            entries = read(raw).entries
        except UnreadableError:
            return
        once = b"".join(jsonl(entries))
        assert b"".join(jsonl(read_jsonl(once).entries)) == once
        b"".join(har(entries))

    tried()
