import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { inject } from "vitest";

export interface Program {
  /** Without a slash at the end. */
  address: string;
  stop(): Promise<void>;
}

/** Starts the server with the demo data in memory, on a free port or the port of a URL. */
export async function start(at = "127.0.0.1:0"): Promise<Program> {
  const process_ = spawn(inject("program"), ["--listen", at, "--database", ":memory:"], {
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
