// The strictest rules for schemas, on the schema of the server.
import graphql from "@graphql-eslint/eslint-plugin";

export default [{
  files: ["output/schema.graphql"],
  languageOptions: { parser: graphql.parser, parserOptions: { graphQLConfig: { schema: "output/schema.graphql" } } },
  plugins: { "@graphql-eslint": graphql },
  rules: graphql.configs["flat/schema-all"].rules,
}];
