"""How an answer is framed: which answers have no body, and the Content-Length that is right.

Source: RFC 9110 (6.4.1, 8.6, 15.2, 15.3.5, 15.4.5). mitmproxy writes whatever body it is given, which would
corrupt the connection for the next request.
"""

from dataclasses import replace

from smockproxy.core.http import Headers, Response


def is_interim(status: int) -> bool:
    """1xx, which is followed by the final answer; 101 is final."""
    return 100 <= status < 200 and status != 101


def has_no_body(method: str, status: int) -> bool:
    """Whether nothing may follow the header block."""
    return method == "HEAD" or status in {204, 304} or 100 <= status < 200


def framed(response: Response, method: str) -> Response:
    """The response as it may go out: one right Content-Length, and no body where none is allowed."""
    fields = response.headers.without("transfer-encoding").fields
    places = [place for place, (name, _) in enumerate(fields) if name.lower() == b"content-length"]
    before, after = (fields[: places[-1]], fields[places[-1] + 1 :]) if places else (fields, ())
    headers = Headers(before).without("content-length")
    if response.status not in {204, 304} and not 100 <= response.status < 200:
        headers = headers.adding("Content-Length", str(len(response.body)))
    body = b"" if has_no_body(method, response.status) else response.body
    return replace(response, headers=Headers((*headers.fields, *after)), body=body)
