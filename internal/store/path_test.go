package store_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

// allPaths returns all shortest paths in order, found by trying every path.
func allPaths(all []walked, w store.PathQuery) [][]store.PathStep {
	for length := range w.MaxLength + 1 {
		var found [][]store.PathStep
		var follow func(at kg.ID, path []store.PathStep)
		follow = func(at kg.ID, path []store.PathStep) {
			if len(path) == length {
				if at == w.To {
					found = append(found, slices.Clone(path))
				}
				return
			}
			for _, l := range all {
				isOut := l.from == at
				if !isOut && l.to != at || len(w.Kinds) > 0 && !slices.Contains(w.Kinds, l.kind) ||
					w.AsOf != "" && (l.first > string(w.AsOf) || l.last < string(w.AsOf)) {
					continue
				}
				far := l.to
				if !isOut {
					far = l.from
				}
				follow(far, append(path, store.PathStep{Link: l.id, Node: far, Reversed: !isOut}))
			}
		}
		follow(w.From, nil)
		if len(found) > 0 {
			return found[:min(w.Limit, len(found))]
		}
	}
	return nil
}

func TestPathsEqualThoseOfASimpleSearch(t *testing.T) {
	t.Parallel()
	for seed := range uint64(6) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			r := rand.New(rand.NewPCG(seed, 2)) //nolint:gosec // a test wants it repeatable
			s, ids := randomLinks(t, r)
			all := s.allLinks(t)
			snapshot := s.snapshot(t)
			defer snapshot.Close()
			lengths := map[int]int{}
			for range 120 {
				w := store.PathQuery{From: ids[r.IntN(len(ids))], To: ids[r.IntN(len(ids))], MaxLength: r.IntN(6), Limit: 1 + r.IntN(20)}
				w.Kinds = [][]kg.LinkKind{nil, nil, {kg.Hosts}, {kg.PartnerOf, kg.Hosts}}[r.IntN(4)]
				w.AsOf = []kg.Date{"", "", "2011-06-01", "2013-12-31", "2016-01-01"}[r.IntN(5)]
				before := snapshot.Statements
				got, err := snapshot.Paths(t.Context(), w)
				if err != nil {
					t.Fatal(err)
				}
				if want := allPaths(all, w); !slices.EqualFunc(got, want, slices.Equal) {
					t.Errorf("%+v finds\n%+v, want\n%+v", w, got, want)
				}
				if read := snapshot.Statements - before; read > w.MaxLength {
					t.Errorf("%+v takes %d statements", w, read)
				}
				if len(got) > 0 {
					lengths[len(got[0])]++
				}
			}
			if len(lengths) < 2 {
				t.Errorf("the paths have too few lengths: %v", lengths)
			}
		})
	}
}

// TestPathsAreLimited: a search that would visit too many entities is refused.
func TestPathsAreLimited(t *testing.T) {
	t.Parallel()
	skipRaced(t)
	s := newSmallStore(t)
	from, to := kg.NewID(kg.KindDistrict, 1_000_001), kg.NewID(kg.KindDistrict, 1_000_002)
	// A star around either end, which is one entity too large for both together.
	_, err := s.sql(t).ExecContext(t.Context(), fmt.Sprintf(`INSERT INTO link (id, kind, from_type, from_id, to_type, to_id, role, "order", period_from, period_until, attested_on,
  possible_from, possible_until, certain_from, certain_until, note, version, updated_at)
WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < %d)
SELECT (10000000 + n) << 6 | 33, 3, 3, (2000000 + n) << 6 | 3, 2, CASE n & 1 WHEN 0 THEN %d ELSE %d END, '', 1, '', '', '', '', '9999', '', '', '', 1, ''
FROM n`, store.MaxPathEntities, from, to))
	if err != nil {
		t.Fatal(err)
	}
	snapshot := s.snapshot(t)
	defer snapshot.Close()
	_, err = snapshot.Paths(t.Context(), store.PathQuery{From: from, To: to, MaxLength: 6, Limit: 1})
	known, ok := errors.AsType[*kg.Error](err)
	if !ok || known.Code != kg.TooLarge || !strings.Contains(known.Message, "kinds") {
		t.Errorf("it fails with %v", err)
	}
	if found, err := snapshot.Paths(t.Context(), store.PathQuery{From: from, To: to, MaxLength: 1, Limit: 1}); err != nil || found != nil {
		t.Errorf("one step finds %v: %v", found, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := snapshot.Paths(ctx, store.PathQuery{From: from, To: to, MaxLength: 6, Limit: 1}); !errors.Is(err, context.Canceled) {
		t.Errorf("given up, it fails with %v", err)
	}
}
