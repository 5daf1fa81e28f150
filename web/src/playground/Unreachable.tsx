import { useGraphiQL, useGraphiQLActions } from "@graphiql/react";
import { useEffect, useRef } from "react";
import { useObserved } from "../page/observed";
import { isUnreachable } from "./fetcher";
import { endpoint, serverReachable } from "./state";

const retryInterval = 2000;

/** Shows that the server is unreachable, and polls until it responds. */
export function Unreachable() {
  const reachable = useObserved(serverReachable);
  const { introspect } = useGraphiQLActions();
  const lacksSchema = useGraphiQL((state) => !state.schema || state.fetchError !== null);
  const wasReachable = useRef(reachable);

  useEffect(() => {
    if (reachable) return undefined;
    const timer = setInterval(() => void ping(), retryInterval);
    return () => { clearInterval(timer); };
  }, [reachable]);

  useEffect(() => {
    // GraphiQL itself fetches the schema only at the start.
    if (reachable && !wasReachable.current && lacksSchema) void introspect();
    wasReachable.current = reachable;
  }, [reachable, lacksSchema, introspect]);

  return (
    <div role="status" className="unreachable-status">
      {!reachable && (
        <p className="strip unreachable">
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
    serverReachable.set(!isUnreachable(response));
  } catch {
    serverReachable.set(false);
  }
}
