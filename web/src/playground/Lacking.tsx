import { useGraphiQL } from "@graphiql/react";
import { useObserved } from "../page/observed";
import { lacking } from "./state";

/** Says which data the displayed example needs if none were found. */
export function Lacking() {
  const example = useObserved(lacking);
  const shown = useGraphiQL((state) => state.tabs[state.activeTabIndex]?.query);

  return (
    <div role="status">
      {example && example.query === shown && (
        <p className="strip">
          <strong>This example needs {example.needs}.</strong> No such data were found. Import your own, or start the server with the
          demo data: <code>civicgraph --demo region --database :memory:</code>
        </p>
      )}
    </div>
  );
}
