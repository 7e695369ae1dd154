"""The parts of a script's surroundings that are read when it first asks for them, by name.

Each is the body of a function that is given what `prelude.py` lends, `own`, and the value that the part
shows, if it shows one; it returns the part. They are written as the prelude is. The names of `state`'s
methods are ours, for SmartMock's are not known; where those of `req` and `res` are not, Express's are taken.
"""

from collections.abc import Mapping

from smockproxy.engines.javascript.prelude import one_line

_SOURCES = {
    # a second run of the same call sees the same time
    "Date": r"""
const { Date, Proxy, create, construct, define } = own;
const now = given;
const dating = create(null);
dating.construct = (target, given, made) => construct(target, given.length ? given : [now], made);
dating.apply = () => new Date(now).toString();
const ScriptDate = new Proxy(Date, dating);
Date.now = () => now;
define(Date.prototype, "constructor", ScriptDate, false);
return ScriptDate;""",
    "faker": r"""
const { Proxy, create, call } = own;
const inventing = create(null);
inventing.get = (_, name) => {
  if (typeof name !== "string") return undefined;
  return (...given) => call("faker", [name, ...given]);
};
return new Proxy({}, inventing);""",
    "state": r"""
const { Proxy, create, call, stringify } = own;
const kept = {};
const first = (given, most) => given.length > most ? given.slice(0, most) : given;
kept.get = (...given) => {
  if (given.length && !call("state.has", first(given, 1))) return given[1];
  return call("state.get", first(given, 1));
};
kept.set = (...given) => {
  if (given.length > 1 && stringify(given[1]) === undefined) call("state.delete", first(given, 1));
  else call("state.set", first(given, 2));
};
kept.delete = (...given) => call("state.delete", first(given, 1));
kept.has = (...given) => call("state.has", first(given, 1));
kept.keys = () => call("state.keys", []);
kept.incr = (...given) => call("state.incr", first(given, given[1] === undefined ? 1 : 2));
kept.clear = () => { call("state.clear", []); };
for (const name of ["push", "pop", "shift", "remove"]) {
  kept[name] = (...given) => call("state." + name, given);
}
kept.put = (...given) => {
  if (given.length > 2 && stringify(given[2]) === undefined) call("state.remove", first(given, 2));
  else call("state.put", first(given, 3));
};
const keeping = create(null);
const silently = () => true;
keeping.set = keeping.defineProperty = keeping.deleteProperty = keeping.setPrototypeOf = silently;
return new Proxy(kept, keeping);""",
    "words": r"""
const { stringify } = own;
const words = (value) => {
  if (typeof value === "string") return value;
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  const text = typeof value === "object" && value !== null ? stringify(value) : undefined;
  return text === undefined ? String(value) : text;
};
return words;""",
    "log": r"""
const { call, part } = own;
const log = (...values) => { call("log", [values.map(part("words")).join(" ")]); };
return log;""",
    "console": r"""
const { part } = own;
const log = part("log");
return { log, info: log, warn: log, error: log, debug: log };""",
    "session": "return given;",
    "mock": "return given;",
    # by the names of all engines
    "request": r"""
const { call, define, access, part } = own;
own.sent = { ...given };
own.lazy = (object, name, read) => {
  const keep = (value) => { define(object, name, value, true); };
  const fetched = () => { const value = read(); keep(value); return value; };
  access(object, name, fetched, keep, true, true);
};
const { lazy } = own;
const request = given;
lazy(request, "body", () => call("request", ["body"]));
lazy(request, "body_string", () => call("request", ["body_string"]));
lazy(request, "body_bytes", () => {
  const text = call("request", ["body_bytes"]);
  return Uint8Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
});
lazy(request, "headers", () => part("headers").lines);
return request;""",
    # each line of them, and all lines of a name in one
    "headers": r"""
const { Proxy, create, entries, isArray, apply, toLowerCase, sent } = own;
const lower = (text) => apply(toLowerCase, text, []);
const lines = create(null);
const joined = create(null);
for (const [name, values] of entries(sent.headers || {})) {
  const same = lower(name);
  lines[same] = (lines[same] || []).concat(isArray(values) ? values : [values]);
  joined[same] = lines[same].join(", ");
}
const named = (name) => typeof name === "string" ? lower(name) : name;
const naming = create(null);
naming.get = (target, name) => target[named(name)];
naming.has = (target, name) => named(name) in target;
return { lines: new Proxy(lines, naming), joined: new Proxy(joined, naming) };""",
    # by SmartMock's names
    "req": r"""
const { create, entries, isArray, part } = own;
const request = part("request");
const { sent, lazy } = own;
const { method, host, path = "", url = "" } = sent;
const query = create(null);
for (const [name, values] of entries(sent.query_params || {})) {
  query[name] = isArray(values) && values.length === 1 ? values[0] : values;
}
const headers = part("headers").joined;
const req = { method, path, host, query, headers };
req.url = url.split("?")[0];
req.pathParams = sent.path_params || {};
req.pathSegments = sent.path_segments || path.split("/").slice(1);
req.cookies = sent.cookies || {};
req.header = req.get = (name) => headers[name];
lazy(req, "body", () => request.body);
return req;""",
    "hasType": r"""
const { keys, apply, toLowerCase } = own;
const is = (name) => apply(toLowerCase, name, []) === "content-type";
const hasType = (given) => keys(given || {}).some(is);
return hasType;""",
    # res.status = 201, and res.status(201)
    "res": r"""
const { answer, entries, stringify, access, part } = own;
const res = {};
res.setStatus = (code) => { answer.status = code; return res; };
res.header = (name, value) => {
  if (typeof name !== "object" && value === undefined) return answer.headers[name];
  const given = typeof name === "object" ? name : { [name]: value };
  for (const [each, text] of entries(given)) answer.headers[each] = text;
  return res;
};
res.send = (body) => { answer.body = body; return res; };
res.json = (body) => {
  if (!part("hasType")(answer.headers)) answer.headers["Content-Type"] = "application/json";
  answer.body = stringify(body);
  return res;
};
res.set = res.setHeader = res.header;
res.setBody = res.end = res.send;
for (const name of ["headers", "body", "delay"]) {
  access(res, name, () => answer[name], (value) => { answer[name] = value; }, true, true);
}
const status = (code) => res.setStatus(code);
status.valueOf = status.toJSON = () => answer.status;
status.toString = () => String(answer.status);
access(res, "status", () => status, res.setStatus, true, true);
return res;""",
    "refuse": r"""
const { part } = own;
const refuse = (returned) => {
  const expected = "expected nothing, res, or {status, headers, body, delay}";
  throw new TypeError(`the script returned ${part("words")(returned)}: ${expected}`);
};
return refuse;""",
    # an answer whose body is no text
    "written": r"""
const { stringify, part } = own;
const octets = (value) => {
  if (value instanceof ArrayBuffer) return Array.from(new Uint8Array(value));
  return Array.from(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
};
const written = (whole) => {
  const { headers, body } = whole;
  if (body instanceof ArrayBuffer || ArrayBuffer.isView(body)) {
    return { ...whole, body: "", octets: octets(body) };
  }
  const text = stringify(body);
  if (text === undefined || part("hasType")(headers)) return { ...whole, body: text };
  return { ...whole, headers: { ...headers, "Content-Type": "application/json" }, body: text };
};
return written;""",
    "failure": r"""
const { told, part } = own;
const failure = (problem) => {
  try {
    return told("error", part("words")(problem), problem instanceof Error ? String(problem.stack) : "");
  } catch (_) {
    return told("error", "an error that can't be shown", "");
  }
};
return failure;""",
    # only a promise has to be waited for: an engine without memory does not survive many of those
    "settle": r"""
const { apply, then, answered, end, part } = own;
const settle = (promise) => {
  const fulfilled = (value) => end(answered, value);
  const rejected = (problem) => end(part("failure"), problem);
  apply(then, promise, [fulfilled, rejected]);
};
return settle;""",
}
PARTS: Mapping[str, str] = {
    name: one_line(f'0 || function (own, given) {{ "use strict"; {source} }}')
    for name, source in _SOURCES.items()
}
"""Each in one line."""
SHOWN = ("Date", "faker", "log", "console", "request", "req", "session", "mock", "res")
"""Those that are globals, beside `state`."""
