// The audit of GraphQL over HTTP that npm's graphql-http holds, MUST, SHOULD and MAY, against the program.
import { serverAudits } from "graphql-http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { start, type Program } from "../program.ts";

let program: Program;
beforeAll(async () => { program = await start(); });
afterAll(async () => { await program.stop(); });

const audits = serverAudits({ url: () => `${program.address}/graphql` });

test("is whole", () => {
  expect(audits.length).toBeGreaterThan(50);
});

test.each(audits.map((audit) => [`${audit.id} ${audit.name}`, audit] as const))("%s", async (_name, audit) => {
  const result = await audit.fn();
  expect(result, "reason" in result ? result.reason : "").toMatchObject({ status: "ok" });
});
