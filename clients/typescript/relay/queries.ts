import { graphql } from "relay-runtime";

export const projects = graphql`
  query queriesProjectsQuery($first: Int!, $after: String) {
    projects(first: $first, after: $after) @connection(key: "queries_projects") {
      edges { node { id slug investment { amount currency } } }
      pageInfo { endCursor hasNextPage }
    }
  }
`;
