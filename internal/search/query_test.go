package search_test

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"civicgraph/internal/search"
)

func TestParse(t *testing.T) {
	t.Parallel()
	cases := []struct {
		text, phrase, squeezed string
		words                  []string
	}{
		{text: "", phrase: "", squeezed: "", words: nil},
		{text: " ?! ", phrase: "", squeezed: "", words: nil},
		{text: "Tian jin", phrase: "tian jin", squeezed: "tianjin", words: []string{"tian", "jin"}},
		{text: "天津", phrase: "天津", squeezed: "天津", words: []string{"天津"}},
		{text: "gbt2260:120115", phrase: "gbt2260 120115", squeezed: "gbt2260120115", words: []string{"gbt2260", "120115"}},
		{text: "地铁3号线 Line 3", phrase: "地铁3号线 line 3", squeezed: "地铁3号线line3", words: []string{"地铁", "3", "号线", "line"}},
		{text: "b OR a* \"c\" b", phrase: "b or a c b", squeezed: "boracb", words: []string{"b", "or", "a", "c"}},
	}
	for _, c := range cases {
		q := search.Parse(c.text)
		if q.Phrase != c.phrase || q.Squeezed != c.squeezed || !slices.Equal(q.Words, c.words) {
			t.Errorf("%q is read as %+v", c.text, q)
		}
		if q.IsEmpty() != (c.phrase == "") {
			t.Errorf("%q: Empty is %t", c.text, q.IsEmpty())
		}
	}
}

func checkParse(t *testing.T, text string) {
	t.Helper()
	q := search.Parse(text)
	for _, part := range append([]string{q.Phrase, q.Squeezed}, q.Words...) {
		if utf8.RuneCountInString(part) > search.MaxKey || search.Fold(part) != part {
			t.Fatalf("%q is read as %+v", text, q)
		}
	}
	if len(q.Words) > search.MaxWords || slices.Contains(q.Words, "") {
		t.Fatalf("%q has the words %q", text, q.Words)
	}
	if q.IsEmpty() != (q.Squeezed == "") || q.IsEmpty() != (len(q.Words) == 0) {
		t.Fatalf("%q is read as %+v", text, q)
	}
}

func TestParseIsBounded(t *testing.T) {
	t.Parallel()
	for _, text := range []string{strings.Repeat("a", 1e6), strings.Repeat("a ", 1e6), strings.Repeat("天a", 1e6)} {
		checkParse(t, text)
	}
}

func FuzzParse(f *testing.F) {
	for _, text := range samples() {
		f.Add(text)
	}
	f.Fuzz(checkParse)
}
