"""A REST API as a program uses it: pages, versions by `Accept`, conditions, redirects, odd paths, texts."""

import gzip
from hashlib import sha256
from uuid import uuid4

import brotli
import httpx

from tests.acceptance.record.service import Asked, Reply, Service

AUTHORS = {str(number): f"Author {number}" for number in range(100, 160)}
V2 = "application/vnd.library.v2+json"
ODD = {
    "no": "no",
    "version": "1e3",
    "zip": "0123",
    "tab": "a\tb",
    "lines": "one\n  two\nthree\n",
    "emoji": "📚 é",
    "nel": "a\x85b\u2028c",
    "template": "{{ 7 * 7 }} {% raw %} {# no #} ${any} ${x} $${y}",
    "empty": "",
    "blank": " ",
    "hash": "# none",
    "colon": "a: b",
    "null": None,
    "nothing": [],
    "none": {},
    "big": 12345678901234567890,
    "price": 1.50,
    "~": "~",
    "yes": True,
    "a: b": "- c",
    "date": "2001-02-03",
    "time": "12:30:45",
    "anchor": "&a *a !!int |",
}


class Library(Service):
    """Books that are made get new ids, and the shelf changes."""

    def __init__(self, *arguments: object) -> None:
        super().__init__(*arguments)  # type: ignore[arg-type]
        self.books: dict[str, dict[str, object]] = {}

    def answer(self, asked: Asked) -> Reply:  # noqa: C901, PLR0911, PLR0912  one for each path
        match asked.method, asked.path.strip("/").split("/"):
            case "GET", ["v1", "books"]:
                return self._page(asked)
            case "OPTIONS", ["v1", "books"]:
                return Reply(204, b"", [("Allow", "GET, POST, HEAD, OPTIONS")])
            case "HEAD", ["v1", "books"]:
                return Reply(200, b"", [("X-Total-Count", "7"), ("Content-Type", "application/json")])
            case "POST", ["v1", "books"]:
                book = {"id": str(uuid4()), **asked.json}
                self.books[str(book["id"])] = book
                where = [("Location", f"{self.url}/v1/books/{book['id']}"), ("ETag", _tag(book))]
                return Reply(201, book, where)
            case method, ["v1", "books", known] if known in self.books:
                return self._book(method, known, asked)
            case "GET", ["v1", "authors", known] if known in AUTHORS:
                author = {"id": int(known), "name": AUTHORS[known]}
                if asked.headers.get("Accept") == V2:
                    named = {"data": author, "version": 2}
                    return Reply(200, named, [("Content-Type", V2), ("Vary", "Accept")])
                return Reply(200, author, [("Vary", "Accept")])
            case "GET", ["v1", "old"]:
                return Reply(301, b"", [("Location", "/v1/books?page=2")])
            case "GET", ["v1", "bücher", "größe 1"]:
                return Reply(200, {"title": "Über"})
            case "GET", ["v1", "odd"]:
                return Reply(200, ODD)
            case "GET", ["v1", "text"]:
                text = str(ODD["template"]) + "\nzwei\n"
                return Reply(200, text.encode(), [("Content-Type", "text/plain; charset=utf-8")])
            case "GET", ["v1", "search"]:
                return Reply(200, {"asked": asked.query.get("q", []), "sort": asked.first("sort", "none")})
            case "GET", ["v1", "lines"]:
                return Reply(
                    200, b'{"a":1}\n{"a":2}\n', [("Content-Type", "application/x-ndjson")], is_chunked=True
                )
            case "GET", ["v1", "packed"]:
                return _packed(asked.headers.get("Accept-Encoding", ""))
            case "GET", ["v1", "exact"]:
                raw = b'{ "a" : 1.50 }'
                return Reply(200, raw, [("Content-Type", "application/json"), ("ETag", '"exact"')])
        return Reply(404, {"error": "not found", "path": asked.path})

    def _page(self, asked: Asked) -> Reply:
        page = int(asked.first("page", "1"))
        books = [{"id": f"b{number}", "title": f"Book {number}"} for number in range(3 * page - 3, 3 * page)]
        further = f'<{self.url}/v1/books?page={page + 1}>; rel="next"'
        reply = {"books": books, "page": page}
        if asked.headers.get("If-None-Match") == _tag(reply):
            return Reply(304, b"", [("ETag", _tag(reply))])
        return Reply(200, reply, [("ETag", _tag(reply)), *([("Link", further)] if page < 3 else [])])

    def _book(self, method: str, known: str, asked: Asked) -> Reply:
        book = self.books[known]
        match method:
            case "PATCH":
                if asked.headers.get("If-Match") != _tag(book):
                    return Reply(412, {"error": "changed meanwhile"})
                book.update(asked.json)
                return Reply(200, book, [("ETag", _tag(book))])
            case "DELETE":
                del self.books[known]
                return Reply(204)
        return Reply(200, book, [("ETag", _tag(book))])


