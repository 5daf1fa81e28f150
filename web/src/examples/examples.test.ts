import { describe, expect, it } from "vitest";
import { examples } from ".";
import { today } from "./days";
import { describe as described } from "./describe";

const none = { nodes: [] };
const link = (period: object) => ({ edges: [{ link: { period } }] });

/** For each example, the answer to its sample from an empty database, and from one without the demo data, with the variables. */
const samples: Record<string, { empty: object; other: object; variables: object }[]> = {
  "one-district": [
    { empty: { demo: null, districts: none }, other: { districts: { nodes: [{ slug: "a" }] } }, variables: { slug: "a" } },
  ],
  "who-governs": [
    { attestedOn: "2020-02-29", onTheDay: "2020-02-29", aYearBefore: "2019-03-01" },
    { from: "2020-02", onTheDay: "2020-02-29", aYearBefore: "2019-03-01" },
  ].map(({ onTheDay, aYearBefore, ...period }) => ({
    empty: { demo: none, districts: none },
    other: { districts: { nodes: [{ slug: "a", officials: link(period) }] } },
    variables: { slug: "a", onTheDay, aYearBefore },
  })),
  "on-two-days": [
    { posts: { nodes: [{ slug: "b", officials: { edges: [] } }, { slug: "a", officials: link({ from: "2020-03" }) }] } },
    { lines: { nodes: [{ slug: "a", railLines: link({ from: "2020-03" }) }] } },
  ].map((other) => ({
    empty: { demo: none, posts: none, lines: none }, other, variables: { slug: "a", before: "2020-02-29", after: "2020-03-31" },
  })),
  "any-name": [
    { identifiers: [], nameOrCode: "甲" },
    { identifiers: [{ scheme: "s", value: "1" }], nameOrCode: "s:1" },
  ].map(({ identifiers, nameOrCode }) => ({
    empty: { zhongguancun: null, baodi: null, districts: none, officials: none },
    other: { officials: { nodes: [{ name: "A", names: [{ text: "A" }, { text: "甲" }], identifiers }] } },
    variables: { name: "A", nameOrCode },
  })),
  "on-the-map": [
    {
      empty: { demo: null, projects: { nodes: [{ slug: "a", location: null }] } },
      other: { projects: { nodes: [{ slug: "a", location: null }, { slug: "b", location: { lat: 1 } }] } },
      variables: { slug: "b" },
    },
  ],
  targets: [
    { period: { from: "2020", until: "2021" }, within: "2021-01-01", afterwards: "2022-01-01" },
    { period: { from: null, until: "2021-06" }, within: "2021-06-01", afterwards: "2021-07-01" },
  ].map(({ period, within, afterwards }) => ({
    empty: { demo: none, districts: none },
    other: { districts: { nodes: [{ slug: "a", figures: { nodes: [{ period }] } }] } },
    variables: { slug: "a", within, afterwards },
  })),
  "rail-lines": [
    { empty: { demo: none, districts: none }, other: { districts: { nodes: [{ slug: "a" }] } }, variables: { slug: "a" } },
  ],
  connected: [
    { places: [{ officials: { nodes: [{ slug: "a" }, { slug: "c" }] } }], to: "c" },
    { places: [{ officials: { nodes: [{ slug: "a" }] } }], to: "b" },
  ].map(({ places, to }) => ({
    empty: { mayor: null, professor: null, officials: { nodes: [{ slug: "a", districts: none, organizations: none }] } },
    other: {
      officials: {
        nodes: [{ slug: "a", districts: none, organizations: { nodes: places } }, { slug: "b", districts: none, organizations: none }],
      },
    },
    variables: { from: { official: "a" }, to: { official: to } },
  })),
  "one-source": [
    {
      empty: { demo: null, sources: { nodes: [{ slug: "a", facts: none }] } },
      other: { sources: { nodes: [{ slug: "a", facts: none }, { slug: "b", facts: { nodes: [{ id: "1" }] } }] } },
      variables: { slug: "b", first: 30 },
    },
  ],
  "six-levels": [
    { empty: { demo: null, railLines: none }, other: { railLines: { nodes: [{ slug: "a" }] } }, variables: { slug: "a", day: today() } },
  ],
};

describe("examples", () => {
  it("are ten, each with its own id, title and sentence", () => {
    expect(examples).toHaveLength(10);
    for (const key of ["id", "title", "about", "query", "sample"] as const) {
      expect(new Set(examples.map((example) => example[key])).size).toBe(10);
    }
    for (const { title, about, query, needs } of examples) {
      expect(title).toMatch(/^[A-Z].*[^.]$/);
      expect(about).toMatch(/^[A-Z].*\.$/);
      expect(query).toMatch(/^query [A-Z]/m);
      expect(needs).toMatch(/^(an?|two) .*[^.]$/);
    }
  });

  it("include every file of the folder", () => {
    expect(Object.keys(import.meta.glob("./*.graphql"))).toHaveLength(examples.length);
    expect(Object.keys(import.meta.glob("./samples/*.graphql"))).toHaveLength(examples.length);
  });

  it("go from one district to six levels deep", () => {
    expect(examples.map(({ query }) => depth(query)).at(0)).toBe(2);
    expect(Math.max(...examples.map(({ query }) => depth(query)))).toBe(depth(examples.at(-1)?.query ?? ""));
  });

  it.each(examples.map((example) => [example.id, example] as const))("%s takes its variables from the data", (id, example) => {
    expect(samples[id]).toBeDefined();
    for (const { empty, other, variables } of samples[id] ?? []) {
      expect(example.variables(empty)).toBeUndefined();
      expect(JSON.parse(example.variables({ ...empty, ...other }) ?? "null")).toEqual(variables);
      const declared = /\(([^)]*)\)/.exec(example.query.slice(example.query.indexOf("\nquery")))?.[1]?.match(/(?<=\$)\w+/g);
      expect(Object.keys(variables)).toEqual(declared);
    }
  });
});

/** Returns the depth of nested selections, not counting edges and nodes. */
function depth(query: string): number {
  let open: string[] = [];
  let most = 0;
  for (const [, name, brace] of query.replace(/#.*|\([^)]*\)/g, "").matchAll(/(\w*)\s*([{}])/g)) {
    open = brace === "{" ? [...open, name ?? ""] : open.slice(0, -1);
    most = Math.max(most, open.filter((each) => !["edges", "nodes", "node"].includes(each)).length - 1);
  }
  return most;
}

describe("describe", () => {
  it("reads the title and the sentence from the first comments", () => {
    expect(described("# One thing\n# It has\n#two lines.\nquery A { a } # no title\n")).toEqual({
      title: "One thing",
      about: "It has two lines.",
    });
  });

  it("finds nothing where there is no comment", () => {
    expect(described("{ a }\n")).toEqual({ title: "", about: "" });
  });
});
