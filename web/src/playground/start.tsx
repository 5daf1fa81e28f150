import "./workers";
import "@graphiql/react/style.css";
import "graphiql/graphiql.css";
import "@graphiql/plugin-doc-explorer/style.css";
import "@graphiql/plugin-history/style.css";
import "@graphiql/plugin-explorer/style.css";
import "./playground.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Playground } from "./Playground";
import { Trouble } from "./Trouble";

export function start(root: HTMLElement): void {
  createRoot(root).render(
    <StrictMode>
      <Trouble>
        <Playground />
      </Trouble>
    </StrictMode>,
  );
  document.documentElement.dataset.started = "";
}
