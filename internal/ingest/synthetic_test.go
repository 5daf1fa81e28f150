package ingest_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"testing"

	"civicgraph/internal/ingest"
	"civicgraph/internal/kg"
)

func synthetic(t *testing.T, districts int, seed uint64) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := ingest.Synthetic(&b, districts, seed); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func syntheticRecords(t *testing.T, districts int, seed uint64) []*kg.Record {
	t.Helper()
	kinds := kg.NewKinds()
	var records []*kg.Record
	lines := bufio.NewScanner(bytes.NewReader(synthetic(t, districts, seed)))
	for lines.Scan() {
		var input map[string]any
		decoder := json.NewDecoder(bytes.NewReader(lines.Bytes()))
		decoder.UseNumber()
		if err := decoder.Decode(&input); err != nil {
			t.Fatalf("%v in %s", err, lines.Bytes())
		}
		record, err := kinds.Decode(input)
		if err != nil {
			t.Fatalf("%v in %s", err, lines.Bytes())
		}
		records = append(records, record)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return records
}

func TestSyntheticIsAWholeGraph(t *testing.T) {
	t.Parallel()
	for _, districts := range []int{0, 1, 2, 41, 250} {
		t.Run(fmt.Sprintf("%d districts", districts), func(t *testing.T) {
			t.Parallel()
			records := syntheticRecords(t, districts, 7)
			known := map[kg.Ref]bool{}
			for _, r := range records {
				if r.Link != nil {
					continue
				}
				id := kg.Ref{Kind: r.Kind, Slug: r.Slug}
				if known[id] {
					t.Errorf("%v occurs twice", id)
				}
				known[id] = true
			}
			for _, r := range records {
				for _, c := range r.Citations {
					if source := (kg.Ref{Kind: kg.KindSource, Slug: c.Source}); !known[source] {
						t.Errorf("nobody is %v", source)
					}
				}
			}
			checkSyntheticLinks(t, records, known)
		})
	}
}

func checkSyntheticLinks(t *testing.T, records []*kg.Record, known map[kg.Ref]bool) {
	t.Helper()
	links := map[string]bool{}
	for _, r := range records {
		l := r.Link
		if l == nil {
			continue
		}
		if !known[l.From] || !known[l.To] {
			t.Errorf("%s leads from %v to %v, not both are known", l.Kind, l.From, l.To)
		}
		id := fmt.Sprint(l.Kind, l.From, l.To, l.Role, l.Period.From, l.Order)
		if links[id] {
			t.Errorf("link %s occurs twice", id)
		}
		links[id] = true
	}
}

func TestSyntheticProportions(t *testing.T) {
	t.Parallel()
	const districts = 40
	records := syntheticRecords(t, districts, 1)
	if each := float64(len(records)) / districts; each < 145 || each > 160 {
		t.Errorf("%.1f records a district, want about 150", each)
	}
	kinds, links := map[kg.Code]int{}, map[kg.LinkKind]int{}
	for _, r := range records {
		kinds[r.Kind]++
		if r.Link != nil {
			links[r.Link.Kind]++
		}
	}
	for kind, want := range map[kg.Code]int{
		kg.KindDistrict: districts + 2 + 1 + 1, kg.KindOfficial: 4 * districts, kg.KindPark: 3 * districts, kg.KindProject: 30 * districts,
		kg.KindRailLine: districts / 2, kg.KindStation: 4 * districts, kg.KindOrganization: districts,
	} {
		if kinds[kind] != want {
			t.Errorf("%d records of kind %d, want %d", kinds[kind], kind, want)
		}
	}
	for kind, want := range map[kg.LinkKind]int{
		kg.HoldsPostIn: 6 * districts, kg.Hosts: 30 * districts, kg.Leads: 30 * districts,
		kg.LocatedIn: (1 + 3 + 30 + 4) * districts, kg.PartOf: districts + 2 + 1,
		kg.Serves: 4*districts + districts/2 - 1,
	} {
		if links[kind] != want {
			t.Errorf("%d links %s, want %d", links[kind], kind, want)
		}
	}
}

func TestSyntheticIsTheSameForASeed(t *testing.T) {
	t.Parallel()
	one, again, other := synthetic(t, 12, 1), synthetic(t, 12, 1), synthetic(t, 12, 2)
	if !bytes.Equal(one, again) {
		t.Error("the same seed makes different bytes")
	}
	if bytes.Equal(one, other) {
		t.Error("different seeds make the same bytes")
	}
}

func TestSyntheticReportsAFailure(t *testing.T) {
	t.Parallel()
	if err := ingest.Synthetic(full{}, 40, 1); !errors.Is(err, errFull) {
		t.Errorf("error is %v, want %v", err, errFull)
	}
}

var errFull = errors.New("the disk is full")

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }
