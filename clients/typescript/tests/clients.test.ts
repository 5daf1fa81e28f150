// Each client asks the running server, CIVICGRAPH_URL, and one that executes trusted documents only, CIVICGRAPH_TRUSTED_URL.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ApolloClient, ApolloLink, CombinedGraphQLErrors, HttpLink, InMemoryCache, gql } from "@apollo/client/core";
import { PersistedQueryLink } from "@apollo/client/link/persisted-queries";
import { relayStylePagination } from "@apollo/client/utilities";
import { generatePersistedQueryIdsFromManifest } from "@apollo/persisted-query-lists";
import { Client, cacheExchange, fetchExchange } from "@urql/core";
import { persistedExchange } from "@urql/exchange-persisted";
import { readFileSync } from "node:fs";
import relay, { type FetchFunction } from "relay-runtime";
import relayProjects, { type queriesProjectsQuery } from "../relay/__generated__/queriesProjectsQuery.graphql.ts";
import possible from "../src/possible-types.ts";
import { factsOfASource, projects } from "../src/queries.ts";

const url = `${process.env.CIVICGRAPH_URL ?? ""}/graphql`;
const trustedURL = `${process.env.CIVICGRAPH_TRUSTED_URL ?? ""}/graphql`;
const skip = process.env.CIVICGRAPH_URL ? false : "CIVICGRAPH_URL is not set; run make clients";
const source = "tianjin-work-report-2023";

const tooMany = `{ districts(first: 1000) { totalCount } }`;

test("urql", { skip }, async () => {
  const client = new Client({ url, exchanges: [cacheExchange, fetchExchange], preferGetMethod: false });
  let after: string | null = null;
  const slugs = new Set<string>();
  for (;;) {
    const { data, error } = await client.query(projects, { first: 50, after }).toPromise();
    assert.ok(data, String(error));
    for (const { node } of data.projects.edges) {
      if (node) slugs.add(node.slug);
      if (node?.investment) assert.match(node.investment.amount satisfies string, /^-?\d+(\.\d+)?$/);
    }
    if (!data.projects.pageInfo.hasNextPage) {
      assert.equal(slugs.size, data.projects.totalCount);
      break;
    }
    after = data.projects.pageInfo.endCursor ?? null;
  }
  const { error } = await client.query(gql(tooMany), {}).toPromise();
  assert.equal(error?.graphQLErrors[0]?.extensions.code, "BAD_PAGE");
});

test("urql, persisted by itself", { skip }, async () => {
  for (const preferGetForPersistedQueries of [false, true]) {
    const client = new Client({
      url, preferGetMethod: preferGetForPersistedQueries && "within-url-limit",
      exchanges: [cacheExchange, persistedExchange({ preferGetForPersistedQueries }), fetchExchange],
    });
    const { data, error } = await client.query(projects, { first: 1, after: null }).toPromise();
    assert.ok(data?.projects.edges[0]?.node?.id, String(error));
  }
});

test("urql, trusted documents of GraphQL Code Generator", { skip }, async () => {
  const client = new Client({
    url: trustedURL,
    preferGetMethod: false,
    exchanges: [
      cacheExchange,
      persistedExchange({
        enforcePersistedQueries: true,
        generateHash: async (_, document) => (document as unknown as { __meta__: { hash: string } }).__meta__.hash,
      }),
      fetchExchange,
    ],
  });
  const { data, error } = await client.query(factsOfASource, { slug: source }).toPromise();
  assert.ok(data?.source?.facts.nodes.length, String(error));
});

const cache = () => new InMemoryCache({
  possibleTypes: possible.possibleTypes,
  typePolicies: { Query: { fields: { projects: relayStylePagination(["where", "orderBy", "asOf"]) } } },
});

test("Apollo Client", { skip }, async () => {
  const client = new ApolloClient({ link: new HttpLink({ uri: url }), cache: cache() });
  const { data } = await client.query({ query: factsOfASource, variables: { slug: source } });
  const kinds = new Set(data?.source?.facts.nodes.map((node) => node.__typename));
  assert.ok(kinds.has("Figure") && kinds.size > 3, [...kinds].join());
  assert.ok(data?.source?.facts.nodes.some((node) => "name" in node && node.name), "fragments on interfaces match");

  const query = client.watchQuery({ query: projects, variables: { first: 2 } });
  const subscription = await new Promise<{ unsubscribe(): void }>((resolve) => {
    const made = query.subscribe((result) => { if (!result.loading) setTimeout(() => { resolve(made); }); });
  });
  await query.fetchMore({ variables: { after: query.getCurrentResult().data?.projects?.pageInfo?.endCursor ?? null } });
  const read = client.readQuery({ query: projects, variables: { first: 2 } });
  assert.equal(read?.projects.edges.length, 4);
  subscription.unsubscribe();

  await assert.rejects(client.query({ query: gql(tooMany) }), (error) => {
    assert.ok(CombinedGraphQLErrors.is(error));
    assert.equal(error.errors[0]?.extensions?.code, "BAD_PAGE");
    return true;
  });
});

test("Apollo Client, trusted documents of a manifest", { skip }, async () => {
  const manifest = JSON.parse(readFileSync("output/trusted/apollo.json", "utf8"));
  const link = new PersistedQueryLink(generatePersistedQueryIdsFromManifest({ loadManifest: () => Promise.resolve(manifest) }));
  const client = new ApolloClient({ link: ApolloLink.from([link, new HttpLink({ uri: trustedURL })]), cache: cache() });
  const { data } = await client.query({ query: projects, variables: { first: 2 } });
  assert.equal(data?.projects.edges.length, 2);
});

function environment(fetchFunction: FetchFunction) {
  return new relay.Environment({ network: relay.Network.create(fetchFunction), store: new relay.Store(new relay.RecordSource()) });
}

async function post(to: string, body: object) {
  const response = await fetch(to, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/graphql-response+json, application/json" },
    body: JSON.stringify(body),
  });
  return response.json();
}

test("Relay", { skip }, async () => {
  const whole = environment((request, variables) => post(url, { query: request.text, variables }));
  // As Relay's compiler persists them: request.id instead of request.text.
  const trusted = environment((request, variables) => post(trustedURL, { doc_id: request.id, variables }));
  for (const one of [whole, trusted]) {
    const data = await relay.fetchQuery<queriesProjectsQuery>(one, relayProjects, { first: 3 }).toPromise();
    assert.equal(data?.projects.edges.length, 3);
    assert.ok(data.projects.edges[0]?.node?.id);
  }
});
