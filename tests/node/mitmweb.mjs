// Looks at mitmweb in a real browser, as JSON in the first argument says; prints what it shows as JSON.
// {url, chromium, profile, screenshot, flows, filter}: waits for so many flows, opens each one's comment tab,
// then types the filter into the search field.
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
try {
  const page = await browser.newPage();
  page.setDefaultTimeout(20000);
  await page.goto(wish.url);
  const rows = page.locator(".flow-table tbody tr:has(td)");
  await rows.nth(wish.flows - 1).waitFor();

  const shown = [];
  for (const row of await rows.all()) {
    await row.click();
    await page.locator(".flow-detail .nav-tabs a", { hasText: "Comment" }).click();
    const section = await page.locator(".flow-detail section").innerText();
    const [, ...comment] = section.split("\n"); // below its heading
    shown.push({
      path: await row.locator(".col-path").innerText(),
      marker: (await row.locator(".marker").innerText()).trim(),
      status: await row.locator(".col-status").innerText(),
      comment: comment.join("\n"),
    });
  }
  await page.screenshot({ path: wish.screenshot });

  await page.locator("header a", { hasText: "Flow List" }).click();
  await page.getByPlaceholder("Search").fill(wish.filter);
  const paths = ".flow-table td.col-path";
  await page.waitForFunction(([cells, all]) => document.querySelectorAll(cells).length < all, [paths, wish.flows]);
  const found = await page.locator(paths).allInnerTexts();
  console.log(JSON.stringify({ shown, found }));
} finally {
  await browser.close();
}
