"""Keys of the format that do not work yet: a file that has one is told so, not that it is a typo."""

MOCK = frozenset(["websocket"])
REQUEST = frozenset(["xml", "graphql", "multipart", "jwt", "basic_auth"])
CONTEXT: frozenset[str] = frozenset()
RESPONSE = frozenset(
    [
        "trailers",
        "http_version",
        "chunks",
        "bandwidth",
        "stream",
        "sse",
        "fault",
    ]
)
PROXY = frozenset(
    [
        "fault",
        "chunks",
        "bandwidth",
    ]
)
FILE = frozenset({"contract"})
MATCHERS = frozenset({"ShouldEqualXML"})
