import axe from "axe-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { answered, launch, openTab } from "./browser";
import { start, type Program } from "./program";

const views: Record<string, (page: Page) => Promise<unknown>> = {
  examples: (page) => page.getByRole("heading", { name: "Examples" }).waitFor(),
  documentation: async (page) => {
    await page.getByRole("button", { name: "Show Documentation Explorer" }).click();
    await page.getByRole("link", { name: "Query", exact: true }).click();
    await page.getByRole("heading", { name: "Query" }).or(page.getByText("Fields").first()).first().waitFor();
  },
  explorer: async (page) => {
    await page.getByRole("button", { name: "Show GraphiQL Explorer" }).click();
    await page.locator(".graphiql-explorer-root").waitFor();
  },
  history: async (page) => {
    await page.getByRole("button", { name: "Show History" }).click();
    await page.locator(".graphiql-history").waitFor();
  },
  "two tabs": (page) => page.getByRole("button", { name: "New tab" }).click(),
  settings: async (page) => {
    await page.getByRole("button", { name: "Open settings dialog" }).click();
    await page.getByRole("dialog").waitFor();
  },
};

describe.skipIf(!inject("chromium"))("axe finds nothing wrong", () => {
  let browser: Browser;
  let program: Program;

  beforeAll(async () => {
    [browser, program] = await Promise.all([launch(), start()]);
  });

  afterAll(async () => {
    await browser.close();
    await program.stop();
  });

  it.each(["light", "dark"] as const)("%s", async (colorScheme) => {
    const { page } = await openTab(browser, program.address, { colorScheme, reducedMotion: "reduce" });
    await page.goto(program.address);
    await answered(page);
    for (const [name, show] of Object.entries(views)) {
      await show(page);
      await page.waitForTimeout(300); // colours fade
      expect(await violations(page), name).toEqual([]);
    }
    await page.context().close();
  });

  it("on a phone", async () => {
    const { page } = await openTab(browser, program.address, { viewport: { width: 390, height: 844 } });
    await page.goto(program.address);
    await answered(page);
    await page.getByRole("button", { name: /Who governs/ }).click();
    await answered(page);
    expect(await violations(page)).toEqual([]);
  });

  it("without a script", async () => {
    const { page } = await openTab(browser, program.address);
    await page.route("**/assets/*.js", (route) => route.abort());
    await page.goto(program.address);
    await page.getByRole("alert").waitFor();
    expect(await violations(page)).toEqual([]);
  });
});

/** Returns the findings of axe, one per line. Its source is evaluated by the debugger, which the page's policy does not restrict. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => (globalThis as unknown as { axe: typeof axe }).axe.run());
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)}`));
}
