package accept_test

import (
	"slices"
	"testing"

	"civicgraph/internal/accept"
)

func TestParse(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		values []string
		want   []accept.Element
	}{
		"nothing":             {nil, nil},
		"an empty value":      {[]string{""}, nil},
		"one element":         {[]string{"text/html"}, []accept.Element{{"text/html", 1}}},
		"capitals and spaces": {[]string{" GZip ; Q = 0.5 "}, []accept.Element{{"gzip", 0.5}}},
		"several values":      {[]string{"a;q=0, b", "c;q=1.000"}, []accept.Element{{"a", 0}, {"b", 1}, {"c", 1}}},
		"other parameters":    {[]string{"a;charset=utf-8;q=0.2;x=1"}, []accept.Element{{"a", 0.2}}},
		"invalid weights":     {[]string{"a;q=much, b;q=NaN, c;q=2, d;q=-1"}, []accept.Element{{"a", 0}, {"b", 0}, {"c", 0}, {"d", 0}}},
		"empty weights":       {[]string{"a;q=, b;q, c; q = ;q=0.5, d;"}, []accept.Element{{"a", 1}, {"b", 1}, {"c", 0.5}, {"d", 1}}},
		"quoted strings":      {[]string{`a;x="1,2;q=0\"";q=0.3, b`}, []accept.Element{{"a", 0.3}, {"b", 1}}},
	} {
		if got := accept.Parse(c.values); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}
