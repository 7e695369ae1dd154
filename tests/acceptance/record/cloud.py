"""A cloud as services use it: tokens for credentials, GraphQL, signed addresses, a queue that is polled."""

import base64
import hmac
import json
import time
from hashlib import sha256
from uuid import uuid4

import httpx

from tests.acceptance.record.service import Asked, Reply, Service

SECRET = "q7Zk2-Jw81mPz0Lr"
PROBLEM = ("Content-Type", "application/problem+json")


class Cloud(Service):
    """Tokens live an hour; jobs are done at the third question."""

    def __init__(self, *arguments: object) -> None:
        super().__init__(*arguments)  # type: ignore[arg-type]
        self.tokens: set[str] = set()
        self.objects: dict[str, bytes] = {}
        self.jobs: dict[str, int] = {}
        self.newest = 1041
        self.waiting: list[str] = []

    def answer(self, asked: Asked) -> Reply:  # noqa: C901, PLR0911  one for each path
        match asked.method, asked.path.strip("/").split("/"):
            case "POST", ["oauth", "token"]:
                return self._token(asked)
            case _, ["bucket", name]:
                return self._object(asked, name)
        if asked.headers.get("Authorization", "").removeprefix("Bearer ") not in self.tokens:
            return Reply(401, {"title": "no token"}, [PROBLEM, ("WWW-Authenticate", 'Bearer realm="cloud"')])
        match asked.method, asked.path.strip("/").split("/"):
            case "POST", ["graphql"]:
                return self._graphql(asked.json)
            case "POST", ["sign"]:
                return Reply(200, {"url": self._signed(asked.json["name"]), "method": "PUT"})
            case "POST", ["jobs"]:
                job = self.newest = self.newest + 1
                self.jobs[str(job)] = 0
                where = [("Retry-After", "0"), ("Location", f"/jobs/{job}")]
                return Reply(202, {"job": {"id": job, "input": asked.json}}, where)
            case "GET", ["jobs", known] if known in self.jobs:
                self.jobs[known] += 1
                state = ["queued", "running", "done"][min(self.jobs[known], 3) - 1]
                return Reply(200, {"id": int(known), "self": f"/jobs/{known}", "state": state})
            case "GET", ["queue"]:
                return Reply(200, {"messages": [self.waiting.pop()]}) if self.waiting else Reply(204)
            case "POST", ["queue"]:
                self.waiting.append(asked.body.decode())
                return Reply(202)
        return Reply(404, {"title": "no such thing"}, [PROBLEM])

    def _token(self, asked: Asked) -> Reply:
        if asked.form.get("client_secret") != SECRET:
            return Reply(401, {"error": "invalid_client"})
        now = int(time.time())
        claims = {"sub": asked.form["client_id"], "iat": now, "exp": now + 3600, "jti": str(uuid4())}
        token = ".".join([_packed({"alg": "HS256", "typ": "JWT"}), _packed(claims)])
        token = f"{token}.{_text(hmac.digest(b'key', token.encode(), 'sha256'))}"
        self.tokens.add(token)
        return Reply(200, {"access_token": token, "token_type": "Bearer", "expires_in": 3600})

    def _graphql(self, question: dict[str, object]) -> Reply:
        variables = question.get("variables") or {}
        assert isinstance(variables, dict)
        match question.get("operationName"):
            case "Users":
                edges = [{"node": {"id": f"u{number}"}} for number in range(variables["first"])]
                return Reply(200, {"data": {"users": {"edges": edges}}})
            case "AddUser":
                user = {"id": str(uuid4()), "name": variables["input"]["name"]}
                return Reply(200, {"data": {"addUser": {"user": user}}})
            case "User":
                return Reply(200, {"data": {"user": {"id": variables["id"], "isNew": True}}})
        return Reply(200, {"errors": [{"message": "which operation?"}], "data": None})

    def _signed(self, name: str) -> str:
        when = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
        signature = sha256(f"{name}{when}".encode()).hexdigest()
        return f"{self.url}/bucket/{name}?X-Amz-Date={when}&X-Amz-Expires=900&X-Amz-Signature={signature}"

    def _object(self, asked: Asked, name: str) -> Reply:
        if asked.method == "PUT":
            if f"{self.url}{asked.target}" != self._resigned(name, asked.first("X-Amz-Date")):
                return Reply(403, b"<Error><Code>SignatureDoesNotMatch</Code></Error>", [XML])
            self.objects[name] = asked.body
            return Reply(200, b"", [("ETag", f'"{sha256(asked.body).hexdigest()[:32]}"')])
        if name not in self.objects:
            return Reply(404, b"<Error><Code>NoSuchKey</Code></Error>", [XML])
        whole = self.objects[name]
        if wanted := asked.headers.get("Range", ""):
            first, _, last = wanted.removeprefix("bytes=").partition("-")
            part = whole[int(first) : int(last) + 1]
            return Reply(206, part, [("Content-Range", f"bytes {first}-{last}/{len(whole)}")])
        return Reply(200, whole, [("Content-Type", "application/octet-stream"), ("Accept-Ranges", "bytes")])

    def _resigned(self, name: str, when: str) -> str:
        signature = sha256(f"{name}{when}".encode()).hexdigest()
        return f"{self.url}/bucket/{name}?X-Amz-Date={when}&X-Amz-Expires=900&X-Amz-Signature={signature}"


