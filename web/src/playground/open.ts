import { pick, useGraphiQL, useGraphiQLActions } from "@graphiql/react";
import { Kind, OperationTypeNode, parse, type DocumentNode, type OperationDefinitionNode } from "graphql";
import { examples } from "../examples";
import type { Shared } from "./link";

/** Shows a query in the editors and runs it unless it is a mutation. Undefined until the editors are loaded. */
export function useOpen(): ((what: Shared) => void) | undefined {
  const { queryEditor, variableEditor } = useGraphiQL(pick("queryEditor", "variableEditor"));
  const responseEditor = useGraphiQL((state) => state.responseEditor);
  const { addTab, run, setOperationFacts, updateActiveTabValues } = useGraphiQLActions();
  if (!queryEditor || !variableEditor || !responseEditor) return undefined;
  return ({ query, variables }) => {
    const shown = queryEditor.getValue();
    if (shown !== query && !replaceable(shown)) addTab();
    queryEditor.setValue(query);
    variableEditor.setValue(variables);
    responseEditor.setValue("");
    const documentAST = parsed(query);
    const operations = operationsOf(documentAST);
    const operationName = operations[0]?.name?.value;
    setOperationFacts({ documentAST, operationName, operations });
    updateActiveTabValues({ query, variables, response: "", operationName: operationName ?? null });
    if (operations.length > 0 && operations.every(({ operation }) => operation === OperationTypeNode.QUERY)) run();
  };
}

/** Reports whether replacing this query loses nothing. */
export function replaceable(query: string): boolean {
  return query.trim() === "" || examples.some((example) => example.query === query);
}

function parsed(query: string): DocumentNode | undefined {
  try {
    return parse(query);
  } catch {
    return undefined;
  }
}

function operationsOf(document: DocumentNode | undefined): OperationDefinitionNode[] {
  return document?.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION) ?? [];
}
