import type {
  AnyNameQueryVariables,
  ConnectedQueryVariables,
  OneDistrictQueryVariables,
  OneSourceQueryVariables,
  SixLevelsQueryVariables,
  TargetsQueryVariables,
  WhoGovernsQueryVariables,
} from "../generated/examples";
import { describe } from "./describe";

/** An example query. */
export interface Example {
  id: string;
  title: string;
  /** A sentence that describes it. */
  about: string;
  query: string;
  /** Variables as JSON, or empty. */
  variables: string;
}

const texts = import.meta.glob<string>("./*.graphql", { query: "?raw", import: "default", eager: true });

function example(id: string, variables?: object): Example {
  const query = texts[`./${id}.graphql`];
  if (query === undefined) throw new Error(`missing example ${id}.graphql`);
  return { id, ...describe(query), query, variables: variables ? JSON.stringify(variables, null, 2) : "" };
}

/** From one district to six levels deep. The title and the sentence are the first comments of each file. */
export const examples: readonly Example[] = [
  example("one-district", { slug: "baodi" } satisfies OneDistrictQueryVariables),
  example("who-governs", {
    slug: "baodi",
    onTheDay: "2023-01-11",
    aYearBefore: "2022-01-11",
  } satisfies WhoGovernsQueryVariables),
  example("any-name", { text: "zhong guan cun" } satisfies AnyNameQueryVariables),
  example("what-moved"),
  example("targets", { inTheYear: "2023-06-30", afterIt: "2024-01-01" } satisfies TargetsQueryVariables),
  example("rail-lines"),
  example("parks"),
  // The ids of the mayor and the professor in the demo data.
  example("connected", { from: "gQHm", to: "gQPo" } satisfies ConnectedQueryVariables),
  example("one-source", { slug: "tianjin-work-report-2023", first: 30 } satisfies OneSourceQueryVariables),
  example("six-levels", { day: "2023-01-11" } satisfies SixLevelsQueryVariables),
];
