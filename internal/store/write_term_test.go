package store_test

import (
	"slices"
	"testing"

	"civicgraph/internal/store"
)

// postFrom returns the line of a post with a period.
func postFrom(period string) string {
	return `{"link":{"kind":"HOLDS_POST_IN","from":{"official":"yin"},"to":{"organization":"o"},"role":"Member","period":{` + period +
		`},"citations":[{"source":"s"}]}}`
}

// TestTermWithTheSameStart: databases of earlier versions have links of a series that no line can tell apart now. A line with the start of
// one means that one, and not another which it does not contradict.
func TestTermWithTheSameStart(t *testing.T) {
	t.Parallel()
	for name, start := range map[string]string{"a link without a period": "", "a link of the same year": "2016"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSmallStore(t)
			s.write(t, postFrom(`"from":"2016-05","until":"2018"`), postFrom(`"from":"2030"`))
			makeOld := "UPDATE link SET period_from = $1, possible_from = '0001-01-01' WHERE period_from = '2030'"
			if _, err := s.sql(t).ExecContext(t.Context(), makeOld, start); err != nil {
				t.Fatal(err)
			}
			if written := s.write(t, postFrom(`"from":"2016-05","until":"2020"`)); (written != store.WriteCounts{Updated: 1}) {
				t.Errorf("it did %+v", written)
			}
			got := query(t, s.sql(t), "SELECT period_from, period_until FROM link WHERE role = 'Member' ORDER BY 1")
			if want := [][]string{{start, ""}, {"2016-05", "2020"}}; !slices.EqualFunc(got, want, slices.Equal) {
				t.Errorf("the periods are %q, want %q", got, want)
			}
		})
	}
}
