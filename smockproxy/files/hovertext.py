"""What an editor shows for each key of a mock file."""

from collections.abc import Mapping

from smockproxy.files.proxyschema import PROXY_KEYS_TEXT, PROXY_TEXT
from smockproxy.files.resourcetext import PARAMETERS_TEXT, RESOURCE_TEXT

_SAID: Mapping[str, Mapping[str, str]] = {
    "file": {
        "defaults": "Put under every mock of this file; what the mock itself says wins.",
        "mocks": "The mocks of this file.",
    },
    "mock": {
        "id": "Its identity: use counts belong to it. Left out: made of the file's path and the mock.",
        "name": "For people.",
        "description": "For people.",
        "tags": "For people.",
        "enabled": "`false` leaves the mock out.",
        "priority": "Higher is asked first; 0 unless given. Among equals the last declared is asked first.",
        "request": "What a request must look like: all of it must hold. Left out: any request.",
        "context": "How often the mock may answer, and when.",
        "scenario": "Its part in a scenario: in which states it answers, and which state comes after.",
        "response": "What is answered. A mock has one of `response`, `responses`, `dynamic_response`,"
        " `proxy`.",
        "responses": "Answers that follow each other, one a use, in place of `response`.",
        "sequence": "In which order `responses` are given, and what comes after the last.",
        "dynamic_response": "A script that makes the answer, in place of `response`.",
        "proxy": "Where the request is sent on to, in place of `response`.",
        "resource": "Rows that it lists, shows, creates, changes and deletes, in place of `response`.",
        "rate_limit": "How many calls are answered in a time: `{limit: 10, per: 1m}`.",
        "state": "Thrown away, so that what `GET /mocks` gives can be saved as a file.",
    },
    "request": {
        "method": "The method as it was sent: `get` does not match `GET`.",
        "scheme": "`http` or `https`.",
        "host": "The host without its port, compared in lower case. Left out: every host.",
        "port": "The port, as text.",
        "path": "The path as it was sent, still percent-encoded, without the query.",
        "query_params": "Name → matcher or list of matchers. Further parameters are fine.",
        "headers": "Name → matcher or list of matchers. Names are compared without case.",
        "body": "A matcher on the whole text, or a mapping of JSON path (`a.b[0]`) → matcher.",
        "url": "The whole URL with its query, as it was sent.",
        "path_template": "A path with parameters: `/charges/{id}`, `{id:int}`, `{rest:path}`.",
        "query_exact": "Name → matcher or list of matchers. There must be no further parameters.",
        "cookies": "Name of a cookie → matcher or list of matchers.",
        "form": "Name of a form's field → matcher or list of matchers.",
        "json": "What the body must contain, a matcher, or a mapping of JSONPath (`$.a.b`) → matcher.",
        "client": "The address of whoever sent the request.",
        "session": "The name of the session.",
        "state": "Path into what scripts remember (`visits`, `user.name`) → matcher.",
        "any_of": "Blocks of conditions, one of which must hold.",
        "all_of": "Blocks of conditions, all of which must hold.",
        "not": "A block of conditions that must not hold.",
    },
    "context": {
        "times": "How often the mock may answer; then it is passed over. 0 is without limit.",
        "after": "How many matching requests it lets pass before it answers.",
        "probability": "How likely it is to answer a matching request, from 0 to 1.",
        "ttl": "For how long it answers from its coming into force: `10m`.",
        "verify": "What `smockproxy verify` expects of its use.",
    },
    "verify": {
        "at_least": "How often it is to be used at least. Left out: `times`, unless there is an `at_most`.",
        "at_most": "How often it may be used. Left out: `times`. 0 is never.",
        "rank": "Its place in the order of first uses, lower ranks first. It is to be used at least once.",
    },
    "response": {
        "preset": "An error in one word: `503`, `timeout`, `malformed_json`. What stands beside it wins.",
        "status": "200 unless given; any number from 100 to 999 but 101.",
        "headers": "Name → value or list of values, sent with this casing.",
        "body": "The body as text. Either `body` or `json`.",
        "json": "Any value, sent as JSON with `Content-Type: application/json` unless the headers have one.",
        "delay": "How long to wait: `300ms`, `fast`, `{min: 10ms, max: 200ms}`, or a distribution.",
        "rate_limit": "How many calls are answered in a time: `{limit: 10, per: 1m}`.",
        "template": "`true`: status, headers, body and the texts in `json` are Jinja2 templates.",
    },
    "scenario": {
        "name": "Mocks with the same name share its state, which is `Started` at first.",
        "when": "The state, or a list of states, in which the mock answers. Left out: in every state.",
        "then": "The state once the mock has answered. Left out: it stays as it is.",
    },
    "sequence": {
        "mode": "`in_order` unless given; `cycle` begins anew after the last, `random` and `weighted` draw.",
        "when_used_up": "After the last in order: `repeat_last` unless given, `cycle`, or `miss`, no answer.",
    },
    "rate_limit": {
        "limit": "How many calls are answered in the time that `per` says.",
        "per": "The time: `1m`, on the session's clock.",
        "key": "Whom it counts for: `header:X-Api-Key`, `ip`, `session`. Left out: all together.",
        "algorithm": "`fixed` windows, unless given; `sliding`; `token_bucket`.",
        "burst": "How many tokens a bucket holds; as many as `limit`, unless given.",
        "response": "The answer beyond the limit: a 429 with `Retry-After`, unless given.",
    },
    "dynamic_response": {
        "rate_limit": "How many calls are answered in a time: `{limit: 10, per: 1m}`.",
        "engine": "The language of the script.",
        "script": "The script. Either `script` or `file`.",
        "file": "A file with the script, relative to this one. Saving it puts it in force.",
    },
    "proxy": {
        "host": "The server, with a path prefix if need be. Left out: where the request was going.",
        "keep_host": "Send the client's Host header; otherwise it is the upstream's.",
        "follow_redirect": "Answer with what redirects lead to, instead of with the redirect.",
        "skip_verify_tls": "Accept any certificate of the real server, for this mock alone.",
        "headers": "Put in place of the request's headers of the same names.",
        "delay": "On top of the time that the real server takes.",
        **PROXY_KEYS_TEXT,
        "rate_limit": "How many calls are sent on in a time: `{limit: 10, per: 1m}`.",
    },
    "resource": RESOURCE_TEXT,
    "parameters": PARAMETERS_TEXT,
    **PROXY_TEXT,
    "matcher": {
        "matcher": "How the value is compared.",
        "value": "What it is compared with.",
        "file": "A file with the value, relative to this one.",
        "delta": "How far apart almost equal numbers may be.",
        "extra": "`false`: objects may have no further keys.",
        "order": "`false`: lists may be in any order.",
    },
    "delay": {
        "distribution": "What it is drawn from: `uniform`, `normal`, `lognormal` or `exponential`.",
        "min": "The shortest delay.",
        "max": "The longest delay. Longer ones are never drawn.",
        "add": "On top of what is drawn.",
        "mean": "Of a normal or an exponential distribution.",
        "stddev": "The standard deviation of a normal distribution.",
        "median": "Of a log-normal distribution: half of the delays are shorter.",
        "sigma": "How wide a log-normal distribution is: 0.4 is usual of a network; 0 to 10.",
    },
}
HOVER_TEXT: Mapping[str, Mapping[str, str]] = {
    **_SAID,
    "item": {
        **{key: text for key, text in _SAID["response"].items() if key != "rate_limit"},
        "weight": "How likely it is beside the others, in mode `weighted`; 1 unless given.",
    },
}
"""Name of a part of the format → its keys → their texts."""
