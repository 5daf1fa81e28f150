import { useGraphiQL, useGraphiQLActions } from "@graphiql/react";
import { useEffect, useRef } from "react";
import { useObserved } from "../page/observed";
import { isAway } from "./fetcher";
import { endpoint, serverThere } from "./state";

const betweenTries = 2000;

/** Says that the server is away, and watches for its return. */
export function Away() {
  const there = useObserved(serverThere);
  const { introspect } = useGraphiQLActions();
  const lacksSchema = useGraphiQL((state) => !state.schema || state.fetchError !== null);
  const was = useRef(there);

  useEffect(() => {
    if (there) return undefined;
    const timer = setInterval(() => void look(), betweenTries);
    return () => { clearInterval(timer); };
  }, [there]);

  useEffect(() => {
    // GraphiQL itself asks for the schema at the start only.
    if (there && !was.current && lacksSchema) void introspect();
    was.current = there;
  }, [there, lacksSchema, introspect]);

  return (
    <div role="status" className="away-place">
      {!there && (
        <p className="away">
          <strong>The server does not answer.</strong> What you wrote is kept; this page looks for the server every two seconds.{" "}
          <button type="button" className="button" onClick={() => void look()}>
            Look now
          </button>
        </p>
      )}
    </div>
  );
}

async function look(): Promise<void> {
  try {
    const response = await fetch(`${endpoint}?query={__typename}`, { cache: "no-store" });
    serverThere.set(!isAway(response));
  } catch {
    serverThere.set(false);
  }
}
