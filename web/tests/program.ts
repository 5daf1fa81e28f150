import { execFileSync, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { inject } from "vitest";

export interface Program {
  /** Without a slash at the end. */
  address: string;
  stop(): Promise<void>;
}

/** Starts the server on a free port or that of `at`, with the demo data in memory unless there are other arguments. */
export async function start(at = "127.0.0.1:0", args = ["--database", ":memory:"]): Promise<Program> {
  const process_ = spawn(inject("program"), ["--listen", at, ...args], {
    env: { ...process.env, PORT: "" },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const ended = new Promise<void>((resolve) => process_.once("exit", () => { resolve(); }));
  for await (const line of createInterface({ input: process_.stderr })) {
    const found = /playground=(\S+)\//.exec(line);
    if (!found?.[1]) continue;
    process_.stderr.resume();
    return {
      address: found[1],
      async stop() {
        process_.kill("SIGTERM");
        await ended;
      },
    };
  }
  throw new Error("the program ended before it answered");
}

/** Imports JSON Lines into a database. */
export function importLines(database: string, input: string): void {
  execFileSync(inject("program"), ["import", "--database", database, "-"], { input, stdio: ["pipe", "ignore", "pipe"] });
}