XML = ("Content-Type", "application/xml")


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _packed(part: object) -> str:
    return _text(json.dumps(part, separators=(",", ":")).encode())


def visit(client: httpx.Client, url: str) -> None:
    """One run of a service: each answer must be right."""
    assert client.get(f"{url}/queue").status_code == 401
    asked = {"grant_type": "client_credentials", "client_id": "reports", "client_secret": "wrong"}
    token = client.post(f"{url}/oauth/token", data={**asked, "client_secret": SECRET}).json()["access_token"]
    mine = {"Authorization": f"Bearer {token}"}

    def ask(operation: str, text: str, **variables: object) -> dict[str, object]:
        question = {"operationName": operation, "query": text, "variables": variables}
        got = client.post(f"{url}/graphql", json=question, headers=mine).json()
        return dict(got["data"] or {})

    users = "query Users($first: Int!) {\n  users(first: $first) { edges { node { id } } }\n}"
    for many in (1, 3):
        assert len(ask("Users", users, first=many)["users"]["edges"]) == many  # type: ignore[index]
    name = f"user-{uuid4()}"
    adding = "mutation AddUser($input: AddUserInput!) { addUser(input: $input) { user { id name } } }"
    user = ask("AddUser", adding, input={"name": name, "clientMutationId": str(uuid4())})["addUser"]["user"]  # type: ignore[index]
    assert user["name"] == name
    found = ask("User", "query User($id: ID!) { user(id: $id) { id isNew } }", id=user["id"])
    assert found == {"user": {"id": user["id"], "isNew": True}}
    assert ask("Nothing", "query Nothing { nothing }") == {}

    content = bytes(range(256)) * 3
    signed = client.post(f"{url}/sign", json={"name": "report.bin"}, headers=mine).json()
    assert client.put(signed["url"], content=content).status_code == 200
    assert client.get(f"{url}/bucket/report.bin").content == content
    part = client.get(f"{url}/bucket/report.bin", headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.content) == (206, content[10:20])
    assert "NoSuchKey" in client.get(f"{url}/bucket/other.bin").text

    job = client.post(f"{url}/jobs", json={"kind": "report", "of": name}, headers=mine).json()["job"]
    assert job["input"] == {"kind": "report", "of": name}
    states = [client.get(f"{url}/jobs/{job['id']}", headers=mine).json() for _ in range(3)]
    assert [state["state"] for state in states] == ["queued", "running", "done"]
    assert {state["id"] for state in states} == {job["id"]}

    assert client.get(f"{url}/queue", headers=mine).status_code == 204
    assert client.post(f"{url}/queue", content="hello", headers=mine).status_code == 202
    assert client.get(f"{url}/queue", headers=mine).json() == {"messages": ["hello"]}
    assert client.get(f"{url}/queue", headers=mine).status_code == 204
