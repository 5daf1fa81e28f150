import { describe, expect, it } from "vitest";
import { fragmentOf, sharedIn } from "./link";

describe("a link", () => {
  it.each([
    { query: "{ a }", variables: "" },
    { query: '# 宝坻 & more\nquery A($b: Int = 1) { a(b: $b, c: "x#y?z=1+1%20") }\n', variables: '{ "b": 2 }' },
  ])("gives back what it was made of: $query", (shared) => {
    expect(sharedIn(fragmentOf(shared))).toEqual(shared);
    expect(new URL(fragmentOf(shared), "http://localhost/").pathname).toBe("/");
  });

  it.each(["", "#", "#variables=1", "#anchor"])("holds no query: %s", (fragment) => {
    expect(sharedIn(fragment)).toBeUndefined();
  });
});
