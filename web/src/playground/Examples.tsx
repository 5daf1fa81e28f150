import { useGraphiQL, useGraphiQLActions, type GraphiQLPlugin } from "@graphiql/react";
import { examples } from "../examples";
import { useOpener } from "./open";

/** The width below which a panel covers the editors. */
const narrow = "(max-width: 760px)";

function Examples() {
  const opener = useOpener();
  const { setVisiblePlugin } = useGraphiQLActions();
  const shown = useGraphiQL((state) => state.tabs[state.activeTabIndex]?.query);
  return (
    <section className="examples" aria-label="Examples">
      <h2>Examples</h2>
      <p>Select one to run it on the data of this server.</p>
      <ol>
        {examples.map((example) => (
          <li key={example.id}>
            <button
              type="button"
              disabled={!opener}
              aria-current={shown === example.query ? "true" : undefined}
              onClick={() => {
                void opener?.example(example);
                if (matchMedia(narrow).matches) setVisiblePlugin(null);
              }}
            >
              <b>{example.title}</b>
              <span>{example.about}</span>
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}

function ExamplesIcon() {
  return (
    <svg viewBox="0 0 20 20" fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden="true">
      <path d="M7.5 4.5h10M7.5 10h10M7.5 15.5h10M2.5 4.5h1.6M2.5 10h1.6M2.5 15.5h1.6" strokeLinecap="round" />
    </svg>
  );
}

export const examplesPlugin: GraphiQLPlugin = { title: "Examples", icon: ExamplesIcon, content: Examples };
