import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { compress } from "./build/compress.ts";
import { licences } from "./build/licences.ts";

/** The pages by name, with their HTML file. A new page needs a line here and a folder in src/. */
const pages = { playground: "index.html" };

export default defineConfig({
  plugins: [react(), licences(), compress()],
  build: {
    outDir: "../internal/httpd/web/dist",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 4000,
    rolldownOptions: { input: pages, checks: { moduleLevelDirective: false } },
  },
  server: { proxy: { "/graphql": "http://127.0.0.1:8080", "/healthz": "http://127.0.0.1:8080" } },
  test: {
    projects: [
      { test: { name: "unit", include: ["src/**/*.test.ts"] } },
      {
        test: {
          name: "browser",
          include: ["tests/*.test.ts"],
          globalSetup: "tests/setup.ts",
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          expect: { poll: { timeout: 15_000 } },
        },
      },
      { test: { name: "conformance", include: ["tests/conformance/*.test.ts"], globalSetup: "tests/conformance/setup.ts" } },
    ],
  },
});
