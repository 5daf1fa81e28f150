import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Plugin } from "vite";

interface Manifest {
  name?: string;
  version?: string;
  license?: string;
}

/** Writes the licences of the bundled packages to assets/licences-HASH.txt. */
export function licences(): Plugin {
  return {
    name: "licences",
    apply: "build",
    generateBundle(_options, bundle) {
      const folders = new Set<string>();
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== "chunk") continue;
        for (const module of chunk.moduleIds) {
          const folder = packageFolder(module);
          if (folder) folders.add(folder);
        }
      }
      this.emitFile({ type: "asset", fileName: "licences.txt", source: notice([...folders, ...inWorkers()]) });
    },
  };
}

/** Packages that only the workers use, which Vite bundles separately. */
function inWorkers(): string[] {
  return ["graphql-language-service", "nullthrows", "vscode-languageserver-types", "picomatch-browser"]
    .map((name) => join("node_modules", name))
    .filter((folder) => manifestOf(folder));
}

function packageFolder(module: string): string | undefined {
  if (!module.includes("node_modules")) return undefined;
  for (let folder = dirname(module.replace(/^\0/, "")); folder.includes("node_modules"); folder = dirname(folder)) {
    if (manifestOf(folder)?.name) return folder;
  }
  return undefined;
}

function manifestOf(folder: string): Manifest | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
  } catch {
    return undefined;
  }
}

function notice(folders: string[]): string {
  const entries = new Map<string, string>();
  for (const folder of folders) {
    const { name, version, license } = manifestOf(folder) ?? {};
    if (!name || !version) continue;
    const text = readdirSync(folder)
      .filter((file) => /^(licen[cs]e|notice|thirdpartynotices)/i.test(file))
      .map((file) => readFileSync(join(folder, file), "utf8").trim())
      .join("\n\n");
    entries.set(`${name} ${version}`, `${name} ${version}, ${license ?? "licence unknown"}\n\n${text}`);
  }
  const sorted = [...entries.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text);
  return ["The pages of civicgraph hold code of these packages.", ...sorted].join(`\n\n${"-".repeat(80)}\n\n`) + "\n";
}
