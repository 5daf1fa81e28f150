import type { Example } from "../examples";
import { observed } from "../page/observed";
import { createFetcher, createSender, type Cost } from "./fetcher";

/** Whether the server responded to the last request. */
export const serverReachable = observed(true);

/** The cost of the last response of each tab. */
export const costs = observed<ReadonlyMap<string, Cost>>(new Map());

/** The tab of the running request. */
export const activeTab = observed("");

export const endpoint = "/graphql";

/** The example that was opened last, if the server has no data for it. */
export const lacking = observed<Example | undefined>(undefined);

export const send = createSender(endpoint, (there) => { serverReachable.set(there); });

export const fetcher = createFetcher(send, () => {
  const tab = activeTab.get();
  setCost(tab, undefined);
  return (cost) => { setCost(tab, cost); };
});

function setCost(tab: string, cost: Cost | undefined): void {
  const next = new Map(costs.get());
  if (cost) next.set(tab, cost);
  else next.delete(tab);
  costs.set(next);
}
