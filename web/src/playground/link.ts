/** The contents of a share link. Headers are excluded because they may be secret. */
export interface Shared {
  query: string;
  variables: string;
}

/** Returns the URL fragment of a query. It is not sent to the server or written to its log. */
export function fragmentOf({ query, variables }: Shared): string {
  const parameters = new URLSearchParams({ query });
  if (variables.trim() !== "") parameters.set("variables", variables);
  return `#${parameters.toString()}`;
}

/** Returns the query in a URL fragment, if any. */
export function sharedIn(fragment: string): Shared | undefined {
  const parameters = new URLSearchParams(fragment.replace(/^#/, ""));
  const query = parameters.get("query");
  return query === null ? undefined : { query, variables: parameters.get("variables") ?? "" };
}
