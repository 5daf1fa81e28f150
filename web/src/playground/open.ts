import { pick, useGraphiQL, useGraphiQLActions } from "@graphiql/react";
import { Kind, OperationTypeNode, parse, type DocumentNode, type OperationDefinitionNode } from "graphql";
import { examples, type Example } from "../examples";
import type { Shared } from "./link";
import { lacking, send } from "./state";

/** Opens queries in the editors. */
export interface Opener {
  /** Shows the query and runs it unless it is a mutation. */
  shared(what: Shared): void;
  /** Shows the example, takes its variables from the data of the server, and runs it if there are such data. */
  example(example: Example): Promise<void>;
}

/** Undefined until the editors are loaded. */
export function useOpener(): Opener | undefined {
  const { queryEditor, variableEditor } = useGraphiQL(pick("queryEditor", "variableEditor"));
  const { headerEditor, responseEditor } = useGraphiQL(pick("headerEditor", "responseEditor"));
  const { addTab, run, setOperationFacts, updateActiveTabValues } = useGraphiQLActions();
  if (!queryEditor || !variableEditor || !responseEditor) return undefined;

  const show = ({ query, variables }: Shared) => {
    lacking.set(undefined);
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
    return operations;
  };

  const shared = (what: Shared) => {
    const operations = show(what);
    if (operations.length > 0 && operations.every(({ operation }) => operation === OperationTypeNode.QUERY)) run();
  };

  const example = async (example: Example) => {
    const { query, sample } = example;
    show({ query, variables: "" });
    const { data, errors } = await send({ query: sample }, headersIn(headerEditor?.getValue()));
    if (queryEditor.getValue() !== query) return; // Another query was opened or written meanwhile.
    if (errors) {
      responseEditor.setValue(JSON.stringify({ errors }, null, 2));
      return;
    }
    const variables = example.variables(data);
    if (variables === undefined) lacking.set(example);
    else shared({ query, variables });
  };

  return { shared, example };
}

/** Returns the headers that the user gave, which are JSON. */
function headersIn(text = ""): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
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
