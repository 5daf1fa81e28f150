import type { CodegenConfig } from "@graphql-codegen/cli";
import { addTypenameSelectionDocumentTransform } from "@graphql-codegen/client-preset";

const scalars = {
  Decimal: { input: "string | number", output: "string" },
  Date: "string",
  PartialDate: "string",
  DateTime: "string",
  URL: "string",
};

const config: CodegenConfig = {
  schema: process.env.CIVICGRAPH_URL ? `${process.env.CIVICGRAPH_URL}/graphql` : "http://127.0.0.1:8080/graphql",
  documents: ["src/**/*.ts", "!src/gql/**"],
  generates: {
    "src/gql/": {
      preset: "client",
      presetConfig: { fragmentMasking: false, persistedDocuments: true },
      documentTransforms: [addTypenameSelectionDocumentTransform],
      config: { scalars, strictScalars: true, useTypeImports: true, enumsAsTypes: true, importExtension: ".ts" },
    },
    "src/possible-types.ts": { plugins: ["fragment-matcher"], config: { useExplicitTyping: true } },
  },
};

export default config;
