// Finds the browser and the program for the tests in this folder.
import { existsSync } from "node:fs";
import type { TestProject } from "vitest/node";
import { build } from "./build.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** Empty if there is none. */
    chromium: string;
    program: string;
  }
}

const browsers = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

export default function setup(project: TestProject): void {
  const chromium = process.env.CHROMIUM ?? browsers.find((path) => existsSync(path)) ?? "";
  project.provide("chromium", chromium);
  project.provide("program", chromium ? build() : "");
  if (!chromium) {
    console.warn(
      "\n**** NO CHROMIUM: THE PLAYGROUND IS NOT TESTED IN A BROWSER. ****\n" +
        `Looked for ${browsers.join(", ")}; CHROMIUM can name another. On Debian: apt-get install chromium.\n`,
    );
  }
}
