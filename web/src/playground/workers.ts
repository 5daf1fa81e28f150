// Monaco's workers as files of this server, because the Content-Security-Policy allows no others.
import EditorWorker from "monaco-editor/esm/vs/editor/editor.worker.js?worker";
import JSONWorker from "monaco-editor/esm/vs/language/json/json.worker.js?worker";
import GraphQLWorker from "monaco-graphql/esm/graphql.worker.js?worker";

window.MonacoEnvironment = {
  getWorker(_id: string, label: string) {
    if (label === "json") return new JSONWorker();
    if (label === "graphql") return new GraphQLWorker();
    return new EditorWorker();
  },
};
