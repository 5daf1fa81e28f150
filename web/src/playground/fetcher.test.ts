import { afterEach, describe, expect, it, vi } from "vitest";
import { createFetcher, createSender, takeCost, type Cost } from "./fetcher";

const cost = { statements: 3, rows: 4, milliseconds: 0.5 };

/** Sends a request to a server with this response, and returns the result. */
async function ask(answer: () => Response | Promise<Response>, operationName = "A") {
  const request = vi.fn<(input: string, init: RequestInit) => Promise<Response>>(() => Promise.resolve().then(answer));
  vi.stubGlobal("fetch", request);
  const costs: (Cost | undefined)[] = [];
  const there: boolean[] = [];
  const send = createSender("/graphql", (is) => { there.push(is); });
  const fetcher = createFetcher(send, () => (one) => { costs.push(one); });
  const result: unknown = await fetcher({ query: "{ a }", operationName, variables: { b: 1 } }, { headers: { "X-Mine": "1" } });
  return { result, costs, there, init: request.mock.calls[0]?.[1] };
}

afterEach(() => { vi.unstubAllGlobals(); });

describe("the fetcher", () => {
  it("asks for the cost, tells it, and leaves it out of the answer", async () => {
    const { result, costs, there, init } = await ask(() => Response.json({ data: { a: 1 }, extensions: { cost } }));
    expect(result).toEqual({ data: { a: 1 } });
    expect(costs).toMatchObject([cost]);
    expect(costs[0]?.whole).toBeGreaterThanOrEqual(0);
    expect(there).toEqual([true]);
    expect(init?.headers).toMatchObject({ "X-Civicgraph-Cost": "1", "X-Mine": "1" });
    expect(JSON.parse(init?.body as string)).toEqual({ query: "{ a }", operationName: "A", variables: { b: 1 } });
  });

  it("does not tell the cost of asking for the schema", async () => {
    const { costs } = await ask(() => Response.json({ data: {}, extensions: { cost } }), "IntrospectionQuery");
    expect(costs).toEqual([]);
  });

  it("passes errors on", async () => {
    const errors = [{ message: "no" }];
    const { result, costs } = await ask(() => Response.json({ errors }, { status: 422 }));
    expect(result).toEqual({ errors });
    expect(costs).toEqual([undefined]);
  });

  it("says that the server is away", async () => {
    const { result, there } = await ask(() => { throw new TypeError("Failed to fetch"); });
    expect(result).toEqual({ errors: [{ message: "The server does not respond." }] });
    expect(there).toEqual([false]);
  });

  it.each([502, 503, 504])("takes %d for a server that is away", async (status) => {
    const { result, there } = await ask(() => new Response("<h1>Bad gateway</h1>", { status }));
    expect(JSON.stringify(result)).toContain(`answers ${status} and no JSON: <h1>Bad gateway`);
    expect(there).toEqual([false]);
  });
});

describe("takeCost", () => {
  it("keeps other extensions", () => {
    expect(takeCost({ data: {}, extensions: { cost, other: 1 } })).toEqual({ cost, rest: { data: {}, extensions: { other: 1 } } });
  });
});
