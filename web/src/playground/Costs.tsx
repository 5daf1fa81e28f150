import { useGraphiQL } from "@graphiql/react";
import { useLayoutEffect } from "react";
import { useObserved } from "../page/observed";
import { activeTab, costs } from "./state";

const number = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });

/** What the answer that is shown took. */
export function Costs() {
  const tab = useGraphiQL((state) => state.tabs[state.activeTabIndex]?.id ?? "");
  const cost = useObserved(costs).get(tab);

  useLayoutEffect(() => { activeTab.set(tab); }, [tab]);

  return (
    <div className="costs" role="status" aria-label="Cost of the answer">
      {cost ? (
        <>
          <Amount value={cost.statements} unit={cost.statements === 1 ? "SQL statement" : "SQL statements"} />
          <Amount value={cost.rows} unit={cost.rows === 1 ? "row" : "rows"} />
          <Amount value={cost.milliseconds} unit="ms in the server" />
          <Amount value={cost.whole} unit="ms in all" />
        </>
      ) : (
        <span className="amount">The cost of an answer is shown here.</span>
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
