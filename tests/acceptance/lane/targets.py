"""What the rows of the corpus ask for: each mock, and what is not mocked."""

from tests.acceptance.lane.row import UPSTREAM, Target

REAL = UPSTREAM.decode()
STATIC = [
    Target(path, lane=True)
    for path in [
        "/plain",
        "/empty",
        "/json",
        "/large",
        "/binary",
        "/named",
        "/same-twice",
        "/accents",
        "/own-date",
        "/own-length-short",
        "/own-length-long",
        "/own-length-none",
        "/own-close",
        "/own-keep",
        "/own-upgrade",
        "/own-chunked",
        "/own-identity",
        "/own-trailer",
        "/own-server",
        "/priority",
        "/with-id",
        "/latin",
        "/sniffed",
        "/plain?a=1&a=2",
        "/plain?%C3%BC=%ff",
    ]
]
STATUSES = [
    Target(f"/status/{status}", lane=True)
    for status in (201, 204, 205, 206, 301, 304, 401, 407, 418, 499, 500, 600, 666, 999)
]
INTERIM = [Target(f"/status/{status}") for status in (100, 102, 103, 199)]
JSON_BODY = b'{"a": {"b": 1}}'
CONDITIONS = [
    Target("/c/method", lane=True),
    Target("/c/method", method="PUT", lane=True),
    Target("/c/method", method="get"),
    Target("/c/any-method", method="PURGE"),
    Target("/c/any-method", method="OPTIONS", lane=True),
    Target("/c/https"),
    Target("/c/http"),
    Target("/c/host", host="named.test", lane=True),
    Target("/c/host", host="NAMED.test:80"),
    Target("/c/host-glob", host="a.glob.test", lane=True),
    Target("/c/port", host="lane.test:8123", lane=True),
    Target("/c/template/12", lane=True),
    Target("/c/template/x"),
    Target("/c/rest/a/b%2Fc", lane=True),
    Target("/c/pattern/abc", lane=True),
    Target("/c/starts/here?x", lane=True),
    Target("/c/query?a=1&b=yes&b=x", lane=True),
    Target("/c/query?a=2"),
    Target("/c/query-exact?a=1", lane=True),
    Target("/c/query-exact?a=1&b=2"),
    Target("/c/header", lane=True),
    Target("/c/header", headers={"x-want": "yes"}, lane=True),
    Target("/c/header", headers={"X-Want": "no"}),
    Target("/c/headers", headers={"X-Many": "a", "x-many": "b"}, lane=True),
    Target("/c/url", lane=True),
    Target("/c/cookie", headers={"Cookie": "a=b; session=abc"}, lane=True),
    Target("/c/body", method="POST", body=b"exact", lane=True),
    Target("/c/body", method="POST", body=b"other"),
    Target("/c/body", lane=True),
    Target("/c/body-json", method="POST", body=JSON_BODY, lane=True),
    Target("/c/json", method="PATCH", body=JSON_BODY, lane=True),
    Target("/c/json", method="PATCH", body=b"{broken"),
    Target("/c/json-like", method="POST", body=JSON_BODY, lane=True),
    Target("/c/bytes", method="POST", body=b"\0\xff", lane=True),
    Target(
        "/c/form",
        method="POST",
        body=b"name=ada",
        headers={"Content-Type": "application/x-www-form-urlencoded"},
        lane=True,
    ),
    Target("/c/client", lane=True),
    Target("/c/proxied", lane=True),
    Target("/c/share", headers={"X-User": "a"}),
    Target("/c/share", headers={"X-User": "b"}),
    Target("/c/session"),
    Target("/c/any-of", headers={"X-A": "1"}, lane=True),
    Target("/c/any-of?a=1", lane=True),
    Target("/c/not", lane=True),
    Target("/c/not", headers={"X-A": "1"}),
]
USES = [
    Target(path, times=times)
    for path, times in {
        "/u/times": 3,
        "/u/times-then": 2,
        "/u/after": 2,
        "/u/ttl": 1,
        "/u/probability": 8,
        "/u/sequence": 4,
        "/u/cycle": 3,
        "/u/weighted": 6,
        "/u/used-up": 2,
        "/u/scenario": 1,
        "/u/switch": 1,
        "/u/limit": 3,
        "/u/limit-by": 2,
        "/u/bucket": 3,
        "/u/delay": 2,
        "/u/delay-drawn": 2,
        "/u/preset": 1,
        "/u/preset-401": 1,
        "/u/preset-429": 1,
        "/u/malformed": 1,
    }.items()
]
SCRIPTS = [
    Target(path)
    for path in [
        "/s/template/1",
        "/s/template/0",
        "/s/count",
        "/s/count",
        "/c/state",
        "/s/lookup",
        "/s/broken",
        "/s/lua",
        "/s/lua-error",
        "/s/javascript",
        "/s/python",
        "/s/go",
        "/s/jinja2",
        "/s/jinja2-204",
    ]
]
RESOURCES = [
    Target("/users", host="users.test"),
    Target("/users/1", host="users.test"),
    Target("/users?name=Bob", host="users.test"),
    Target("/users", host="users.test", method="POST", body=b'{"name": "Cy"}'),
    Target("/users/3", host="users.test", method="PATCH", body=b'{"age": 3}'),
    Target("/users/2", host="users.test", method="PUT", body=b'{"name": "Dee"}'),
    Target("/users/9", host="users.test"),
    Target("/users/1", host="users.test", method="DELETE"),
    Target("/users/1/3", host="fixtures.test"),
    Target("/other", host="fixtures.test"),
    Target("/users", host="fixtures.test", method="POST", body=b"[broken"),
    Target("/users/7", host="fixtures.test", method="DELETE"),
]
FORWARDS = [
    Target(f"/f/{name}")
    for name in (
        [
            "to",
            "to?a=1&b=2",
            "below",
            "patched",
            "rewritten",
            "redirect",
            "closed",
            "on-error",
            "unpatchable",
            "follow",
            "delay",
        ]
    )
]
CHAOS = [
    Target(f"/x/{name}", times=times)
    for name, times in {
        "status": 1,
        "preset": 1,
        "drop": 1,
        "truncate": 1,
        "corrupt": 1,
        "fields": 1,
        "delay": 1,
        "half": 6,
        "times": 2,
    }.items()
]
CHAOS += [
    Target("/x/untouched", lane=True),
    Target("/x/untouched", lane=True),
    Target("/x/by-body", method="POST", body=b"quiet"),
    Target("/x/by-body", method="POST", body=b"trouble"),
    Target("/x/by-header", headers={"X-Trouble": "yes"}),
    Target("/x/by-header", headers={"X-Trouble": "no"}, lane=True),
    Target("/s/lua"),
    Target("/nothing", lane=True),
]
MISSES = [
    Target("/nothing", lane=True),
    Target("/off", lane=True),
    Target("/plain/", lane=True),
    Target("/", lane=True),
    Target("/PLAIN", lane=True),
    Target("//plain", lane=True),
    Target("/nothing?pretty", lane=True),
    Target("/nothing", headers={"Accept": "text/plain"}, lane=True),
    Target("/c/json", method="PATCH", body=b'{"a": {"b": 2}}', lane=True),
    Target("/c/body", method="POST", body=b"exactly", lane=True),
    Target("/c/query?a=3", lane=True),
]
API = [Target(f"/api-{name}") for name in ["mock", "length", "chunked", "status", "101", "method"]]
REALLY = [
    Target(path, host=REAL)
    for path in [
        "/echo",
        "/binary",
        "/chunked?n=3",
        "/gzip",
        "/nothing",
        "/redirect",
        "/teapot",
        "/duplicate",
        "/cut",
        "/many?n=20",
        "/big?n=200000",
    ]
]
