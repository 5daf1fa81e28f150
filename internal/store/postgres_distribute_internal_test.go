package store

import (
	"io/fs"
	"regexp"
	"slices"
	"testing"

	"civicgraph/internal/kg"
	"civicgraph/internal/store/storetest/citus"
)

// testLayout is the layout of a distributed database.
func testLayout() *citus.Layout {
	return &citus.Layout{Keys: DistributionKeys(kg.NewKinds()), Reference: CopiedTables()}
}

// TestDistributesEveryTable guards against a table of a migration that Distribute forgets, and against constraints that Citus refuses. Unique
// indexes are made plain where they must be.
func TestDistributesEveryTable(t *testing.T) {
	t.Parallel()
	layout := testLayout()
	files, err := fs.Glob(postgresMigrations, "migrations/postgres/*.sql")
	if err != nil || len(files) == 0 {
		t.Fatalf("no migrations: %v", err)
	}
	tables := 0
	for _, file := range files {
		text, err := fs.ReadFile(postgresMigrations, file)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range regexp.MustCompile(`(?s)CREATE TABLE (\w+) \(.*?\n\);`).FindAllSubmatch(text, -1) {
			tables++
			table, definition := string(found[1]), regexp.MustCompile(`--[^\n]*`).ReplaceAllString(string(found[0]), "")
			if layout.Keys[table] == "" && !slices.Contains(layout.Reference, table) {
				t.Errorf("%s: the table %s is not distributed", file, table)
			}
			if err := layout.Check(definition[:len(definition)-1]); err != nil && table != "change" { // which gets a longer key
				t.Errorf("%s: %v", file, err)
			}
		}
	}
	if want := len(layout.Keys) + len(layout.Reference) - 1; tables != want { // without that of reverse links
		t.Errorf("the migrations make %d tables, and %d are distributed", tables, want)
	}
}
