"""What runs in each JavaScript context before a script: it makes surroundings of calls to the host.

It becomes one line, so that every line of a stack beyond the first is the script's; hence no `//` comments.
It is read anew for each context, and quickjs reads what stands in parentheses or braces of an expression once
more for each level: functions stand in none. The names of `state`'s methods are ours, for SmartMock's are not
known; where those of `req` and `res` are not, Express's are taken.
"""

_SOURCE = r"""
0 || function () {
  "use strict";
  const host = globalThis.__host;
  delete globalThis.__host;
  delete globalThis.__date_clock;
  const { parse, stringify } = JSON;
  const { create, defineProperty, entries, keys } = Object;
  const { isArray } = Array;
  const { apply, construct } = Reflect;
  const { then } = Promise.prototype;
  const { toLowerCase } = String.prototype;
  const lower = (text) => apply(toLowerCase, text, []);

  const call = (name, given) => {
    const answer = parse(host(stringify([name, given])));
    if (!answer[0]) throw new Error(answer[1]);
    return answer[1];
  };
  const { request, session, mock, now, names } = call("surroundings", []);
  const define = (object, name, value, enumerable) =>
    defineProperty(object, name, { value, enumerable, writable: true, configurable: true });
  const show = (name, value) => define(globalThis, name, value, false);
  const access = (object, name, get, set) =>
    defineProperty(object, name, { get, set, enumerable: true, configurable: object !== globalThis });
  const lazy = (object, name, read) => {
    const keep = (value) => define(object, name, value, true);
    const fetched = () => { const value = read(); keep(value); return value; };
    access(object, name, fetched, keep);
  };

  /* clock and draws: a second run of the same call sees and draws the same */
  const RealDate = Date;
  const dating = create(null);
  dating.construct = (target, given, made) => construct(target, given.length ? given : [now], made);
  dating.apply = () => new RealDate(now).toString();
  const ScriptDate = new Proxy(RealDate, dating);
  RealDate.now = () => now;
  define(RealDate.prototype, "constructor", ScriptDate, false);
  show("Date", ScriptDate);
  Math.random = () => call("random", []);

  /* functions of ours: jwt.sign is sign of jwt */
  for (const name of names) {
    const [level, member] = name.split(".");
    const calling = (...given) => call(name, given);
    if (member === undefined) show(level, calling);
    else {
      if (typeof globalThis[level] !== "object") show(level, {});
      globalThis[level][member] = calling;
    }
  }

  const inventing = create(null);
  inventing.get = (_, name) => {
    if (typeof name !== "string") return undefined;
    return (...given) => call("faker", [name, ...given]);
  };
  show("faker", new Proxy({}, inventing));

  /* state: nothing is assigned to it, or in it */
  const silently = () => true;
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
  keeping.set = keeping.defineProperty = keeping.deleteProperty = keeping.setPrototypeOf = silently;
  const state = new Proxy(kept, keeping);
  access(globalThis, "state", () => state, silently);

  /* log */
  const words = (value) => {
    if (typeof value === "string") return value;
    if (value instanceof Error) return `${value.name}: ${value.message}`;
    const text = typeof value === "object" && value !== null ? stringify(value) : undefined;
    return text === undefined ? String(value) : text;
  };
  const log = (...values) => { call("log", [values.map(words).join(" ")]); };
  show("log", log);
  show("console", { log, info: log, warn: log, error: log, debug: log });

  /* the request, by the names of all engines and by SmartMock's */
  lazy(request, "body", () => call("request", ["body"]));
  lazy(request, "body_string", () => call("request", ["body_string"]));
  lazy(request, "body_bytes", () => {
    const text = call("request", ["body_bytes"]);
    return Uint8Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
  });
  const listed = (lines) => isArray(lines) ? lines : [lines];
  const query = create(null);
  for (const [name, values] of entries(request.query_params || {})) {
    query[name] = isArray(values) && values.length === 1 ? values[0] : values;
  }
  const lines = create(null);
  const joined = create(null);
  for (const [name, values] of entries(request.headers || {})) {
    const same = lower(name);
    lines[same] = (lines[same] || []).concat(listed(values));
    joined[same] = lines[same].join(", ");
  }
  const named = (name) => typeof name === "string" ? lower(name) : name;
  const naming = create(null);
  naming.get = (target, name) => target[named(name)];
  naming.has = (target, name) => named(name) in target;
  request.headers = new Proxy(lines, naming);
  const headers = new Proxy(joined, naming);
  const { method, host: site, path = "", url = "" } = request;
  const req = { method, path, host: site, query, headers };
  req.url = url.split("?")[0];
  req.pathParams = request.path_params || {};
  req.pathSegments = request.path_segments || path.split("/").slice(1);
  req.cookies = request.cookies || {};
  req.header = req.get = (name) => headers[name];
  lazy(req, "body", () => request.body);
  show("request", request);
  show("req", req);
  show("session", session);
  show("mock", mock);

  /* the response */
  const answer = { status: 200, headers: {}, body: undefined, delay: undefined };
  const hasType = (given) => keys(given || {}).some((name) => lower(name) === "content-type");
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
    if (!hasType(answer.headers)) answer.headers["Content-Type"] = "application/json";
    answer.body = stringify(body);
    return res;
  };
  res.set = res.setHeader = res.header;
  res.setBody = res.end = res.send;
  for (const name of ["headers", "body", "delay"]) {
    access(res, name, () => answer[name], (value) => { answer[name] = value; });
  }
  /* res.status = 201, and res.status(201) */
  const status = (code) => res.setStatus(code);
  status.valueOf = status.toJSON = () => answer.status;
  status.toString = () => String(answer.status);
  access(res, "status", () => status, res.setStatus);
  show("res", res);

  const isBytes = (value) => value instanceof ArrayBuffer || ArrayBuffer.isView(value);
  const octets = (value) => {
    if (value instanceof ArrayBuffer) return Array.from(new Uint8Array(value));
    return Array.from(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
  };
  const response = (returned) => {
    const given = returned === undefined || returned === res ? answer : returned;
    if (typeof given !== "object" || given === null || isArray(given)) {
      const expected = "expected nothing, res, or {status, headers, body, delay}";
      throw new TypeError(`the script returned ${words(given)}: ${expected}`);
    }
    const whole = { ...answer, ...given };
    const { body } = whole;
    if (isBytes(body)) return { ...whole, body: "", octets: octets(body) };
    if (body === undefined || body === null || typeof body === "string") return whole;
    const text = stringify(body);
    if (text === undefined || hasType(whole.headers)) return { ...whole, body: text };
    return { ...whole, headers: { ...whole.headers, "Content-Type": "application/json" }, body: text };
  };
  const told = (name, text, stack) => {
    const outcome = create(null);
    outcome[name] = text;
    outcome.stack = stack;
    return outcome;
  };
  const failure = (problem) => {
    try {
      return told("error", words(problem), problem instanceof Error ? String(problem.stack) : "");
    } catch (_) {
      return told("error", "an error that can't be shown", "");
    }
  };

  /* only a promise has to be waited for: an engine without memory does not survive many of those */
  let outcome = told("pending", "", "");
  const end = (read, value) => {
    try { outcome = read(value); } catch (problem) { outcome = failure(problem); }
  };
  const answered = (returned) => told("response", stringify(response(returned)), "");
  const called = (script) => {
    const returned = apply(script, undefined, []);
    if (!(returned instanceof Promise)) return answered(returned);
    const fulfilled = (value) => end(answered, value);
    const rejected = (problem) => end(failure, problem);
    apply(then, returned, [fulfilled, rejected]);
    return outcome;
  };
  return (script) => {
    if (script === undefined) return stringify(outcome);
    end(called, script);
    return "";
  };
}
"""
PRELUDE = " ".join(line.strip() for line in _SOURCE.strip().splitlines())
"""In one line."""
