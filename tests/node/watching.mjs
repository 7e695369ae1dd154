// Watches mitmweb's list in a real browser, as JSON in the first argument says; prints a line of JSON for each step.
// {url, chromium, profile, path}: opens the page, says {open: true}; says what the row with that path shows once
// there is one; then reloads the page and says so again.
import { chromium } from "playwright-core";

const wish = JSON.parse(process.argv[2]);
const QUIET = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];
const browser = await chromium.launchPersistentContext(wish.profile, {
  executablePath: wish.chromium,
  args: QUIET,
  viewport: { width: 1400, height: 800 },
});

async function shown(page) {
  const row = page.locator(".flow-table tbody tr", { hasText: wish.path }).first();
  await row.waitFor();
  await row.locator(".col-status", { hasText: /\d/ }).waitFor();
  await row.click();
  await page.locator(".flow-detail .nav-tabs a", { hasText: "Comment" }).click();
  const section = await page.locator(".flow-detail section").innerText();
  return {
    path: await row.locator(".col-path").innerText(),
    marker: (await row.locator(".marker").innerText()).trim(),
    status: await row.locator(".col-status").innerText(),
    comment: section.split("\n").slice(1).join("\n"), // below its heading
  };
}

try {
  const page = await browser.newPage();
  page.setDefaultTimeout(30000);
  const failures = [];
  page.on("pageerror", (error) => failures.push(String(error)));
  const connected = page.waitForEvent("websocket");
  await page.goto(wish.url);
  await connected;
  await page.waitForLoadState("networkidle");
  console.log(JSON.stringify({ open: true }));
  console.log(JSON.stringify(await shown(page)));
  await page.reload();
  console.log(JSON.stringify(await shown(page)));
  console.log(JSON.stringify({ failures }));
} finally {
  await browser.close();
}
