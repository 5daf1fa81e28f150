package ingest_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"civicgraph/internal/ingest"
	"civicgraph/internal/store"
	"civicgraph/internal/store/storetest"
)

const (
	programs       = 4
	importsOfEach  = 6
	commonDistrict = "common"
)

// partOf returns the lines of one import of a program: a person of its own, and one more code and link of a district that all have.
func partOf(program, number int) string {
	name := fmt.Sprintf("p%d-%d", program, number)
	citations := `"citations":[{"source":"gazette"}]`
	return strings.Join([]string{
		`{"source":{"slug":"gazette","title":"Gazette"}}`,
		fmt.Sprintf(`{"district":{"slug":%q,"names":[{"text":"Common","language":"en"}],"level":"CITY","identifiers":[{"scheme":"x","value":%q}],%s}}`,
			commonDistrict, name, citations),
		fmt.Sprintf(`{"official":{"slug":%q,"names":[{"text":"Somebody","language":"en"}],%s}}`, name, citations),
		fmt.Sprintf(`{"link":{"kind":"HOLDS_POST_IN","from":{"official":%q},"to":{"district":%q},"role":"Clerk",%s}}`, name, commonDistrict, citations),
	}, "\n")
}

// TestImportsTogether: several programs that write at the same time have change sets without gaps, in the order of the commits, which is
// that of each program. The graph is the one that the imports make in this order one after the other.
func TestImportsTogether(t *testing.T) {
	t.Parallel()
	path := storetest.Database(t)
	var together sync.WaitGroup
	for program := range programs {
		s := storetest.Open(t, path, store.Options{})
		together.Go(func() {
			for number := range importsOfEach {
				importPart(t, s, program, number)
			}
		})
	}
	together.Wait()
	alone := storetest.New(t, store.Options{})
	var next [programs]int
	for i, set := range storetest.Rows(t, storetest.OpenSQL(t, path), "SELECT id, actor, run FROM change_set ORDER BY id") {
		program, err := strconv.Atoi(set[1])
		if err != nil {
			t.Fatal(err)
		}
		if want := []string{strconv.Itoa(i + 1), set[1], strconv.Itoa(next[program])}; !slices.Equal(set, want) {
			t.Fatalf("change set, program and import %v come where %v are due", set, want)
		}
		importPart(t, alone, program, next[program])
		next[program]++
	}
	for program, number := range next {
		if number != importsOfEach {
			t.Errorf("program %d has %d change sets, want %d", program, number, importsOfEach)
		}
	}
	got, err := exportOf(t, storetest.Open(t, path, store.Options{}), ingest.ExportOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if want, err := exportOf(t, alone, ingest.ExportOptions{}); got != want || err != nil {
		t.Errorf("the export is\n%s\nwant\n%s, %v", got, want, err)
	}
}

func importPart(t *testing.T, s *store.Store, program, number int) {
	t.Helper()
	author := store.Author{Actor: strconv.Itoa(program), Run: strconv.Itoa(number)}
	_, err := ingest.Import(t.Context(), s, ingest.Options{Author: author}, ingest.JSONLines("", strings.NewReader(partOf(program, number))))
	if err != nil {
		t.Error(err)
	}
}