def _tag(document: object) -> str:
    return f'"{sha256(repr(document).encode()).hexdigest()[:20]}"'


def _packed(accepted: str) -> Reply:
    text = b'{"packed": "by the server"}'
    kind = ("Content-Type", "application/json")
    if "br" in accepted:
        return Reply(200, brotli.compress(text), [kind, ("Content-Encoding", "br")])
    if "gzip" in accepted:
        return Reply(200, gzip.compress(text), [kind, ("Content-Encoding", "gzip")])
    return Reply(200, text, [kind])


def visit(client: httpx.Client, url: str) -> None:  # noqa: PLR0915  what a program does, in its order
    """One run of a program: each answer must be right."""
    titles, tags, where = [], [], f"{url}/v1/books"
    while where:
        page = client.get(where)
        titles += [book["title"] for book in page.json()["books"]]
        tags.append(page.headers["etag"])
        where = page.links.get("next", {}).get("url", "")
    assert titles == [f"Book {number}" for number in range(9)]
    again = client.get(f"{url}/v1/books", headers={"If-None-Match": tags[0]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.options(f"{url}/v1/books").headers["allow"] == "GET, POST, HEAD, OPTIONS"
    head = client.head(f"{url}/v1/books")
    assert (head.headers["x-total-count"], head.content) == ("7", b"")

    title = f"Of {uuid4()}"
    made = client.post(f"{url}/v1/books", json={"title": title, "tags": ["a", "no"]})
    book = made.json()
    assert (made.status_code, book["title"]) == (201, title)
    assert made.headers["location"] == f"{url}/v1/books/{book['id']}"
    assert client.get(made.headers["location"]).json() == book
    stale = client.patch(f"{url}/v1/books/{book['id']}", json={"pages": 1}, headers={"If-Match": '"x"'})
    assert stale.status_code == 412
    fresh = {"If-Match": made.headers["etag"]}
    changed = client.patch(f"{url}/v1/books/{book['id']}", json={"pages": 100}, headers=fresh)
    assert changed.json() == {**book, "pages": 100}
    assert client.get(f"{url}/v1/books/{book['id']}").json() == {**book, "pages": 100}
    gone = client.delete(f"{url}/v1/books/{book['id']}")
    assert (gone.status_code, gone.content) == (204, b"")
    assert client.get(f"{url}/v1/books/{book['id']}").status_code == 404

    for number, name in AUTHORS.items():
        assert client.get(f"{url}/v1/authors/{number}").json() == {"id": int(number), "name": name}
    second = client.get(f"{url}/v1/authors/100", headers={"Accept": V2})
    assert second.json() == {"data": {"id": 100, "name": "Author 100"}, "version": 2}
    assert second.headers["content-type"] == V2

    moved = client.get(f"{url}/v1/old", follow_redirects=True)
    assert moved.json()["page"] == 2
    assert client.get(f"{url}/v1/bücher/größe 1").json() == {"title": "Über"}
    assert client.get(f"{url}/v1/odd").json() == ODD
    assert client.get(f"{url}/v1/text").text == f"{ODD['template']}\nzwei\n"
    for query, words in (("q=a&q=b", ["a", "b"]), ("q=a", ["a"]), ("q=b", ["b"]), ("q=", [""]), ("", [])):
        assert client.get(f"{url}/v1/search?{query}").json()["asked"] == words
    assert client.get(f"{url}/v1/search?q=%7B%7B1%7D%7D").json()["asked"] == ["{{1}}"]
    assert client.get(f"{url}/v1/search?q=$%7Bany%7D&sort=up").json()["asked"] == ["${any}"]
    assert client.get(f"{url}/v1/lines").text == '{"a":1}\n{"a":2}\n'
    for coding in ("br", "gzip", "identity"):
        packed = client.get(f"{url}/v1/packed", headers={"Accept-Encoding": coding})
        assert packed.json() == {"packed": "by the server"}
    assert client.get(f"{url}/v1/exact").content == b'{ "a" : 1.50 }'
    assert client.get(f"{url}/v1/none/../such").status_code == 404
