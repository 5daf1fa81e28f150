package search_test

import (
	"testing"

	"civicgraph/internal/search"
)

func TestFitPrefersTheBetterName(t *testing.T) {
	t.Parallel()
	for query, names := range map[string][]string{ // the best first
		"baodi":           {"Baodi", "Baodi District", "District of Baodi", "Old Baodian", "Tianjin"},
		"district baodi":  {"Baodi District", "Baodiqu District", "Baodi", "Tianjin"},
		"tianjn":          {"Tianjin", "Beijing"},
		"tian jin":        {"天津", "Tianjin City", "Port of Tianjin", "Beijing"},
		"park tianjn":     {"Tianjin Park", "Park", "Tianjin", "Beijing"},
		"天津市":             {"天津", "Tianjin"},
		"宝":               {"宝", "宝坻", "天津宝坻", "天津"},
		"beijing-tianjin": {"Beijing-Tianjin", "Beijing-Tianjin-Hebei", "Tianjin-Beijing", "Tianjin"},
	} {
		q := search.Parse(query)
		for i := range names[1:] {
			better, worse := q.Fit(search.Keys(names[i])), q.Fit(search.Keys(names[i+1]))
			if better.Compare(worse) <= 0 || worse.Compare(better) >= 0 {
				t.Errorf("%q: %s fits no better than %s: %+v, %+v", query, names[i], names[i+1], better, worse)
			}
		}
	}
	if none := search.Parse("tianjin").Fit(search.Keys("Beijing")); none != (search.Fit{}) {
		t.Errorf("tianjin fits Beijing: %+v", none)
	}
}
