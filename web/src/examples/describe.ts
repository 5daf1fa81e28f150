/** Returns the title of a query, its first comment line, and its description, the comment lines after it. */
export function describe(query: string): { title: string; about: string } {
  const lines = query.split("\n");
  const end = lines.findIndex((line) => !line.startsWith("#"));
  const [title, ...about] = lines.slice(0, end).map((line) => line.replace(/^#\s*/, "").trim());
  return { title: title ?? "", about: about.join(" ") };
}
