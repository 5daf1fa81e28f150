/** What a link shares: no headers, which may hold secrets. */
export interface Shared {
  query: string;
  variables: string;
}

/** The fragment of an address that holds a query. It never reaches the server, nor its log. */
export function fragmentOf({ query, variables }: Shared): string {
  const parameters = new URLSearchParams({ query });
  if (variables.trim() !== "") parameters.set("variables", variables);
  return `#${parameters.toString()}`;
}

/** The query that a fragment holds, if it does. */
export function sharedIn(fragment: string): Shared | undefined {
  const parameters = new URLSearchParams(fragment.replace(/^#/, ""));
  const query = parameters.get("query");
  return query === null ? undefined : { query, variables: parameters.get("variables") ?? "" };
}
