import type { Fetcher } from "@graphiql/toolkit";
import type { ExecutionResult } from "graphql";

/** The cost of a response: SQL statements, rows and time. `whole` is the time measured by the browser. */
export interface Cost {
  statements: number;
  rows: number;
  milliseconds: number;
  whole: number;
}

export interface Wiring {
  endpoint: string;
  /** Called when a request starts. The returned function is called with the cost of the response, if the server sends it. */
  onRequest(): (cost: Cost | undefined) => void;
  /** Called after each request with whether the server responds. */
  onServer(there: boolean): void;
}

/** Statuses with which a proxy reports that the server behind it is unreachable. */
const awayStatuses = [502, 503, 504];

export function isUnreachable({ status }: Response): boolean {
  return awayStatuses.includes(status);
}

const introspection = "IntrospectionQuery";

/** Sends a request with the cost header, and removes the cost from the displayed response. */
export function createFetcher({ endpoint, onRequest, onServer }: Wiring): Fetcher {
  return async (params, options) => {
    const settle = params.operationName === introspection ? () => undefined : onRequest();
    const start = performance.now();
    let response: Response;
    try {
      response = await fetch(endpoint, {
        method: "POST",
        headers: {
          "Content-Type": "application/json",
          Accept: "application/json",
          "X-Civicgraph-Cost": "1",
          ...options?.headers,
        },
        body: JSON.stringify({
          query: params.query,
          ...(params.operationName ? { operationName: params.operationName } : {}),
          ...(params.variables ? { variables: params.variables as unknown } : {}),
        }),
      });
    } catch {
      onServer(false);
      settle(undefined);
      return problem("The server does not respond.");
    }
    onServer(!isUnreachable(response));
    const result = await answerOf(response);
    const whole = performance.now() - start;
    const { cost, rest } = takeCost(result);
    settle(cost && { ...cost, whole });
    return rest;
  };
}

function problem(message: string): ExecutionResult {
  return { errors: [{ message }] } as unknown as ExecutionResult;
}

async function answerOf(response: Response): Promise<ExecutionResult> {
  const text = await response.text().catch(() => "");
  try {
    return JSON.parse(text) as ExecutionResult;
  } catch {
    const beginning = text.slice(0, 200).trim();
    return problem(`The server answers ${response.status} and no JSON${beginning ? `: ${beginning}` : "."}`);
  }
}

/** Splits a response into its cost and the rest. */
export function takeCost(result: ExecutionResult): { cost: Omit<Cost, "whole"> | undefined; rest: ExecutionResult } {
  const { extensions, ...rest } = result;
  if (!extensions || !("cost" in extensions)) return { cost: undefined, rest: result };
  const { cost, ...others } = extensions as { cost: Omit<Cost, "whole"> };
  return { cost, rest: Object.keys(others).length > 0 ? { ...rest, extensions: others } : rest };
}
