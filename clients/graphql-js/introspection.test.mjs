// Each version of graphql-js that clients still use reads the schema from the running server, CIVICGRAPH_URL.
import assert from "node:assert/strict";
import { test } from "node:test";

const url = process.env.CIVICGRAPH_URL;
const skip = url ? false : "CIVICGRAPH_URL is not set; run make clients";

async function ask(query) {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/graphql-response+json, application/json" },
    body: JSON.stringify({ query }),
  });
  const answer = await response.json();
  assert.equal(answer.errors, undefined, JSON.stringify(answer.errors));
  return answer.data;
}

// The options of each version. The query of 15 for specifiedByUrl has a name that the specification changed before it was final.
const all = { descriptions: true, schemaDescription: true, directiveIsRepeatable: true };
const versions = {
  14: [{}, { descriptions: false }],
  15: [{}, all],
  16: [{}, { ...all, specifiedByUrl: true, inputValueDeprecation: true, oneOf: true }],
  17: [{}, { ...all, specifiedByUrl: true, inputValueDeprecation: true, oneOf: true, typeDepth: 9 }],
};

for (const [version, options] of Object.entries(versions)) {
  test(`graphql-js ${version}`, { skip }, async () => {
    const g = await import(`graphql-${version}`);
    for (const option of options) {
      const schema = g.buildClientSchema(await ask(g.getIntrospectionQuery(option)));
      assert.deepEqual(g.validateSchema(schema), []);
      for (const type of Object.values(schema.getTypeMap()).filter((type) => g.isInterfaceType(type))) {
        assert.ok(schema.getPossibleTypes(type).length > 5, `${type.name} has possible types`);
        assert.ok(schema.getPossibleTypes(type).every((possible) => g.isObjectType(possible)));
      }
      const document = g.parse("query ($id: ID!) { node(id: $id) { ...on Entity { name } } nodes(ids: [$id]) { ...on Versioned { version } } }");
      assert.deepEqual(g.validate(schema, document), []);
      // Mocks and gateways execute against the schema that they read.
      assert.deepEqual({ ...(await g.execute({ schema, document: g.parse("{ __typename }") })).data }, { __typename: "Query" });
      const printed = g.printSchema(schema);
      assert.equal(g.printSchema(g.buildSchema(printed)), printed);
    }
    if (version === "14") return; // it cannot parse the description of a schema
    for (const variant of ["", "?interfaces=flat"]) {
      const schema = g.buildSchema(await (await fetch(`${url}/schema.graphqls${variant}`)).text());
      assert.deepEqual(g.validateSchema(schema), []);
      const read = g.buildClientSchema(await ask(g.getIntrospectionQuery()));
      assert.deepEqual(
        Object.keys(schema.getTypeMap()).sort(), Object.keys(read.getTypeMap()).sort(), "the types of the SDL are those of the introspection");
      if (!variant) assert.deepEqual(g.findBreakingChanges(read, schema).map((change) => change.description).filter((text) => !text.includes("oneOf")), []);
    }
  });
}
