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
  const [message, setMessage] = useState("");

  const share = async () => {
    if (!queryEditor) return;
    const fragment = fragmentOf({ query: queryEditor.getValue(), variables: variableEditor?.getValue() ?? "" });
    history.replaceState(null, "", fragment);
    setMessage((await copyText(location.href)) ? "Link copied" : "Copy the link from the address bar");
    setTimeout(() => { setMessage(""); }, 4000);
  };

  return (
    <>
      <span className="message" role="status">
        {message}
      </span>
      <button type="button" className="button" disabled={!queryEditor} onClick={() => void share()}>
        Share<span className="wide"> this query</span>
      </button>
    </>
  );
}

/** Copies text and reports success: browsers allow it on https and localhost only. */
async function copyText(text: string): Promise<boolean> {
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
