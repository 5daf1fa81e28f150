// Finds the browser and the program for the tests in this folder, and builds the program where none is given.
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  export interface ProvidedContext {
    /** Empty where there is none. */
    chromium: string;
    program: string;
  }
}

const browsers = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

export default function setup(project: TestProject): void {
  const chromium = process.env.CHROMIUM ?? browsers.find((path) => existsSync(path)) ?? "";
  project.provide("chromium", chromium);
  project.provide("program", chromium ? program() : "");
  if (!chromium) {
    console.warn(
      "\n**** NO CHROMIUM: THE PLAYGROUND IS NOT TESTED IN A BROWSER. ****\n" +
        `Looked for ${browsers.join(", ")}; CHROMIUM can name another. On Debian: apt-get install chromium.\n`,
    );
  }
}

function program(): string {
  if (process.env.CIVICGRAPH) return process.env.CIVICGRAPH;
  const output = fileURLToPath(new URL("../output/civicgraph", import.meta.url));
  execFileSync(process.env.GO ?? "go", ["build", "-o", output, "."], { cwd: fileURLToPath(new URL("../..", import.meta.url)), stdio: "inherit" });
  return output;
}
