import { pick, useGraphiQL, useGraphiQLActions } from "@graphiql/react";
import { useState } from "react";
import { fragmentOf } from "./link";

/** The bar above the editors: name, share link, theme. */
export function Header() {
  return (
    <header className="bar">
      <h1>
        civicgraph <span className="wide">playground</span>
      </h1>
      <Share />
      <ThemeSwitch />
    </header>
  );
}

function Share() {
  const { queryEditor, variableEditor } = useGraphiQL(pick("queryEditor", "variableEditor"));
  const [said, setSaid] = useState("");

  const share = async () => {
    if (!queryEditor) return;
    const fragment = fragmentOf({ query: queryEditor.getValue(), variables: variableEditor?.getValue() ?? "" });
    history.replaceState(null, "", fragment);
    setSaid((await copied(location.href)) ? "Link copied" : "Copy the link from the address bar");
    setTimeout(() => { setSaid(""); }, 4000);
  };

  return (
    <>
      <span className="said" role="status">
        {said}
      </span>
      <button type="button" className="button" disabled={!queryEditor} onClick={() => void share()}>
        Share<span className="wide"> this query</span>
      </button>
    </>
  );
}

/** Copies text and reports success: browsers allow it on https and localhost only. */
async function copied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

function ThemeSwitch() {
  const theme = useGraphiQL((state) => state.theme);
  const { setTheme } = useGraphiQLActions();
  return (
    <label className="theme">
      <span className="wide">Theme</span>
      <select
        aria-label="Theme"
        value={theme ?? "system"}
        onChange={({ target }) => { setTheme(target.value === "light" || target.value === "dark" ? target.value : null); }}
      >
        <option value="system">System</option>
        <option value="light">Light</option>
        <option value="dark">Dark</option>
      </select>
    </label>
  );
}
