import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { examples, type Example } from "../src/examples";
import { answer, answered, launch, openTab, picture, query, variables } from "./browser";
import { importLines, start, type Program } from "./program";

const startOn = (database: string) => start("127.0.0.1:0", ["--demo", "none", "--database", database]);

/** The variables for the demo data; ids may differ. */
const demo: Record<string, object> = {
  "one-district": { slug: "baodi" },
  "who-governs": { slug: "baodi", onTheDay: "2023-01-11", aYearBefore: "2022-01-11" },
  "on-two-days": { slug: "baodi", before: "2022-11-30", after: "2023-01-11" },
  "any-name": { name: "zhong guan cun", nameOrCode: "gbt2260:120115" },
  "on-the-map": { slug: "gppd-1070607" },
  targets: { slug: "baodi", afterwards: "2024-01-01" },
  "rail-lines": { slug: "baodi" },
  "one-source": { slug: "tianjin-work-report-2023" },
  "six-levels": { slug: "beijing-tangshan-intercity", day: "2023-01-11" },
};

/** What some of the answers must contain. */
const answers: Record<string, object> = {
  "on-two-days": {
    before: { railLines: { edges: [] } },
    after: { railLines: { edges: [{ node: { name: "Beijing-Tangshan Intercity Rail" } }, {}] } },
  },
  "any-name": { byName: { edges: [{ node: { slug: "zhongguancun" } }, {}, {}] }, byNameOrCode: { edges: [{ node: { name: "Baodi" } }] } },
  "on-the-map": { project: { name: "Tianjin Beijiang power station", location: { lat: 39.2193209, lon: 117.929264 } } },
  connected: { paths: [{ start: { name: "Zhang Gong" } }] },
};

const citations = [{ source: "gazette-12" }];

/** A district and the official who governs it. */
const town = [
  { source: { slug: "gazette-12", title: "Town gazette 12/2024" } },
  { district: { slug: "riverside", names: [{ text: "Riverside", language: "en" }], level: "TOWNSHIP", citations } },
  { official: { slug: "ana-silva", names: [{ text: "Ana Silva", language: "en" }], citations } },
  {
    link: {
      kind: "HOLDS_POST_IN", from: { official: "ana-silva" }, to: { district: "riverside" }, role: "Mayor",
      period: { from: "2024-12-01" }, citations,
    },
  },
];

/** The examples that find nothing in these data. */
const notInTown = ["on-the-map", "targets", "rail-lines", "connected", "six-levels"];

describe.skipIf(!inject("chromium"))("the examples", () => {
  const folder = mkdtempSync(join(tmpdir(), "civicgraph-"));
  let browser: Browser;

  beforeAll(async () => { browser = await launch(); });

  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  /** Opens the playground of this server, and closes both after the test. */
  const on = async (program: Program, test: (page: Page) => Promise<void>, options = {}) => {
    const tab = await openTab(browser, program.address, options);
    await tab.page.goto(program.address);
    await tab.page.getByRole("button", { name: "One district" }).and(tab.page.locator(":enabled")).waitFor();
    await test(tab.page);
    await tab.page.context().close();
    await program.stop();
    expect(tab.errors).toEqual([]);
  };

  const withId = (id: string): Example => {
    const found = examples.find((example) => example.id === id);
    if (!found) throw new Error(`no example ${id}`);
    return found;
  };

  const select = async (page: Page, example: Example) => {
    await page.getByRole("button", { name: example.title }).click();
    await expect.poll(() => query(page)).toBe(example.query);
  };

  /** Expects an answer with every root field, and returns it. */
  const filled = async (page: Page, id: string) => {
    await expect.poll(() => variables(page), { message: id }).not.toBe("");
    await answered(page);
    const { data, errors } = JSON.parse(await answer(page)) as { data: Record<string, unknown>; errors?: unknown };
    expect(errors, id).toBeUndefined();
    expect(Object.values(data), id).not.toContain(null);
    return data;
  };

  /** Expects a note that says which data are missing, and no answer. */
  const lacking = async (page: Page, example: Example) => {
    await page.getByText(`This example needs ${example.needs}.`).waitFor();
    expect(await answer(page)).toBe("");
  };

  it("answer with the demo data, and say what it cost", async () => {
    await on(await start("127.0.0.1:0", ["--demo", "region", "--database", ":memory:"]), async (page) => {
      for (const example of examples) {
        await select(page, example);
        const data = await filled(page, example.id);
        expect(JSON.parse(await variables(page))).toMatchObject(demo[example.id] ?? {});
        expect(data).toMatchObject(answers[example.id] ?? {});
        for (const [field, value] of Object.entries(data)) {
          expect(JSON.stringify(value).length, `${example.id}.${field}`).toBeGreaterThan(100);
        }
        expect(await page.getByRole("status", { name: "Cost of the response" }).textContent()).toMatch(
          /^\d+ SQL statements?[\d,]+ rows?[\d,.]+ ms on the server[\d,.]+ ms in total$/,
        );
      }
      await picture(page, "dark");
    }, { colorScheme: "dark" });
  });

  it("take their variables from other data, or say what they need", async () => {
    const database = join(folder, "town.db");
    importLines(database, town.map((record) => JSON.stringify(record)).join("\n"));
    await on(await startOn(database), async (page) => {
      for (const example of examples) {
        await select(page, example);
        if (notInTown.includes(example.id)) await lacking(page, example);
        else expect(JSON.stringify(await filled(page, example.id)), example.id).toContain("Riverside");
      }
      await select(page, withId("on-two-days"));
      await filled(page, "on-two-days");
      expect(JSON.parse(await variables(page))).toEqual({ slug: "riverside", before: "2024-11-30", after: "2024-12-01" });
      expect(JSON.parse(await answer(page))).toMatchObject({
        data: { before: { officials: { edges: [] } }, after: { officials: { edges: [{ node: { name: "Ana Silva" } }] } } },
      });
    });
  });

  it("say what they need in an empty database, from the beginning", async () => {
    await on(await startOn(":memory:"), async (page) => {
      await lacking(page, withId("one-district"));
      await picture(page, "empty");
      for (const example of examples) {
        await select(page, example);
        await lacking(page, example);
      }
    });
  });

  it("go away with the note when another query is opened", async () => {
    await on(await startOn(":memory:"), async (page) => {
      await lacking(page, withId("one-district"));
      await page.goto(`${page.url()}#query=${encodeURIComponent("{ overview { sources } }")}`);
      await answered(page);
      expect(await page.getByText("This example needs").count()).toBe(0);
    });
  });
});
