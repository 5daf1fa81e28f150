// Command generate writes what is derived from the kinds of internal/kg: the GraphQL schema, the reference and the JSON
// Schema of records, and migrations.
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"civicgraph/internal/kg"
	"civicgraph/internal/recordform"
	"civicgraph/internal/sdl"
	"civicgraph/internal/store"
)

const usage = `usage: go run ./internal/generate COMMAND

  schema FILE     write the GraphQL schema
  records DIR     write the reference and the JSON Schema of records
  migration NAME  write the migrations that the kinds need and the tables lack, one for each database system
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
	if len(args) == 2 && args[0] == "records" {
		return writeRecords(args[1])
	}
	if len(args) == 2 && args[0] == "migration" {
		return writeMigrations(args[1])
	}
	return fmt.Errorf("unknown command\n%s", usage)
}

// writeMigrations writes the migrations of a name, and prints their files.
func writeMigrations(name string) error {
	migrations, err := store.Migrations(context.Background(), kg.NewKinds())
	if err != nil {
		return err
	}
	for _, m := range migrations {
		file := fmt.Sprintf("internal/store/migrations/%s/%05d_%s.sql", m.Engine, m.Number, name)
		if err := os.WriteFile(file, []byte(m.SQL), 0o644); err != nil { //nolint:gosec // they are public
			return err
		}
		fmt.Println(file)
	}
	return nil
}

// writeRecords writes records.md and records.schema.json to a folder.
func writeRecords(folder string) error {
	kinds := kg.NewKinds()
	for name, generate := range map[string]func(*kg.Kinds) ([]byte, error){
		"records.md": recordform.Markdown, recordform.SchemaName: recordform.JSONSchema,
	} {
		text, err := generate(kinds)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(folder, name), text, 0o644); err != nil { //nolint:gosec // they are public
			return err
		}
	}
	return nil
}
