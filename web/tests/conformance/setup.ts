// Builds the program for the audit, which needs no browser.
import type { TestProject } from "vitest/node";
import { build } from "../build.ts";

export default function setup(project: TestProject): void {
  project.provide("program", build());
}
