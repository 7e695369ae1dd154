// One fetch, described as JSON in the first argument; prints what came back as JSON.
// {url, method, headers, body, proxy, ca, http2}: with `proxy` it goes through undici's ProxyAgent.
import { readFileSync } from "node:fs";

const wish = JSON.parse(process.argv[2]);
const options = { method: wish.method ?? "GET", headers: wish.headers ?? {}, redirect: "manual" };
if (wish.body !== undefined) options.body = wish.body;

let fetchIt = fetch;
if (wish.proxy) {
  const undici = await import("undici");
  const requestTls = wish.ca ? { ca: readFileSync(wish.ca) } : undefined;
  options.dispatcher = new undici.ProxyAgent({ uri: wish.proxy, requestTls, allowH2: wish.http2 ?? false });
  fetchIt = undici.fetch;
}

const answer = await fetchIt(wish.url, options);
const body = Buffer.from(await answer.arrayBuffer());
console.log(JSON.stringify({
  status: answer.status,
  headers: [...answer.headers],
  body: body.toString("base64"),
}));
process.exit(0);
