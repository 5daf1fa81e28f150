package store_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

// randomText returns a text of several scripts, with marks, digits, signs and long words.
func randomText(random *rand.Rand) string {
	pieces := []string{
		"the ", "Mayor", "s", " ", ", ", "—", "é", "e\u0301", "ß", "İ", "ı", "K", "ﬁ", "½", "㎞", "12", "3.5", "%", "_", `\\`, "'", "天津", "市", "长",
		"バス", "ハ\u3099", "가나", "हिन्दी", "สวัสดี", "Ωμέγα", "ς", "й", "🚄", "\u00ad", "internationalization", "abcdefgh", "x",
	}
	var b strings.Builder
	b.WriteString("x ")
	for range 1 + random.IntN(8) {
		b.WriteString(pieces[random.IntN(len(pieces))])
	}
	return strings.TrimSpace(b.String())
}

// textField is a field with a text that filters narrow.
type textField struct {
	typeName, field string
	condition       string
}

// TestTextFiltersAgreeWithAScan filters by parts of texts of every script, and by what occurs in none, in all or in many.
func TestTextFiltersAgreeWithAScan(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(3, 4))
	s := newStore(t)
	lines := []string{sourceLine, baodiLine}
	quoted := func() string { return string(must(json.Marshal(randomText(random)))) }
	for i := range 2_500 {
		lines = append(lines, fmt.Sprintf(`{"statement":{"summary":%s,"saidOn":"%d","about":[{"district":"baodi"}],"citations":[{"source":"s"}]}}`, quoted(), 1000+i))
		if i < 300 {
			lines = append(lines,
				fmt.Sprintf(`{"official":{"slug":"o%d","names":[{"text":"O","language":"en"}],"summary":%s,"citations":[{"source":"s"}]}}`, i, quoted()),
				fmt.Sprintf(`{"source":{"slug":"s%d","title":%s,"publisher":%s}}`, i, quoted(), quoted()),
				fmt.Sprintf(`{"link":{"kind":"HOLDS_POST_IN","from":{"official":"o%d"},"to":{"district":"baodi"},"role":%s,"citations":[{"source":"s"}]}}`, i, quoted()),
				fmt.Sprintf(`{"figure":{"measure":"m%d","label":%s,"value":1,"unit":"u","qualifier":"EXACT","type":"OUTCOME","period":{"from":"2022"},"subjects":[{"district":"baodi"}],"citations":[{"source":"s"}]}}`, i, quoted()))
		}
	}
	slices.SortStableFunc(lines, func(a, b string) int { return rankOfLine(a) - rankOfLine(b) })
	s.write(t, lines...)
	for _, f := range []textField{
		{"Statement", "summary", "summary"}, {"Official", "summary", "summary"}, {"Source", "title", "title"}, {"Source", "publisher", "publisher"},
		{"Link", "role", "role"}, {"Figure", "label", "label"}, {"Figure", "measure", "measure"},
	} {
		s.filterAgrees(t, random, f)
	}
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

// rankOfLine puts records behind those that they refer to.
func rankOfLine(line string) int {
	for i, kind := range []string{`{"source"`, `{"district"`, `{"official"`} {
		if strings.HasPrefix(line, kind) {
			return i
		}
	}
	return 3
}

func (s *testStore) filterAgrees(t *testing.T, random *rand.Rand, f textField) {
	t.Helper()
	table, columns := s.columns(t, f.typeName, f.field)
	if table.Sort == "" {
		sorted := *table
		sorted.Sort, table = "id", &sorted
	}
	texts := map[string]string{}
	var all []string
	for _, row := range s.rows(t, (&store.RecordList{Table: table}).Page(store.Page{Limit: 5_000}, columns), store.RecordColumns+1) {
		texts[row[store.RecordID]], all = row[store.RecordColumns], append(all, row[store.RecordID])
	}
	patterns := []string{"x", "the", "Mayor", "MAYOR", " ", "", "%", "_", `\`, "🚄", "no such text", "q", "市长", "市", "½", "1"}
	for range 20 {
		text := []rune(texts[all[random.IntN(len(all))]])
		if string(text) == "null" {
			continue
		}
		from := random.IntN(len(text))
		patterns = append(patterns, string(text[from:from+1+random.IntN(len(text)-from)]), string(text))
	}
	for i, pattern := range patterns {
		for operator, holds := range map[kg.Operator]func(text, pattern string) bool{
			kg.Contains:   func(text, p string) bool { return strings.Contains(strings.ToLower(text), strings.ToLower(p)) },
			kg.StartsWith: func(text, p string) bool { return strings.HasPrefix(strings.ToLower(text), strings.ToLower(p)) },
			kg.Equal:      func(text, p string) bool { return text == p },
		} {
			var where kg.Filter = kg.Comparison{Field: f.condition, Operator: operator, Values: []any{pattern}}
			passes := holds
			if i%3 == 1 { // or one of two
				other := patterns[i-1]
				where = kg.Or{where, kg.Comparison{Field: f.condition, Operator: kg.Contains, Values: []any{other}}}
				passes = func(text, p string) bool {
					return holds(text, p) || strings.Contains(strings.ToLower(text), strings.ToLower(other))
				}
			}
			var want []string
			for _, id := range all {
				if text := texts[id]; text != "null" && passes(text, pattern) {
					want = append(want, id)
				}
			}
			records := store.RecordList{Table: table, ListQuery: store.ListQuery{Of: table, Where: where}}
			var got []string
			for _, row := range s.rows(t, records.Page(store.Page{Limit: 5_000}, nil), store.RecordColumns) {
				got = append(got, row[store.RecordID])
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s.%s, %d %q: %d records, want %d", f.typeName, f.field, operator, pattern, len(got), len(want))
			}
			count := 0
			for _, row := range s.rows(t, records.Count(), 2) {
				count += int(must(json.Number(row[1]).Int64()))
			}
			if count != len(want) {
				t.Errorf("%s.%s, %d %q: the count is %d, want %d", f.typeName, f.field, operator, pattern, count, len(want))
			}
		}
	}
}
