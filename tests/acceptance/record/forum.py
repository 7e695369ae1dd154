"""A web site as a browser uses it: cookies, CSRF tokens in forms, redirects after POST, uploads, HTML."""

import re
import secrets
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx

from tests.acceptance.record.service import Asked, Reply, Service

HTML = ("Content-Type", "text/html; charset=utf-8")
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_THREAD = re.compile(r'href="(/threads/[0-9a-f]+)"')


class Forum(Service):
    """Sessions, form tokens and threads are drawn anew in each run."""

    def __init__(self, *arguments: object) -> None:
        super().__init__(*arguments)  # type: ignore[arg-type]
        self.tokens: dict[str, str] = {}
        self.users: dict[str, str] = {}
        self.threads: dict[str, list[str]] = {}

    def answer(self, asked: Asked) -> Reply:  # noqa: C901, PLR0911, PLR0912  one for each path
        session = asked.cookies.get("sid", "")
        match asked.method, asked.path.strip("/").split("/"):
            case "GET", ["login"]:
                session = secrets.token_hex(16)
                return self._form(session, "/login", [("Set-Cookie", f"sid={session}; Path=/; HttpOnly")])
            case "POST", ["login"]:
                if not self._is_trusted(session, asked.form.get("csrf_token")):
                    return _html(403, "<p>Who are you?</p>")
                self.users[session] = asked.form["user"]
                when = format_datetime(datetime.now(UTC) + timedelta(days=1), usegmt=True)
                cookies = [("Set-Cookie", f"seen=1; Expires={when}"), ("Set-Cookie", "theme=dark; Path=/")]
                return Reply(303, b"", [("Location", "/"), *cookies])
            case "GET", [""]:
                name = self.users.get(session)
                return (
                    _html(200, f"<h1>Hello {name}</h1>")
                    if name
                    else Reply(302, b"", [("Location", "/login")])
                )
            case "GET", ["new"]:
                return self._form(session, "/threads", [])
            case "POST", ["threads"]:
                if not self._is_trusted(session, asked.form.get("csrf_token")):
                    return _html(403, "<p>Who are you?</p>")
                thread = secrets.token_hex(12)
                self.threads[thread] = [asked.form["title"]]
                return Reply(303, b"", [("Location", f"/threads/{thread}")])
            case "GET", ["threads", known] if known in self.threads:
                posts = "".join(f"<li>{text}</li>" for text in self.threads[known])
                return _html(200, f'<ul>{posts}</ul>\n<a href="/threads/{known}">here</a>\n')
            case "POST", ["threads", known, "files"] if known in self.threads:
                name = re.search(rb'filename="([^"]+)"', asked.body)
                self.threads[known].append(name[1].decode() if name else "?")
                return Reply(201, {"name": self.threads[known][-1], "size": len(asked.body) > 100})
            case "POST", ["logout"]:
                self.users.pop(session, None)
                return Reply(303, b"", [("Location", "/"), ("Set-Cookie", "sid=; Max-Age=0")])
            case "GET", ["style.css"]:
                return Reply(200, b"p { color: red }\r\n", [("Content-Type", "text/css")])
        return _html(404, "<p>No such page</p>")

    def _form(self, session: str, action: str, headers: list[tuple[str, str]]) -> Reply:
        self.tokens[session] = secrets.token_urlsafe(24)
        text = (
            f'<form method="post" action="{action}">\n'
            f'  <input type="hidden" name="csrf_token" value="{self.tokens[session]}">\n</form>\n'
        )
        return _html(200, text, headers)

    def _is_trusted(self, session: str, token: str | None) -> bool:
        return bool(token) and self.tokens.get(session) == token


def _html(status: int, text: str, headers: list[tuple[str, str]] | None = None) -> Reply:
    return Reply(status, text.encode(), [HTML, *(headers or [])])


def visit(client: httpx.Client, url: str) -> None:
    """One run of a person with a browser: each page must be right."""
    client.cookies.clear()
    client.follow_redirects = True
    login = client.get(f"{url}/")
    assert login.url.path == "/login"
    wrong = client.post(
        f"{url}/login", data={"csrf_token": "wrong", "user": "ann", "password": "open sesame"}
    )
    assert wrong.status_code == 403
    form = {"csrf_token": _found(_TOKEN, login), "user": "ann", "password": "open sesame"}
    assert client.post(f"{url}/login", data=form).text == "<h1>Hello ann</h1>"
    assert "theme" in client.cookies
    assert client.get(f"{url}/style.css").content == b"p { color: red }\r\n"
    token = _found(_TOKEN, client.get(f"{url}/new"))
    thread = client.post(f"{url}/threads", data={"csrf_token": token, "title": "Tea & cake {{ x }}"})
    assert "<li>Tea & cake {{ x }}</li>" in thread.text
    where = _found(_THREAD, thread)
    assert thread.url.path == where
    for name, content in (("a.txt", b"text" * 20), ("b.png", b"\x89PNG\r\n\x1a\n" + secrets.token_bytes(90))):
        sent = client.post(f"{url}{where}/files", files={"file": (name, content)})
        assert sent.json() == {"name": name, "size": True}
    assert "<li>a.txt</li><li>b.png</li>" in client.get(url + where).text
    assert client.post(f"{url}/logout").url.path == "/login"


def _found(pattern: re.Pattern[str], page: httpx.Response) -> str:
    found = pattern.search(page.text)
    assert found, page.text
    return found[1]
