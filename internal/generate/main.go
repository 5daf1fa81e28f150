// Command generate writes what is derived from the kinds of internal/kg: the GraphQL schema, and migrations.
package main

import (
	"context"
	"fmt"
	"os"

	"civicgraph/internal/kg"
	"civicgraph/internal/sdl"
	"civicgraph/internal/store"
)

const usage = `usage: go run ./internal/generate COMMAND

  schema FILE   write the GraphQL schema
  migration     print the migration that the kinds need and the tables lack
`

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) == 2 && args[0] == "schema" {
		text, err := sdl.Schema(kg.NewKinds())
		if err != nil {
			return err
		}
		return os.WriteFile(args[1], text, 0o644) //nolint:gosec // the schema is public
	}
	if len(args) == 1 && args[0] == "migration" {
		text, err := store.Migration(context.Background(), kg.NewKinds())
		if err != nil {
			return err
		}
		fmt.Print(text)
		return nil
	}
	return fmt.Errorf("unknown command\n%s", usage)
}
