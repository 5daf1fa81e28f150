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
import { ErrorPage } from "./ErrorPage";

export function start(root: HTMLElement): void {
  createRoot(root).render(
    <StrictMode>
      <ErrorPage>
        <Playground />
      </ErrorPage>
    </StrictMode>,
  );
  document.documentElement.dataset.started = "";
}
