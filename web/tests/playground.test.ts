import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from "vitest";
import { examples } from "../src/examples";
import { answer, answered, launch, openTab, picture, query, variables, write, type Tab } from "./browser";
import { start, type Program } from "./program";

const phone = { width: 390, height: 844 };

describe.skipIf(!inject("chromium"))("the playground", () => {
  let browser: Browser;
  let program: Program;
  let tab: Tab;

  beforeAll(async () => {
    [browser, program] = await Promise.all([launch(), start()]);
  });

  afterAll(async () => {
    await browser.close();
    await program.stop();
  });

  /** Opens the page and waits for its first response. */
  const open = async (options: Parameters<typeof openTab>[2] = {}, fragment = "") => {
    tab = await openTab(browser, program.address, options);
    await tab.page.goto(program.address + fragment);
    await answered(tab.page);
    return tab.page;
  };

  afterEach(async () => {
    await tab.page.context().close();
    expect(tab.foreign, "requests to other hosts").toEqual([]);
    expect(tab.errors, "errors in the console").toEqual([]);
  });

  it("begins with an answer to the first example", async () => {
    const page = await open();
    expect(await query(page)).toBe(examples[0]?.query);
    expect(JSON.parse(await variables(page))).toEqual({ slug: "baodi" });
    expect(await answer(page)).toContain('"宝坻"');
    await picture(page, "light");
  });

  it("completes from the schema", async () => {
    const page = await open();
    await write(page, '{ district(slug: "baodi") { ');
    await page.keyboard.type("rail");
    await page.keyboard.press("Control+Space");
    await expect.poll(() => page.locator(".suggest-widget").textContent()).toContain("railLines");
    await picture(page, "completion");
  });

  it("shows the documentation", async () => {
    const page = await open();
    await page.getByRole("button", { name: "Show Documentation Explorer" }).click();
    await page.getByRole("link", { name: "Query", exact: true }).click();
    await page.getByRole("link", { name: "railLine", exact: true }).click();
    await expect.poll(() => page.locator(".graphiql-doc-explorer").textContent()).toContain("A rail line by slug");
    await picture(page, "documentation");
  });

  it("builds a query from boxes to tick", async () => {
    const page = await open();
    await page.getByRole("button", { name: "Show GraphiQL Explorer" }).click();
    await page.locator(".graphiql-explorer-root").getByText("population", { exact: true }).first().click();
    await expect.poll(() => query(page)).toContain("population");
    await picture(page, "explorer");
  });

  it("keeps a history", async () => {
    const page = await open();
    await page.getByRole("button", { name: /Targets on two days/ }).click();
    await page.getByRole("button", { name: "Show History" }).click();
    await expect.poll(() => page.locator(".graphiql-history").textContent()).toContain("Targets");
  });

  it("sends the headers that are given", async () => {
    const page = await open();
    await page.getByRole("button", { name: "Headers", exact: true }).click();
    await page.locator(".graphiql-editor-tool .monaco-editor:visible .view-lines").first().click();
    await page.keyboard.insertText('{ "X-Mine": "yes" }');
    const sent = page.waitForRequest((request) => request.url().endsWith("/graphql") && request.headers()["x-mine"] === "yes");
    await page.getByRole("button", { name: /Execute query/ }).click();
    await sent;
  });

  it("shows the error of a wrong query", async () => {
    const page = await open();
    await write(page, '{ district(slug: "baodi") { nam } }');
    await page.keyboard.press("Control+Enter");
    await expect.poll(() => answer(page)).toContain("Cannot query field");
    await page.locator(".squiggly-error").first().waitFor({ state: "attached" });
    await picture(page, "error");
    tab.errors = tab.errors.filter((text) => !text.includes("422")); // the status of the response
  });

  it("shares a query by a link", async () => {
    const page = await open({ permissions: ["clipboard-read", "clipboard-write"] });
    await write(page, "query Shared($slug: String!) { park(slug: $slug) { name } }");
    await page.locator(".graphiql-editor-tool .monaco-editor:visible .view-lines").first().click();
    await page.keyboard.press("ControlOrMeta+A");
    await page.keyboard.press("Delete");
    await page.keyboard.insertText('{"slug":"zhongguancun"}');
    await expect.poll(() => variables(page)).toBe('{"slug":"zhongguancun"}');
    await page.getByRole("button", { name: "Share this query" }).click();
    await page.getByText("Link copied").waitFor();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    expect(link).toBe(page.url());
    await page.context().close();

    const other = await open({}, new URL(link).hash);
    expect(await query(other)).toBe("query Shared($slug: String!) { park(slug: $slug) { name } }");
    expect(await answer(other)).toContain('"Zhongguancun"');
  });

  it("does not run a shared mutation by itself", async () => {
    tab = await openTab(browser, program.address);
    await tab.page.goto(`${program.address}#query=${encodeURIComponent("mutation Shared { __typename }")}`);
    await expect.poll(() => query(tab.page)).toBe("mutation Shared { __typename }");
    await tab.page.waitForTimeout(500);
    expect(await answer(tab.page)).toBe("");
  });

  it("can be used with the keyboard alone", async () => {
    const page = await open();
    const focused = () => page.evaluate(() => document.activeElement?.textContent ?? "");
    for (let i = 0; i < 30 && !(await focused()).startsWith("Six levels"); i++) await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await expect.poll(() => answer(page)).toContain('"railLine"');
  });

  it("is light or dark as the system is, or as is chosen", async () => {
    const page = await open({ colorScheme: "dark" });
    const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(await paper()).toBe("rgb(33, 42, 59)");
    await page.getByRole("combobox", { name: "Theme" }).selectOption("light");
    expect(await paper()).toBe("rgb(255, 255, 255)");
    await page.reload();
    await page.getByRole("combobox", { name: "Theme" }).waitFor();
    expect(await paper()).toBe("rgb(255, 255, 255)");
  });

  it("fits a phone", async () => {
    const page = await open({ viewport: phone, hasTouch: true });
    await picture(page, "phone-examples");
    await page.getByRole("button", { name: /Who governs/ }).click();
    await expect.poll(() => answer(page)).toContain('"officials"');
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(phone.width);
    for (const name of [".graphiql-query-editor", ".graphiql-response", ".costs"]) {
      const box = await page.locator(name).boundingBox();
      expect(box?.height, name).toBeGreaterThan(20);
      expect((box?.x ?? 0) + (box?.width ?? 0), name).toBeLessThanOrEqual(phone.width);
    }
    await picture(page, "phone");
  });
});
