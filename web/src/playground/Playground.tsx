import { DOC_EXPLORER_PLUGIN, DocExplorerStore } from "@graphiql/plugin-doc-explorer";
import { explorerPlugin } from "@graphiql/plugin-explorer";
import { HISTORY_PLUGIN, HistoryStore } from "@graphiql/plugin-history";
import { GraphiQLProvider } from "@graphiql/react";
import { GraphiQL, GraphiQLInterface } from "graphiql";
import { useEffect, useRef } from "react";
import { examples } from "../examples";
import { Lacking } from "./Lacking";
import { Unreachable } from "./Unreachable";
import { Costs } from "./Costs";
import { examplesPlugin } from "./Examples";
import { Editors, editorTheme } from "./Editors";
import { Header } from "./Header";
import { sharedIn, type Shared } from "./link";
import { AccessibilityFixes } from "./Accessibility";
import { useOpener } from "./open";
import { fetcher } from "./state";

const plugins = [examplesPlugin, DOC_EXPLORER_PLUGIN, explorerPlugin({ showAttribution: false }), HISTORY_PLUGIN];

/** The initial query: that of the link, otherwise the stored one of this browser, otherwise the first example. */
const linked: Shared | undefined = sharedIn(location.hash);
const example = linked || kept() ? undefined : examples[0];

function kept(): boolean {
  try {
    return localStorage.getItem("graphiql:tabState") !== null;
  } catch {
    return false;
  }
}

export function Playground() {
  return (
    <GraphiQLProvider
      fetcher={fetcher}
      plugins={plugins}
      referencePlugin={DOC_EXPLORER_PLUGIN}
      visiblePlugin={examplesPlugin}
      initialQuery={linked?.query ?? example?.query}
      initialVariables={linked?.variables}
      defaultQuery=""
      editorTheme={editorTheme}
    >
      <HistoryStore>
        <DocExplorerStore>
          <div className="playground">
            <Header />
            <Unreachable />
            <Lacking />
            <main>
              <GraphiQLInterface defaultEditorToolsVisibility="variables">
                <GraphiQL.Logo>
                  <span />
                </GraphiQL.Logo>
                <GraphiQL.Footer>
                  <Costs />
                </GraphiQL.Footer>
              </GraphiQLInterface>
            </main>
            <FromLink />
            <Editors />
            <AccessibilityFixes />
          </div>
        </DocExplorerStore>
      </HistoryStore>
    </GraphiQLProvider>
  );
}

/** Runs the initial query, and opens the query of a link that is entered into the address bar later. */
function FromLink() {
  const opener = useOpener();
  const latest = useRef(opener);
  const begun = useRef(false);

  useEffect(() => {
    latest.current = opener;
    if (!opener || begun.current) return;
    begun.current = true;
    if (linked) opener.shared(linked);
    else if (example) void opener.example(example);
  }, [opener]);

  useEffect(() => {
    const follow = () => {
      const shared = sharedIn(location.hash);
      if (shared) latest.current?.shared(shared);
    };
    addEventListener("hashchange", follow);
    return () => { removeEventListener("hashchange", follow); };
  }, []);

  return null;
}

