import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { Plugin } from "vite";

const worthIt = /\.(html|js|css|svg|txt|json|ttf)$/;

/** Writes a compressed .gz and .br beside each file that gets smaller, so that the server does not compress. */
export function compress(): Plugin {
  let folder = "";
  return {
    name: "compress",
    apply: "build",
    configResolved(config) {
      folder = join(config.root, config.build.outDir);
    },
    async closeBundle() {
      const names = await readdir(folder, { recursive: true });
      for (const name of names.filter((name) => worthIt.test(name))) {
        const path = join(folder, name);
        const plain = await readFile(path);
        const compressed = {
          gz: await promisify(gzip)(plain, { level: 9 }),
          br: await promisify(brotliCompress)(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }),
        };
        for (const [form, bytes] of Object.entries(compressed)) {
          if (bytes.length < plain.length * 0.9) await writeFile(`${path}.${form}`, bytes);
        }
      }
    },
  };
}
