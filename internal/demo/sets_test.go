package demo_test

import (
	"io"
	"strings"
	"testing"

	"civicgraph/internal/demo"
	"civicgraph/internal/ingest"
	"civicgraph/internal/store"
	"civicgraph/internal/store/storetest"
)

// maxSetBytes bounds what the program carries of each set.
const maxSetBytes = 1_000_000

func TestSetsAreSmallAndTold(t *testing.T) {
	t.Parallel()
	names := map[string]bool{}
	for _, set := range demo.Sets() {
		if names[set.Name] || set.Name == "" || set.Title == "" || set.Licence == "" || len(set.Questions) == 0 {
			t.Errorf("the set is %+v", set)
		}
		names[set.Name] = true
		if set.Bytes == 0 || set.Bytes > maxSetBytes {
			t.Errorf("%s has %d bytes, want at most %d", set.Name, set.Bytes, maxSetBytes)
		}
		if lines := strings.Count(text(t, set), "\n"); lines != set.Count {
			t.Errorf("%s has %d records, and says %d", set.Name, lines, set.Count)
		}
	}
}

// TestSetsImport imports the sets strictly, in several orders, and twice: the second time changes nothing.
func TestSetsImport(t *testing.T) {
	t.Parallel()
	sets := demo.Sets()
	firstSource, region := sets[0], sets[1]
	orders := map[string][]demo.Set{
		"all": sets, "region alone": {region}, "region and first source": {firstSource, region}, "region before first source": {region, firstSource},
	}
	for name, order := range orders {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStore(t)
			for _, set := range order {
				imported(t, s, set)
			}
			for _, set := range order {
				if got := imported(t, s, set); got.Created+got.Updated > 0 || got.Unchanged != set.Count {
					t.Errorf("%s, imported again, does %+v", set.Name, got)
				}
			}
		})
	}
}

// TestRegionJoinsTheFirstSource tests that the region completes the records of the first source and repeats none.
func TestRegionJoinsTheFirstSource(t *testing.T) {
	t.Parallel()
	s, sets := newStore(t), demo.Sets()
	imported(t, s, sets[0])
	got := imported(t, s, sets[1])
	// Seven districts, the park Zhongguancun, and the links of Baodi and Binhai to Tianjin.
	if want := (store.WriteCounts{Created: sets[1].Count - 10, Updated: 10}); got != want {
		t.Errorf("the region does %+v, want %+v", got, want)
	}
}

func imported(t *testing.T, s *store.Store, set demo.Set) store.WriteCounts {
	t.Helper()
	records, err := set.Records()
	if err != nil {
		t.Fatal(err)
	}
	report, err := ingest.Import(t.Context(), s, ingest.Options{}, ingest.JSONLines(set.Name, records))
	if err != nil {
		t.Fatalf("%s: %v", set.Name, err)
	}
	return report.WriteCounts
}

func newStore(t *testing.T) *store.Store {
	t.Helper()
	return storetest.New(t, store.Options{})
}

func text(t *testing.T, set demo.Set) string {
	t.Helper()
	records, err := set.Records()
	if err != nil {
		t.Fatal(err)
	}
	lines, err := io.ReadAll(records)
	if err != nil {
		t.Fatal(err)
	}
	return string(lines)
}
