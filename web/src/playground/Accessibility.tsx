import { useEffect } from "react";

/** Corrects accessibility errors of GraphiQL. Each part can be removed when GraphiQL corrects it. */
export function AccessibilityFixes() {
  useEffect(() => {
    const container = document.querySelector(".graphiql-container");
    if (!container) return;
    const watched = container.querySelectorAll(".graphiql-session-header, .graphiql-plugin");
    const watcher = new MutationObserver(() => { correct(container); });
    for (const part of watched) {
      watcher.observe(part, { childList: true, subtree: true, attributeFilter: ["aria-selected", "aria-label"] });
    }
    correct(container);
    return () => { watcher.disconnect(); };
  }, []);
  return null;
}

function correct(container: Element): void {
  // A tab may not contain other controls, but these contain two buttons, so they are a list of buttons.
  container.querySelector("[role=tablist]")?.setAttribute("role", "list");
  for (const tab of container.querySelectorAll(".graphiql-tab[aria-selected]")) {
    const current = tab.getAttribute("aria-selected") ?? "false";
    tab.querySelector(".graphiql-tab-button")?.setAttribute("aria-current", current);
    tab.removeAttribute("aria-selected");
    tab.setAttribute("role", "listitem");
  }
  // The accessible name of these differs from their text.
  for (const item of container.querySelectorAll(".graphiql-history-item-label[aria-label]")) item.removeAttribute("aria-label");
  // These have no accessible name.
  for (const choice of container.querySelectorAll(".graphiql-explorer-actions select:not([aria-label])")) {
    choice.setAttribute("aria-label", "Operation type");
  }
  for (const name of container.querySelectorAll(".graphiql-explorer-root input:not([aria-label])[placeholder]")) {
    name.setAttribute("aria-label", "Operation name");
  }
}
