"""The formats that are read and written without a server, and how what is read becomes drafts."""

from collections.abc import Callable, Iterator, Mapping

from smockproxy.app.interchange.smockersessions import SMOCKER_IN, smocker_export
from smockproxy.interop.formats import HAR, JSONL
from smockproxy.interop.harreading import HAR_IN
from smockproxy.interop.jsonlreading import JSONL_IN
from smockproxy.interop.reading import Read
from smockproxy.interop.vcr import VCR_IN
from smockproxy.proxy.flowreading import MITM_IN

__all__ = ["READABLE", "WRITABLE"]
READABLE = (HAR_IN, JSONL_IN, MITM_IN, SMOCKER_IN, VCR_IN)


def _flow_file(read: Read) -> Iterator[bytes]:
    from smockproxy.proxy.flows import flow_file  # noqa: PLC0415 - imports mitmproxy

    return flow_file(read.entries)


WRITABLE: Mapping[str, Callable[[Read], Iterator[bytes]]] = {
    "har": lambda read: HAR.write(read.entries),
    "mitm": _flow_file,
    "jsonl": lambda read: JSONL.write(read.entries),
    "smocker": smocker_export,
}
"""By the names that `history export` has for them."""
