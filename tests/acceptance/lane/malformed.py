"""Heads that are odd, ambiguous or broken: what one reader takes and another does not."""

from tests.acceptance.lane.row import Row, raw

HOSTED = "Host: lane.test\r\n"
CHUNKED = "Transfer-Encoding: chunked\r\n"
BODY = "5\r\nhello\r\n0\r\n\r\n"

LINES = {
    "two spaces": "GET  /plain HTTP/1.1",
    "a tab": "GET\t/plain\tHTTP/1.1",
    "a space before": " GET /plain HTTP/1.1",
    "a space behind": "GET /plain HTTP/1.1 ",
    "a form feed": "GET\x0c/plain HTTP/1.1",
    "no version": "GET /plain",
    "HTTP/0.9": "GET /plain HTTP/0.9",
    "HTTP/1.2": "GET /plain HTTP/1.2",
    "HTTP/1.9": "GET /plain HTTP/1.9",
    "HTTP/2.0": "GET /plain HTTP/2.0",
    "HTTP/1": "GET /plain HTTP/1",
    "HTTP/1.10": "GET /plain HTTP/1.10",
    "http/1.1": "GET /plain http/1.1",
    "another protocol": "GET /plain ICE/1.0",
    "small letters": "get /plain HTTP/1.1",
    "a word too many": "GET /plain /other HTTP/1.1",
    "no slash": "GET plain HTTP/1.1",
    "nothing": "GET  HTTP/1.1",
    "a fragment": "GET /plain#part HTTP/1.1",
    "high bytes": "GET /pl\xe4in HTTP/1.1",
    "utf-8": "GET /pl\xc3\xa4in HTTP/1.1",
    "a NUL in the path": "GET /pl\0ain HTTP/1.1",
    "a control in the path": "GET /pl\x01ain HTTP/1.1",
    "a DEL in the path": "GET /pl\x7fain HTTP/1.1",
    "a quote in the path": 'GET /pl"ain<> HTTP/1.1',
    "a backslash": "GET /pl\\ain HTTP/1.1",
    "an odd method": "G@T /plain HTTP/1.1",
    "a high method": "G\xe9T /plain HTTP/1.1",
    "no method": " /plain HTTP/1.1",
    "a method of llhttp": "SOURCE /plain HTTP/1.1",
    "PRI": "PRI * HTTP/2.0",
    "a star": "OPTIONS * HTTP/1.1",
    "userinfo": "GET http://ada:pw@lane.test/plain HTTP/1.1",
    "upper-case scheme": "GET HTTP://LANE.test/plain HTTP/1.1",
    "https": "GET https://lane.test/plain HTTP/1.1",
    "ftp": "GET ftp://lane.test/plain HTTP/1.1",
    "no authority": "GET http:///plain HTTP/1.1",
    "only an authority": "GET http://lane.test HTTP/1.1",
    "only a query": "GET http://lane.test?a=1 HTTP/1.1",
    "a port of none": "GET http://lane.test:/plain HTTP/1.1",
    "a port too large": "GET http://lane.test:99999/plain HTTP/1.1",
    "a port of letters": "GET http://lane.test:x/plain HTTP/1.1",
    "port 0": "GET http://lane.test:0/plain HTTP/1.1",
    "an address": "GET http://[::1]:81/plain HTTP/1.1",
    "a broken address": "GET http://[::1/plain HTTP/1.1",
    "a host with a space": "GET http://la%20ne.test/plain HTTP/1.1",
    "a host with high bytes": "GET http://l\xe4ne.test/plain HTTP/1.1",
    "another host than Host": "GET http://named.test/c/host HTTP/1.1",
    "CONNECT without a port": "CONNECT lane.test HTTP/1.1",
    "CONNECT with a path": "CONNECT /plain HTTP/1.1",
    "long": "GET /plain?" + "a" * 9000 + " HTTP/1.1",
    "as in the admin": "GET http://smock.proxy/api/v1/state HTTP/1.1",
    "dots": "GET /a/../plain HTTP/1.1",
    "a percent": "GET /%70lain HTTP/1.1",
    "a bad percent": "GET /plain%zz HTTP/1.1",
    "a question": "GET /plain? HTTP/1.1",
}
HEADERS = {
    "no Host": "",
    "an empty Host": "Host:\r\n",
    "two Hosts": HOSTED + HOSTED,
    "two different Hosts": HOSTED + "Host: named.test\r\n",
    "a Host with a port": "Host: lane.test:8123\r\n",
    "a Host that is none": "Host: la ne/x\r\n",
    "a Host with userinfo": "Host: a@lane.test\r\n",
    "a Host with high bytes": "Host: l\xe4ne.test\r\n",
    "a Host of an address": "Host: [::1]:99\r\n",
    "a space before the colon": HOSTED + "X-A : b\r\n",
    "a tab before the colon": HOSTED + "X-A\t: b\r\n",
    "a space before the name": HOSTED + " X-A: b\r\n",
    "a space before the first name": " X-A: b\r\n" + HOSTED,
    "a folded line": HOSTED + "X-A: a\r\n b\r\n",
    "a line without a colon": HOSTED + "X-A\r\n",
    "an empty name": HOSTED + ": a\r\n",
    "an empty value": HOSTED + "X-A:\r\n",
    "spaces around a value": HOSTED + "X-A: \t b \t\r\n",
    "a form feed in a value": HOSTED + "X-A: a\x0cb\r\n",
    "a form feed around a value": HOSTED + "X-A: \x0cab\x0b\r\n",
    "a control in a value": HOSTED + "X-A: a\x01b\r\n",
    "a NUL in a value": HOSTED + "X-A: a\0b\r\n",
    "a DEL in a value": HOSTED + "X-A: a\x7fb\r\n",
    "a CR in a value": HOSTED + "X-A: a\rb\r\n",
    "a CR at the end of a value": HOSTED + "X-A: a\r\r\n",
    "a bare LF": HOSTED + "X-A: a\nX-B: b\r\n",
    "high bytes in a value": HOSTED + "X-A: \xe4\xff\r\n",
    "high bytes in a name": HOSTED + "X-\xe4: a\r\n",
    "a quote in a name": HOSTED + 'X-"a": a\r\n',
    "brackets in a name": HOSTED + "X(a): a\r\n",
    "odd signs in a name": HOSTED + "X!#$%&'*+-.^_`|~: a\r\n",
    "a slash in a name": HOSTED + "X/a: a\r\n",
    "a NUL in a name": HOSTED + "X\0a: a\r\n",
    "a length of 0": HOSTED + "Content-Length: 0\r\n",
    "an empty length": HOSTED + "Content-Length:\r\n",
    "an upgrade": HOSTED + "Connection: Upgrade\r\nUpgrade: h2c\r\n",
    "an upgrade alone": HOSTED + "Upgrade: websocket\r\n",
    "HTTP2-Settings": HOSTED + "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: a\r\n",
    "a websocket": HOSTED
    + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n",
    "Connection twice": HOSTED + "Connection: keep-alive\r\nConnection: close\r\n",
    "Connection in capitals": HOSTED + "CONNECTION: CLOSE\r\n",
    "Connection with others": HOSTED + "Connection: X-A, close\r\n",
    "Connection of nonsense": HOSTED + "Connection: closed\r\n",
    "Proxy-Connection": HOSTED + "Proxy-Connection: close\r\n",
    "TE": HOSTED + "TE: trailers\r\n",
    "an expectation of nothing": HOSTED + "Expect: 100-continue\r\n",
    "another expectation": HOSTED + "Expect: the-best\r\n",
    "a thousand headers": HOSTED + "".join(f"X-{number}: a\r\n" for number in range(1000)),
    "16 KiB": HOSTED + "X-A: " + "a" * 16_384 + "\r\n",
    "64 KiB": HOSTED + "X-A: " + "a" * 65_536 + "\r\n",
    "200 KiB": HOSTED + "X-A: " + "a" * 200_000 + "\r\n",
    "900 KiB": HOSTED + "X-A: " + "a" * 900_000 + "\r\n",
    "1.1 MiB": HOSTED + "X-A: " + "a" * 1_150_000 + "\r\n",
    "a long name": HOSTED + "X-" + "a" * 20_000 + ": a\r\n",
}
FRAMINGS = {
    "length and chunked": "Content-Length: 5\r\n" + CHUNKED,
    "chunked and length": CHUNKED + "Content-Length: 5\r\n",
    "two equal lengths": "Content-Length: 5\r\nContent-Length: 5\r\n",
    "two lengths": "Content-Length: 5\r\nContent-Length: 0\r\n",
    "a list of lengths": "Content-Length: 5, 5\r\n",
    "a plus": "Content-Length: +5\r\n",
    "a minus": "Content-Length: -5\r\n",
    "hexadecimal": "Content-Length: 0x5\r\n",
    "zeros before": "Content-Length: 005\r\n",
    "spaces around": "Content-Length:  5 \r\n",
    "an underscore": "Content-Length: 1_0\r\n",
    "a huge length": "Content-Length: 99999999999999999999999\r\n",
    "letters": "Content-Length: five\r\n",
    "a fraction": "Content-Length: 5.0\r\n",
    "other digits": "Content-Length: \xd9\xa5\r\n",
    "a folded length": "Content-Length:\r\n 5\r\n",
    "a vertical tab before": "Content-Length: \x0b5\r\n",
    "chunked twice": CHUNKED + CHUNKED,
    "chunked, chunked": "Transfer-Encoding: chunked, chunked\r\n",
    "chunked, identity": "Transfer-Encoding: chunked, identity\r\n",
    "identity": "Transfer-Encoding: identity\r\n",
    "identity, chunked": "Transfer-Encoding: identity, chunked\r\n",
    "gzip, chunked": "Transfer-Encoding: gzip, chunked\r\n",
    "gzip": "Transfer-Encoding: gzip\r\n",
    "xchunked": "Transfer-Encoding: xchunked\r\n",
    "a tab before chunked": "Transfer-Encoding:\tchunked\r\n",
    "CHUNKED": "TRANSFER-ENCODING: CHUNKED\r\n",
    "a quoted coding": 'Transfer-Encoding: "chunked"\r\n',
    "a parameter": "Transfer-Encoding: chunked;q=1\r\n",
    "an empty coding": "Transfer-Encoding:\r\n",
    "a comma": "Transfer-Encoding: chunked,\r\n",
    "a vertical tab": "Transfer-Encoding: \x0bchunked\r\n",
    "a folded coding": "Transfer-Encoding:\r\n chunked\r\n",
    "a space before its colon": "Transfer-Encoding : chunked\r\n",
    "an underscore for a dash": "Transfer_Encoding: chunked\r\nContent-Length: 5\r\n",
    "none at all": "",
}
CHUNKS = {
    "0x": "0x5\r\nhello\r\n0\r\n\r\n",
    "a plus": "+5\r\nhello\r\n0\r\n\r\n",
    "a minus": "-5\r\nhello\r\n0\r\n\r\n",
    "a space before": " 5\r\nhello\r\n0\r\n\r\n",
    "a space behind": "5 \r\nhello\r\n0\r\n\r\n",
    "a tab behind": "5\t\r\nhello\r\n0\r\n\r\n",
    "zeros": "0000000000005\r\nhello\r\n0000\r\n\r\n",
    "many zeros": "0" * 30 + "5\r\nhello\r\n0\r\n\r\n",
    "capitals": "A\r\nhellohello\r\n0\r\n\r\n",
    "no size": "\r\nhello\r\n0\r\n\r\n",
    "letters": "five\r\nhello\r\n0\r\n\r\n",
    "a huge size": "ffffffffffffffffff\r\nhello\r\n0\r\n\r\n",
    "too small": "3\r\nhello\r\n0\r\n\r\n",
    "bare LF": "5\nhello\n0\n\n",
    "bare LF behind the size": "5\nhello\r\n0\r\n\r\n",
    "bare LF behind the data": "5\r\nhello\n0\r\n\r\n",
    "CR alone": "5\rhello\r0\r\r",
    "an extension": "5;a=b\r\nhello\r\n0;c\r\n\r\n",
    "an odd extension": "5;\x01\x02\r\nhello\r\n0\r\n\r\n",
    "a quoted line end": '5;a="\r\n"\r\nhello\r\n0\r\n\r\n',
    "a bare LF in an extension": "5;a\nb\r\nhello\r\n0\r\n\r\n",
    "a long extension": "5;" + "a" * 10_000 + "\r\nhello\r\n0\r\n\r\n",
    "a huge extension": "5;" + "a" * 70_000 + "\r\nhello\r\n0\r\n\r\n",
    "trailers": "5\r\nhello\r\n0\r\nX-Sum: 1\r\n\r\n",
    "a bad trailer": "5\r\nhello\r\n0\r\nX Sum\r\n\r\n",
    "a length as trailer": "5\r\nhello\r\n0\r\nContent-Length: 5\r\n\r\n",
    "a long trailer": "5\r\nhello\r\n0\r\nX-Sum: " + "a" * 100_000 + "\r\n\r\n",
    "data behind": "5\r\nhellohello\r\n0\r\n\r\n",
}
WHOLE = {
    "lines of LF": "GET /plain HTTP/1.1\nHost: lane.test\n\n",
    "a mixture of line ends": "GET /plain HTTP/1.1\r\nHost: lane.test\n\r\n",
    "another mixture": "GET /plain HTTP/1.1\r\nHost: lane.test\r\n\n",
    "LF CR": "GET /plain HTTP/1.1\n\rHost: lane.test\n\r\n\r",
    "CR alone": "GET /plain HTTP/1.1\rHost: lane.test\r\r",
    "an empty line before": "\r\nGET /plain HTTP/1.1\r\nHost: lane.test\r\n\r\n",
    "empty lines before": "\r\n\r\n\r\nGET /plain HTTP/1.1\r\nHost: lane.test\r\n\r\n",
    "an LF before": "\nGET /plain HTTP/1.1\r\nHost: lane.test\r\n\r\n",
    "a CR before": "\rGET /plain HTTP/1.1\r\nHost: lane.test\r\n\r\n",
    "an empty line behind": "GET /plain HTTP/1.1\r\nHost: lane.test\r\n\r\n\r\n",
    "rubbish": "\x00\x01\x02\x03\r\n\r\n",
    "nothing but line ends": "\r\n\r\n\r\n\r\n",
    "half a TLS hello": "\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03",
    "HTTP/2's preface": "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "an answer": "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
    "no headers": "GET /plain HTTP/1.0\r\n\r\n",
    "not finished": "GET /plain HTTP/1.1\r\nHost: lane.test\r\n",
    "a body with GET": "GET /plain HTTP/1.1\r\nHost: lane.test\r\nContent-Length: 5\r\n\r\nhello",
    "too little body": "POST /plain HTTP/1.1\r\nHost: lane.test\r\nContent-Length: 50\r\n\r\nhello",
    "HTTP/1.0 and chunked": f"POST /plain HTTP/1.0\r\n{HOSTED}{CHUNKED}\r\n{BODY}",
    "folded first": "GET /plain HTTP/1.1\r\n\tHost: lane.test\r\n\r\n",
}


