import { useGraphiQL, useGraphiQLActions } from "@graphiql/react";
import { useEffect } from "react";
import { useObserved } from "../page/observed";
import { serverThere } from "./state";

const betweenTries = 2000;

/** Says that the server is away, and watches for its return. */
export function Away() {
  const there = useObserved(serverThere);
  const { introspect } = useGraphiQLActions();
  const hasSchema = useGraphiQL((state) => Boolean(state.schema));

  useEffect(() => {
    if (there) return undefined;
    const timer = setInterval(() => void look(), betweenTries);
    return () => { clearInterval(timer); };
  }, [there]);

  useEffect(() => {
    if (there || hasSchema) return undefined;
    // It returns without the schema being there: GraphiQL asks for that at the start only.
    return () => void introspect();
  }, [there, hasSchema, introspect]);

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
    const response = await fetch("/healthz", { cache: "no-store" });
    serverThere.set(response.ok);
  } catch {
    serverThere.set(false);
  }
}
