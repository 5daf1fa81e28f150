import type * as queries from "../generated/examples";
import { addDays, aYearBefore, firstDay, lastDay, today } from "./days";
import { describe } from "./describe";

/** An example query. Its variables are taken from the data of the server. */
export interface Example {
  id: string;
  title: string;
  /** A sentence that describes it. */
  about: string;
  query: string;
  /** The data without which the query finds nothing, to complete "This example needs …". */
  needs: string;
  /** The query that looks for these data. */
  sample: string;
  /** Returns the variables as JSON from the answer to `sample`, or undefined if the data are missing. */
  variables(found: unknown): string | undefined;
}

const texts = import.meta.glob<string>("./**/*.graphql", { query: "?raw", import: "default", eager: true });

function text(name: string): string {
  const found = texts[`./${name}.graphql`];
  if (found === undefined) throw new Error(`missing example ${name}.graphql`);
  return found;
}

/**
 * Returns the example with this id. `fill` returns its variables from the answer to its sample, or undefined if there are none. It prefers
 * the records of the demo data, which the queries suit best.
 */
function example(id: string, needs: string, fill: (found: never) => object | undefined): Example {
  const query = text(id);
  return {
    id, ...describe(query), query, needs, sample: text(`samples/${id}`),
    variables(found) {
      const variables = fill(found as never);
      return variables && JSON.stringify(variables, null, 2);
    },
  };
}

/** From one district to six levels deep. The title and the sentence are the first comments of each file. */
export const examples: readonly Example[] = [
  example(
    "one-district", "a district",
    ({ demo, districts }: queries.OneDistrictSampleQuery): queries.OneDistrictQueryVariables | undefined => demo ?? districts.nodes[0],
  ),
  example(
    "who-governs", "a district with an official",
    ({ demo, districts }: queries.WhoGovernsSampleQuery): queries.WhoGovernsQueryVariables | undefined => {
      const district = demo.nodes[0] ?? districts.nodes[0];
      if (!district) return undefined;
      const { attestedOn, from } = district.officials.edges[0]?.link?.period ?? {};
      const onTheDay = attestedOn ?? (from ? lastDay(from) : today());
      return { slug: district.slug, onTheDay, aYearBefore: aYearBefore(onTheDay) };
    },
  ),
  example(
    "on-two-days", "a district with an official or a rail line since a known day",
    ({ demo, posts, lines }: queries.OnTwoDaysSampleQuery): queries.OnTwoDaysQueryVariables | undefined => {
      if (demo.nodes[0]) return { slug: demo.nodes[0].slug, before: "2022-11-30", after: "2023-01-11" };
      const links = [
        ...posts.nodes.map(({ slug, officials }) => ({ slug, from: officials.edges[0]?.link?.period.from })),
        ...lines.nodes.map(({ slug, railLines }) => ({ slug, from: railLines.edges[0]?.link?.period.from })),
      ];
      for (const { slug, from } of links) {
        if (from) return { slug, before: addDays(firstDay(from), -1), after: lastDay(from) };
      }
      return undefined;
    },
  ),
  example(
    "any-name", "an entity, such as a district",
    ({ zhongguancun, baodi, ...lists }: queries.AnyNameSampleQuery): queries.AnyNameQueryVariables | undefined => {
      const entities = Object.values(lists).flatMap(({ nodes }) => nodes);
      const name = zhongguancun ? "zhong guan cun" : entities[0]?.name;
      if (name === undefined) return undefined;
      const code = baodi ? { scheme: "gbt2260", value: "120115" } : entities.flatMap(({ identifiers }) => identifiers)[0];
      const other = entities.flatMap(({ names }) => names).find((each) => each.text !== name)?.text ?? name;
      return { name, nameOrCode: code ? `${code.scheme}:${code.value}` : other };
    },
  ),
  example(
    "on-the-map", "a project with a location",
    ({ demo, projects }: queries.OnTheMapSampleQuery): queries.OnTheMapQueryVariables | undefined => {
      const project = [demo, ...projects.nodes].find((each) => each?.location);
      return project ? { slug: project.slug } : undefined;
    },
  ),
  example(
    "targets", "a target for a district",
    ({ demo, districts }: queries.TargetsSampleQuery): queries.TargetsQueryVariables | undefined => {
      const district = demo.nodes[0] ?? districts.nodes[0];
      if (!district) return undefined;
      const { from, until } = district.figures.nodes[0]?.period ?? {};
      const last = until ?? from;
      const within = last ? firstDay(last) : today();
      return { slug: district.slug, within, afterwards: addDays(last ? lastDay(last) : within, 1) };
    },
  ),
  example(
    "rail-lines", "a district with a rail line",
    ({ demo, districts }: queries.RailLinesSampleQuery): queries.RailLinesQueryVariables | undefined => demo.nodes[0] ?? districts.nodes[0],
  ),
  example(
    "connected", "two officials with posts",
    ({ mayor, professor, officials }: queries.ConnectedSampleQuery): queries.ConnectedQueryVariables | undefined => {
      if (mayor && professor) return { from: { official: mayor.slug }, to: { official: professor.slug } };
      const others = officials.nodes.map(({ slug }) => slug);
      for (const { slug, districts, organizations } of officials.nodes) {
        const places = [...districts.nodes, ...organizations.nodes];
        const colleague = places.flatMap((place) => place.officials.nodes).find((each) => each.slug !== slug);
        if (colleague) return { from: { official: slug }, to: { official: colleague.slug } };
      }
      return others[0] && others[1] ? { from: { official: others[0] }, to: { official: others[1] } } : undefined;
    },
  ),
  example(
    "one-source", "a source with links, figures or statements",
    ({ demo, sources }: queries.OneSourceSampleQuery): queries.OneSourceQueryVariables | undefined => {
      const source = [demo, ...sources.nodes].find((each) => each && each.facts.nodes.length > 0);
      return source ? { slug: source.slug, first: 30 } : undefined;
    },
  ),
  example(
    "six-levels", "a rail line with a district",
    ({ demo, railLines }: queries.SixLevelsSampleQuery): queries.SixLevelsQueryVariables | undefined => {
      const line = demo ?? railLines.nodes[0];
      return line && { slug: line.slug, day: demo ? "2023-01-11" : today() };
    },
  ),
];
