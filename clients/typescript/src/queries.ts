import { graphql } from "./gql/gql.ts";

export const projects = graphql(`
  query Projects($first: Int!, $after: String) {
    projects(first: $first, after: $after) {
      totalCount
      edges { node { id slug investment { amount currency } } }
      pageInfo { endCursor hasNextPage }
    }
  }
`);

export const factsOfASource = graphql(`
  query FactsOfASource($slug: String!) {
    source(slug: $slug) {
      facts(first: 100) {
        nodes {
          id
          ... on Entity { slug name }
          ... on Figure { label value unit }
        }
      }
    }
  }
`);
