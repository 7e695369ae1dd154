"""What runs in each JavaScript context before a script: it makes surroundings of calls to the host.

It is read anew for each context, so most of it stands in `parts.py`, and is read when a script first asks for
it. It becomes one line, so that every line of a stack beyond the first is the script's; hence no `//`
comments. quickjs reads what stands in parentheses or braces of an expression once more for each level:
functions stand in none.
"""

_SOURCE = r"""
0 || function (names, shown) {
  "use strict";
  const host = globalThis.__host;
  delete globalThis.__host;
  delete globalThis.__date_clock;
  const evaluate = eval;
  const { Date, Proxy } = globalThis;
  const { parse, stringify } = JSON;
  const { create, defineProperty, entries, keys } = Object;
  const { isArray } = Array;
  const { apply, construct } = Reflect;
  const { then } = Promise.prototype;
  const { toLowerCase } = String.prototype;

  const asked = (written) => {
    const answer = parse(host(written));
    if (!answer[0]) throw new Error(answer[1]);
    return answer[1];
  };
  const call = (name, given) => asked(stringify([name, given]));
  const define = (object, name, value, enumerable) =>
    defineProperty(object, name, { value, enumerable, writable: true, configurable: true });
  const access = (object, name, get, set, enumerable, configurable) =>
    defineProperty(object, name, { get, set, enumerable, configurable });
  const show = (name, value) => define(globalThis, name, value, false);

  /* parts: each is read once, when it is first asked for */
  const parts = create(null);
  const part = (name) => {
    if (name in parts) return parts[name];
    const [text, given] = asked('["part",["' + name + '"]]');
    return parts[name] = evaluate(text)(own, given);
  };
  const showLate = (name) => {
    const made = () => { const value = part(name); show(name, value); return value; };
    access(globalThis, name, made, (value) => { show(name, value); }, false, true);
  };
  for (const name of shown.split(" ")) showLate(name);
  /* nothing is assigned to the state */
  access(globalThis, "state", () => part("state"), () => true, true, false);
  Math.random = () => call("random", []);

  /* functions of ours: jwt.sign is sign of jwt */
  for (const name of names.split(" ")) {
    const calling = (...given) => call(name, given);
    const dot = name.indexOf(".");
    if (dot < 0) show(name, calling);
    else {
      const level = name.slice(0, dot);
      if (typeof globalThis[level] !== "object") show(level, {});
      globalThis[level][name.slice(dot + 1)] = calling;
    }
  }

  /* what came of it */
  const answer = { status: 200, headers: {}, body: undefined, delay: undefined };
  const response = (returned) => {
    const told = returned === undefined || returned === parts.res ? answer : returned;
    if (typeof told !== "object" || told === null || isArray(told)) part("refuse")(told);
    const whole = { ...answer, ...told };
    const { body } = whole;
    return body === undefined || body === null || typeof body === "string" ? whole : part("written")(whole);
  };
  const told = (name, text, stack) => {
    const outcome = create(null);
    outcome[name] = text;
    outcome.stack = stack;
    return outcome;
  };
  let outcome = told("pending", "", "");
  const end = (read, value) => {
    try { outcome = read(value); } catch (problem) { outcome = part("failure")(problem); }
  };
  const answered = (returned) => told("response", stringify(response(returned)), "");
  const called = (script) => {
    const returned = apply(script, undefined, []);
    if (!(returned instanceof Promise)) return answered(returned);
    part("settle")(returned);
    return outcome;
  };
  const own = {
    Date, Proxy, stringify, create, entries, keys, isArray, apply, construct, then, toLowerCase,
    call, define, access, show, part, answer, told, end, answered,
  };
  return (script) => {
    if (script === undefined) return stringify(outcome);
    end(called, script);
    return "";
  };
}
"""


def one_line(source: str) -> str:
    """A source in one line."""
    return " ".join(line.strip() for line in source.strip().splitlines())


PRELUDE = one_line(_SOURCE)
"""A function of the names of our functions, and of the parts that are globals; with spaces between them."""
