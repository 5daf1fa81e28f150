import type { Fetcher } from "@graphiql/toolkit";
import type { ExecutionResult } from "graphql";

/** The cost of a response: SQL statements, rows and time. `whole` is the time measured by the browser. */
export interface Cost {
  statements: number;
  rows: number;
  milliseconds: number;
  whole: number;
}

/** A request to the endpoint. */
export interface Request {
  query: string;
  operationName?: string | null | undefined;
  variables?: unknown;
}

export type Sender = (request: Request, headers?: Record<string, unknown>) => Promise<ExecutionResult>;

/** Statuses with which a proxy reports that the server behind it is unreachable. */
const awayStatuses = [502, 503, 504];

export function isUnreachable({ status }: Response): boolean {
  return awayStatuses.includes(status);
}

/** Returns a function that sends requests. `onServer` is called after each with whether the server responds. */
export function createSender(endpoint: string, onServer: (there: boolean) => void): Sender {
  return async ({ query, operationName, variables }, headers) => {
    let response: Response;
    try {
      response = await fetch(endpoint, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json", ...headers },
        body: JSON.stringify({ query, ...(operationName ? { operationName } : {}), ...(variables ? { variables } : {}) }),
      });
    } catch {
      onServer(false);
      return problem("The server does not respond.");
    }
    onServer(!isUnreachable(response));
    return answerOf(response);
  };
}

const introspection = "IntrospectionQuery";

/**
 * Returns a fetcher that sends requests with the cost header, and removes the cost from the displayed response. `onRequest` is called
 * when a request starts, and the function that it returns with the cost of the response, if the server sends it.
 */
export function createFetcher(send: Sender, onRequest: () => (cost: Cost | undefined) => void): Fetcher {
  return async (params, options) => {
    const settle = params.operationName === introspection ? () => undefined : onRequest();
    const start = performance.now();
    const result = await send(params, { "X-Civicgraph-Cost": "1", ...options?.headers });
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
