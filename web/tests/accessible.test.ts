import axe from "axe-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { answered, launch, openTab, picture, write } from "./browser";
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

/** What opens over the page, with an entry selected. */
const menus: Record<string, (page: Page) => Promise<unknown>> = {
  suggestions: async (page) => {
    await write(page, "{ ");
    await page.keyboard.type("dis");
    await page.keyboard.press("Control+Space");
    await page.locator(".suggest-widget .monaco-list-row.focused").waitFor();
  },
  "suggested variables": async (page) => {
    await write(page, "query A($slug: String!) { park(slug: $slug) { name } }", ".graphiql-query-editor");
    await write(page, "{ }", ".graphiql-editor-tool");
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("Control+Space");
    await page.locator(".suggest-widget .monaco-list-row.focused").waitFor();
  },
  explanation: async (page) => {
    await write(page, "{ overview { figures } }");
    await page.locator(".graphiql-query-editor .view-line span span").filter({ hasText: /^overview$/ }).hover();
    await page.locator(".monaco-hover:visible").first().waitFor();
  },
  "context menu": async (page) => {
    await page.locator(".graphiql-query-editor .view-lines").click({ button: "right" });
    await page.keyboard.press("ArrowDown");
    await page.locator(".monaco-menu .action-item.focused").waitFor();
  },
  commands: async (page) => {
    await page.locator(".graphiql-query-editor .view-lines").click();
    await page.keyboard.press("F1");
    await page.keyboard.type("fold");
    await page.locator(".quick-input-widget .monaco-list-row.focused .highlight").first().waitFor();
  },
  operations: async (page) => {
    await write(page, "query A { __typename } query B { __typename }");
    await page.waitForTimeout(500); // operations are read after a while
    await page.getByRole("button", { name: /Execute query/ }).click();
    await page.getByRole("menuitem", { name: "A" }).waitFor();
    await page.keyboard.press("ArrowDown");
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

  it.each(["light", "dark"] as const)("menus, %s", async (colorScheme) => {
    const { page } = await openTab(browser, program.address, { colorScheme, reducedMotion: "reduce" });
    await page.goto(program.address);
    await answered(page);
    for (const [name, show] of Object.entries(menus)) {
      await show(page);
      await page.waitForTimeout(300);
      await picture(page, `${name.replace(" ", "-")}-${colorScheme}`);
      expect.soft(await violations(page, ["color-contrast"]), name).toEqual([]);
      await page.keyboard.press("Escape");
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

/**
 * Returns the findings of axe, one per line, by all rules or only these. Its source is evaluated by the debugger, which the page's policy
 * does not restrict.
 */
async function violations(page: Page, rules?: string[]): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(
    (rules) => (globalThis as unknown as { axe: typeof axe }).axe.run(rules ? { runOnly: rules } : {}),
    rules,
  );
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.any[0]?.message ?? ""}`));
}
