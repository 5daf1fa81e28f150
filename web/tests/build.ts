import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Returns the path of the program, which is built unless CIVICGRAPH is set. */
export function build(): string {
  if (process.env.CIVICGRAPH) return process.env.CIVICGRAPH;
  const output = fileURLToPath(new URL("../output/civicgraph", import.meta.url));
  execFileSync(process.env.GO ?? "go", ["build", "-o", output, "."], { cwd: fileURLToPath(new URL("../..", import.meta.url)), stdio: "inherit" });
  return output;
}
