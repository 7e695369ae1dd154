// Many clients in one process: each asks for its own URLs, one after the other, through a ProxyAgent of its own.
// Reads {ca, clients: [{session, proxy, headers, urls}]} from standard input; prints what each got as
// {session: [[status, body, ""], ...]}.
import { readFileSync } from "node:fs";
import { ProxyAgent, fetch } from "undici";

const order = JSON.parse(readFileSync(0, "utf8"));
const requestTls = { ca: readFileSync(order.ca) };

async function ask(client) {
  const dispatcher = new ProxyAgent({ uri: client.proxy, requestTls });
  const answers = [];
  for (const url of client.urls) {
    const answer = await fetch(url, { dispatcher, headers: client.headers });
    answers.push([answer.status, await answer.text(), ""]);
  }
  await dispatcher.close();
  return [client.session, answers];
}

console.log(JSON.stringify(Object.fromEntries(await Promise.all(order.clients.map(ask)))));
