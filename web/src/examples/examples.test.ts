import { describe, expect, it } from "vitest";
import { examples } from ".";
import { describe as described } from "./describe";

describe("examples", () => {
  it("are ten, each with its own id, title and sentence", () => {
    expect(examples).toHaveLength(10);
    for (const key of ["id", "title", "about", "query"] as const) {
      expect(new Set(examples.map((example) => example[key])).size).toBe(10);
    }
    for (const { title, about, query } of examples) {
      expect(title).toMatch(/^[A-Z].*[^.]$/);
      expect(about).toMatch(/^[A-Z].*\.$/);
      expect(query).toMatch(/^query [A-Z]/m);
    }
  });

  it("include every file of the folder", () => {
    expect(Object.keys(import.meta.glob("./*.graphql"))).toHaveLength(examples.length);
  });

  it("go from one district to six levels deep", () => {
    expect(examples.map(({ query }) => depth(query)).at(0)).toBe(2);
    expect(Math.max(...examples.map(({ query }) => depth(query)))).toBe(depth(examples.at(-1)?.query ?? ""));
  });

  it("have variables that are JSON, or none", () => {
    for (const { variables, query } of examples) {
      if (variables === "") expect(query).not.toContain("$");
      else expect(Object.keys(JSON.parse(variables) as object).every((name) => query.includes(`$${name}`))).toBe(true);
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
