import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { answer, answered, launch, openTab, picture, query } from "./browser";
import { start, type Program } from "./program";

describe.skipIf(!inject("chromium"))("the playground in trouble", () => {
  let browser: Browser;
  let program: Program;

  beforeAll(async () => {
    [browser, program] = await Promise.all([launch(), start()]);
  });

  afterAll(async () => {
    await browser.close();
    await program.stop();
  });

  it("says that it is loading", async () => {
    const { page } = await openTab(browser, program.address);
    await page.route(/\/assets\/start.*\.js/, () => new Promise(() => undefined));
    await page.goto(program.address, { waitUntil: "domcontentloaded" });
    await page.getByText("Loading the playground…").waitFor();
    expect(await page.getByText("Loading takes longer than usual").isVisible()).toBe(false);
    await picture(page, "loading");
    await page.getByText("Loading takes longer than usual").waitFor({ timeout: 12_000 });
  });

  it("says what is missing where JavaScript is off", async () => {
    const { page } = await openTab(browser, program.address, { javaScriptEnabled: false });
    await page.goto(program.address);
    expect(await page.locator("noscript p").isVisible()).toBe(true);
    expect(await page.getByText("Loading the playground…").isVisible()).toBe(false);
    expect(await page.locator("pre").isVisible()).toBe(true);
    await picture(page, "no-script");
  });

  it.each(["playground", "start", "monaco-editor"])("says that the file of %s could not be loaded", async (name) => {
    const { page } = await openTab(browser, program.address);
    await page.route(new RegExp(`/assets/${name}-[^/]*\\.js`), (route) => route.abort());
    await page.goto(program.address);
    const alert = page.getByRole("alert");
    await alert.getByText("The page did not load completely").waitFor();
    expect(await alert.textContent()).toContain(`/assets/${name}-`);
    expect(await page.getByText("Loading the playground…").isVisible()).toBe(false);
    await picture(page, `missing-${name}`);
  });

  it("says that the server is away, keeps what was written, and goes on when it is back", async () => {
    const own = await start();
    const { page } = await openTab(browser, own.address);
    await page.goto(own.address);
    await answered(page);
    await own.stop();
    await page.getByRole("button", { name: /Execute query/ }).click();
    await page.getByText("The server does not respond.", { exact: true }).first().waitFor();
    await expect.poll(() => answer(page)).toContain("The server does not respond.");
    await picture(page, "unreachable");
    const again = await start(new URL(own.address).host);
    await expect.poll(() => page.locator(".unreachable").count(), { timeout: 10_000 }).toBe(0);
    expect(await query(page)).toContain("OneDistrict");
    await page.getByRole("button", { name: /Execute query/ }).click();
    await answered(page);
    await again.stop();
  });

  it("gets the schema when the server was away at the start", async () => {
    const { page } = await openTab(browser, program.address);
    await page.route("**/graphql*", (route) => route.fulfill({ status: 503, body: "later" }));
    await page.goto(program.address);
    await page.locator(".unreachable").waitFor();
    await page.unroute("**/graphql*");
    await expect.poll(() => page.locator(".unreachable").count(), { timeout: 10_000 }).toBe(0);
    await page.getByRole("button", { name: "Show Documentation Explorer" }).click();
    await page.getByRole("link", { name: "Query", exact: true }).waitFor();
  });
});
