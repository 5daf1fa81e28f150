import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";
import { expect, inject } from "vitest";

const output = new URL("../output/", import.meta.url).pathname;

/** Starts a browser that resolves no other hosts. */
export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: inject("chromium"),
    args: [
      "--no-sandbox", // required for root, which CI uses
      "--disable-gpu",
      "--disable-quic",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    ],
  });
}

/** A tab and its errors. */
export interface Tab {
  page: Page;
  /** URLs requested from other hosts. */
  foreign: string[];
  /** Errors in the console, including policy violations. */
  errors: string[];
}

export async function openTab(browser: Browser, address: string, options: BrowserContextOptions = {}): Promise<Tab> {
  const context = await browser.newContext({ viewport: { width: 1360, height: 800 }, colorScheme: "light", ...options });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  const tab: Tab = { page, foreign: [], errors: [] };
  const own = new URL(address).origin;
  context.on("request", (request) => {
    const { origin, protocol } = new URL(request.url());
    if (origin !== own && !["data:", "blob:"].includes(protocol)) tab.foreign.push(request.url());
  });
  page.on("console", (message) => {
    if (message.type() === "error") tab.errors.push(message.text());
  });
  page.on("pageerror", (error) => tab.errors.push(error.message));
  return tab;
}

/** Waits for a response and its cost. */
export async function answered(page: Page): Promise<void> {
  await page.waitForSelector(".costs b");
  await expect.poll(() => answer(page)).toContain('"data"');
}

/** Returns the text of an editor. */
function text(page: Page, name: string): Promise<string> {
  return page.evaluate((name) => {
    const monaco = (globalThis as unknown as { __MONACO?: typeof import("monaco-editor") }).__MONACO;
    return monaco?.editor.getModels().find((model) => model.uri.path.endsWith(name))?.getValue() ?? "";
  }, name);
}

export const answer = (page: Page): Promise<string> => text(page, "response.json");
export const query = (page: Page): Promise<string> => text(page, "operation.graphql");
export const variables = (page: Page): Promise<string> => text(page, "variables.json");

/** Replaces the text of the query editor, or of another, by typing. */
export async function write(page: Page, text: string, editor = ".graphiql-query-editor"): Promise<void> {
  await page.locator(`${editor} .monaco-editor:visible .view-lines`).first().click();
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.press("Delete");
  await page.keyboard.insertText(text);
}

/** Saves a screenshot. */
export async function picture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `${output}${name}.png` });
}
