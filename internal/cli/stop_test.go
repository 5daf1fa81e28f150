package cli_test

import (
	"path/filepath"
	"testing"

	"civicgraph/internal/store/storetest"
)

// TestStopLeavesOneFile: the database is closed properly, with no write-ahead log left beside it.
func TestStopLeavesOneFile(t *testing.T) {
	storetest.SQLiteOnly(t, "it looks at files")
	t.Parallel()
	path := storetest.Blank(t)
	p := start(t, "--database="+path)
	p.query(t, "graphql", `{ districts { totalCount } }`)
	p.stop(t)
	if files := filesBeside(t, path); len(files) != 1 {
		t.Errorf("the folder contains %v", files)
	}
}

func filesBeside(t *testing.T, path string) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(filepath.Dir(path), "*"))
	if err != nil {
		t.Fatal(err)
	}
	return found
}
