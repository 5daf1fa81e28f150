import { useGraphiQL, useGraphiQLActions } from "@graphiql/react";
import { useEffect, useRef } from "react";
import { useObserved } from "../page/observed";
import { isAway } from "./fetcher";
import { endpoint, serverThere } from "./state";

const retryInterval = 2000;

/** Shows that the server is unreachable, and polls until it responds. */
export function Away() {
  const there = useObserved(serverThere);
  const { introspect } = useGraphiQLActions();
  const lacksSchema = useGraphiQL((state) => !state.schema || state.fetchError !== null);
  const was = useRef(there);

  useEffect(() => {
    if (there) return undefined;
    const timer = setInterval(() => void ping(), retryInterval);
    return () => { clearInterval(timer); };
  }, [there]);

  useEffect(() => {
    // GraphiQL itself fetches the schema only at the start.
    if (there && !was.current && lacksSchema) void introspect();
    was.current = there;
  }, [there, lacksSchema, introspect]);

  return (
    <div role="status" className="away-place">
      {!there && (
        <p className="away">
          <strong>The server does not respond.</strong> Your query is kept. The page tries again every two seconds.{" "}
          <button type="button" className="button" onClick={() => void ping()}>
            Try now
          </button>
        </p>
      )}
    </div>
  );
}

async function ping(): Promise<void> {
  try {
    const response = await fetch(`${endpoint}?query={__typename}`, { cache: "no-store" });
    serverThere.set(!isAway(response));
  } catch {
    serverThere.set(false);
  }
}