def written(heads: dict[str, str]) -> dict[str, bytes]:
    return {name: text.encode("latin-1") for name, text in heads.items()}


ODD: dict[str, bytes] = written(
    {f"line: {name}": f"{line}\r\n{HOSTED}\r\n" for name, line in LINES.items()}
    | {f"header: {name}": f"GET /plain HTTP/1.1\r\n{more}\r\n" for name, more in HEADERS.items()}
    | {
        f"absolute: {name}": f"GET http://lane.test/plain HTTP/1.1\r\n{more}\r\n"
        for name, more in list(HEADERS.items())[:14]
    }
    | {
        f"framing: {name}": f"POST /plain HTTP/1.1\r\n{HOSTED}{more}\r\n{BODY}"
        for name, more in FRAMINGS.items()
    }
    | {
        f"framing to a script: {name}": f"POST /s/lua HTTP/1.1\r\n{HOSTED}{more}\r\n{BODY}"
        for name, more in FRAMINGS.items()
    }
    | {
        f"chunks: {name}": f"POST /plain HTTP/1.1\r\n{HOSTED}{CHUNKED}\r\n{body}"
        for name, body in CHUNKS.items()
    }
    | {
        f"chunks by body: {name}": f"POST /c/body-json HTTP/1.1\r\n{HOSTED}{CHUNKED}\r\n{body}"
        for name, body in CHUNKS.items()
    }
    | {f"whole: {name}": text for name, text in WHOLE.items()}
)
"""By name."""
MALFORMED: list[Row] = [raw(name, sent) for name, sent in ODD.items()]
