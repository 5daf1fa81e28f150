import { useGraphiQL } from "@graphiql/react";
import { useLayoutEffect } from "react";
import { useObserved } from "../page/observed";
import { activeTab, costs } from "./state";

const number = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });

/** The cost of the displayed response. */
export function Costs() {
  const tab = useGraphiQL((state) => state.tabs[state.activeTabIndex]?.id ?? "");
  const cost = useObserved(costs).get(tab);

  useLayoutEffect(() => { activeTab.set(tab); }, [tab]);

  return (
    <div className="costs" role="status" aria-label="Cost of the response">
      {cost ? (
        <>
          <Amount value={cost.statements} unit={cost.statements === 1 ? "SQL statement" : "SQL statements"} />
          <Amount value={cost.rows} unit={cost.rows === 1 ? "row" : "rows"} />
          <Amount value={cost.milliseconds} unit="ms on the server" />
          <Amount value={cost.whole} unit="ms in total" />
        </>
      ) : (
        <span className="amount">The cost of the response appears here.</span>
      )}
    </div>
  );
}

function Amount({ value, unit }: { value: number; unit: string }) {
  return (
    <span className="amount">
      <b>{number.format(value)}</b> {unit}
    </span>
  );
}
