// Opens pages of evil.test, a name that leads to this machine, and lets them ask the admin API, as JSON in the
// first argument says; prints what they got as JSON.
// {chromium, profile, admin, page}: ports of the admin API and of what serves /page.
import { chromium } from "playwright-core";

const wish = JSON.parse(process.argv[2]);
const QUIET = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
  "--host-resolver-rules=MAP evil.test 127.0.0.1", "--no-proxy-server",
];
const browser = await chromium.launchPersistentContext(wish.profile, { executablePath: wish.chromium, args: QUIET });

// what a page gets of a URL: a status, or why not even that
const ask = ([url, how]) => fetch(url, how).then((answer) => `${answer.type} ${answer.status}`, () => "nothing");

try {
  const page = await browser.newPage();
  page.setDefaultTimeout(20000);
  const admin = `http://127.0.0.1:${wish.admin}`;

  await page.goto(`http://evil.test:${wish.admin}/healthz`); // its name leads to us now
  const rebound = {
    read: await page.evaluate(ask, ["/mocks", {}]),
    write: await page.evaluate(ask, ["/reset", { method: "POST" }]),
  };

  await page.goto(`http://evil.test:${wish.page}/page`);
  const across = {
    read: await page.evaluate(ask, [`${admin}/mocks`, {}]),
    script: await page.evaluate(ask, [`${admin}/mocks`, { mode: "no-cors" }]),
    write: await page.evaluate(ask, [`${admin}/reset`, { method: "POST", mode: "no-cors" }]),
  };

  await page.setContent(`<form method="post" action="${admin}/reset"><button>Win!</button></form>`);
  const [posted] = await Promise.all([page.waitForResponse(`${admin}/reset`), page.click("button")]);

  await page.goto(`http://evil.test:${wish.page}/page`);
  await page.setContent(`<a href="${admin}/mocks">The mocks</a>`);
  const [visited] = await Promise.all([page.waitForResponse(`${admin}/mocks`), page.click("a")]);

  console.log(JSON.stringify({ rebound, across, form: posted.status(), link: visited.status() }));
} finally {
  await browser.close();
}
