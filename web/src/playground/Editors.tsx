import { useGraphiQL, useMonaco } from "@graphiql/react";
import { useEffect } from "react";

interface Colours {
  base: "vs" | "vs-dark";
  paper: string;
  ink: string;
  accent: string;
  /** The accent of text on a tint of itself. */
  match: string;
  comment: string;
  argument: string;
  lineNumber: string;
}

const light: Colours = {
  base: "vs",
  paper: "#ffffff",
  ink: "#1d2733",
  accent: "#d60590",
  match: "#b8047b",
  comment: "006600",
  argument: "4f4bb8",
  lineNumber: "#3b4b68",
};

const dark: Colours = {
  base: "vs-dark",
  paper: "#212a3b",
  ink: "#e8edf4",
  accent: "#ff5794",
  match: "#ff8ab5",
  comment: "8fc27a",
  argument: "a9a5ff",
  lineNumber: "#a9b4c3",
};

/** The names of the editor themes. GraphiQL's own have too little contrast in comments and line numbers. */
export const editorTheme = { light: "civicgraph-light", dark: "civicgraph-dark" };

function themeOf({ base, paper, ink, accent, match, comment, argument, lineNumber }: Colours) {
  const tint = `${accent}19`;
  return {
    base,
    inherit: true,
    colors: {
      "editor.background": "#ffffff00", // transparent, to show the page's background
      "editorLineNumber.foreground": lineNumber,
      "editorLineNumber.dimmedForeground": lineNumber,
      "editorHoverWidget.background": paper,
      "editorSuggestWidget.background": paper,
      "editorSuggestWidget.selectedBackground": tint,
      "editorSuggestWidget.selectedForeground": ink,
      "editorSuggestWidget.selectedIconForeground": ink,
      "editorSuggestWidget.highlightForeground": match,
      "editorWidget.background": paper,
      "menu.background": paper,
      "menu.selectionBackground": tint,
      "menu.selectionForeground": ink,
      "quickInput.background": paper,
      "quickInputList.focusBackground": tint,
      "quickInputList.focusForeground": ink,
      "quickInputList.focusIconForeground": ink,
      "list.highlightForeground": match,
      "list.focusHighlightForeground": match,
      "pickerGroup.foreground": match,
      "list.hoverBackground": tint,
      "scrollbar.shadow": "#ffffff00",
      "textLink.foreground": accent,
      focusBorder: accent,
    },
    rules: [
      { token: "comment", foreground: comment },
      { token: "argument.identifier.gql", foreground: argument },
    ],
  };
}

/** Sets up the editors: their themes, and line wrapping, which phones need. */
export function Editors() {
  const queryEditor = useGraphiQL((state) => state.queryEditor);
  const shown = useGraphiQL((state) => state.monacoTheme);
  const monaco = useMonaco((state) => state.monaco);

  useEffect(() => queryEditor?.updateOptions({ wordWrap: "on", wrappingIndent: "indent" }), [queryEditor]);

  useEffect(() => {
    if (!monaco) return;
    monaco.editor.defineTheme(editorTheme.light, themeOf(light));
    monaco.editor.defineTheme(editorTheme.dark, themeOf(dark));
    if (shown) monaco.editor.setTheme(shown);
  }, [monaco, shown, queryEditor]);

  return null;
}
