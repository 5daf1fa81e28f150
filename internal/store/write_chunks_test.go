package store_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"civicgraph/internal/store"
)

// TestChunksChangeNothing puts random records one at a time and in chunks of random sizes. Databases and refusals must be the same.
func TestChunksChangeNothing(t *testing.T) {
	t.Parallel()
	refused := 0
	for seed := range uint64(6) {
		random := rand.New(rand.NewPCG(seed, 1))
		lines := randomLines(random, 500)
		alone, together := newStore(t), newStore(t)
		for _, batch := range splitAt(lines, 1+random.IntN(len(lines)-1)) {
			chunks := [][]string{}
			for rest := batch; len(rest) > 0; {
				n := min(len(rest), 1+random.IntN(150))
				chunks, rest = append(chunks, rest[:n]), rest[n:]
			}
			want := alone.putChunks(t, slices.Collect(slices.Chunk(batch, 1)))
			got := together.putChunks(t, chunks)
			for i := range want {
				if got[i] != want[i] {
					t.Errorf("seed %d: in a chunk, %s is answered %q, want %q", seed, batch[i], got[i], want[i])
				}
				if want[i] != "" {
					refused++
				}
			}
		}
		if got, want := dump(t, together.sql(t)), dump(t, alone.sql(t)); got != want {
			t.Errorf("seed %d: the tables differ:\n%s", seed, difference(got, want))
		}
	}
	if refused < 300 {
		t.Errorf("only %d records are refused", refused)
	}
}

func splitAt(lines []string, n int) [][]string { return [][]string{lines[:n], lines[n:], lines[:n]} }

// putChunks puts lines in one batch and returns their errors.
func (s *testStore) putChunks(t *testing.T, chunks [][]string) (all []string) {
	t.Helper()
	b, err := s.Begin(t.Context(), store.Author{Actor: "test"})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	b.SetToken(1)
	for _, chunk := range chunks {
		refused, err := b.Put(records(t, chunk...)...)
		if err != nil {
			t.Fatal(err)
		}
		for _, errs := range refused {
			if errs == nil {
				all = append(all, "")
				continue
			}
			all = append(all, string(errs[0].Code)+": "+errs.Error())
		}
	}
	if _, err := b.Commit(); err != nil {
		t.Fatal(err)
	}
	return all
}

// difference returns the lines that only one of two texts has.
func difference(got, want string) string {
	has, wants := strings.Split(got, "\n"), strings.Split(want, "\n")
	var b strings.Builder
	for _, line := range has {
		if !slices.Contains(wants, line) {
			fmt.Fprintln(&b, "+", line)
		}
	}
	for _, line := range wants {
		if !slices.Contains(has, line) {
			fmt.Fprintln(&b, "-", line)
		}
	}
	return b.String()
}

// randomLines returns records of few slugs, so that lines mean the same records, contradict each other, and close cycles.
func randomLines(random *rand.Rand, n int) []string {
	g := lineGenerator{random}
	lines := []string{`{"source":{"slug":"s-1","title":"One"}}`}
	for len(lines) < n {
		line := g.line()
		if _, err := decodeLines([]string{line}); err == nil {
			lines = append(lines, line)
		}
	}
	return lines
}

type lineGenerator struct{ *rand.Rand }

func (g lineGenerator) one(of ...string) string { return of[g.IntN(len(of))] }

func (g lineGenerator) slug(kind string) string { return kind + "-" + strconv.Itoa(1+g.IntN(5)) }

// maybe returns a string in about a third of all cases.
func (g lineGenerator) maybe(text string) string {
	if g.IntN(3) > 0 {
		return ""
	}
	return text
}

func (g lineGenerator) citations(fields ...string) string {
	var all []string
	for range 1 + g.IntN(2) {
		one := `{"source":"` + g.one(g.slug("s"), "s-old", "s-1") + `"` + g.maybe(`,"locator":"`+g.one("1", "2", "p. 10")+`"`) + g.maybe(`,"quote":"`+g.one("x", "y")+`"`)
		if len(fields) > 0 {
			one += g.maybe(`,"field":"` + g.one(fields...) + `"`)
		}
		all = append(all, one+"}")
	}
	slices.Sort(all)
	return `"citations":[` + strings.Join(slices.Compact(all), ",") + `]`
}

func (g lineGenerator) date() string {
	return g.one("2015", "2016", "2016-05", "2016-05-26", "2017", "2018-01-01")
}

func (g lineGenerator) period() string {
	return g.one("", "", `"period":{"from":"`+g.date()+`"},`, `"period":{"until":"`+g.date()+`"},`, `"period":{"from":"`+g.date()+`","until":"`+g.date()+`"},`)
}

func (g lineGenerator) names(of string) string {
	if g.IntN(4) == 0 {
		return ""
	}
	name := `{"text":"` + g.one(of, of, of, "Río 天津", "New "+of) + `","language":"` + g.one("en", "en", "zh") + `"` +
		g.maybe(`,"type":"`+g.one("FORMER", "ALIAS")+`"`) + g.maybe(`,"until":"`+g.date()+`"`) + `}`
	return `"names":[` + name + g.maybe(`,{"text":"Other `+of+`","language":"fr"}`) + `],`
}

func (g lineGenerator) line() string {
	switch g.IntN(12) {
	case 0:
		slug := g.one(g.slug("s"), "s-old")
		return `{"source":{"slug":"` + slug + `"` + g.one(`,"title":"Title"`, `,"title":"`+slug+`"`) + g.maybe(`,"publisher":`+g.one("null", `"The Daily"`)) +
			g.maybe(`,"language":"`+g.one("sv", "en")+`"`) + g.maybe(`,"formerSlugs":["s-old"]`) + `}}`
	case 1, 2:
		slug := g.one(g.slug("d"), g.slug("d"), "d-old")
		return `{"district":{"slug":"` + slug + `",` + g.names(slug) + g.one(`"level":"CITY",`, `"level":"DISTRICT",`, "") +
			g.maybe(`"population":`+g.one("1", "2", "null")+`,`) + g.maybe(`"summary":"`+g.one("North of the sea", "宝坻区 in the north")+`",`) +
			g.maybe(`"formerSlugs":["`+g.one("d-old", g.slug("d"))+`"],`) +
			g.maybe(`"identifiers":[{"scheme":"wikidata","value":"`+g.one("Q1", "Q2")+`"}],`) + g.citations("names") + `}}`
	case 3:
		slug := g.slug("o")
		return `{"official":{"slug":"` + slug + `",` + g.names(slug) + g.maybe(`"bornOn":"`+g.date()+`",`) + g.citations() + `}}`
	case 4:
		slug := g.slug("p")
		return `{"project":{"slug":"` + slug + `",` + g.names(slug) + g.one(`"status":"PLANNED",`, "") + g.maybe(`"startedOn":"`+g.date()+`",`) +
			g.maybe(`"completedOn":"`+g.date()+`",`) + g.maybe(`"sectors":`+g.one(`["it"]`, `["it","energy"]`, "null")+`,`) + g.citations() + `}}`
	case 5, 6, 7:
		return `{"link":{"kind":"PART_OF","from":{"district":"` + g.one(g.slug("d"), "d-old") + `"},"to":{"district":"` + g.slug("d") + `"},` +
			g.period() + g.maybe(`"order":`+g.one("1", "2")+`,`) + g.citations() + `}}`
	case 8, 9:
		return `{"link":{"kind":"HOLDS_POST_IN","from":{"official":"` + g.slug("o") + `"},"to":{"district":"` + g.slug("d") + `"},` +
			g.maybe(`"role":"`+g.one("Member", "书记")+`",`) + g.period() + g.maybe(`"note":`+g.one(`"N"`, "null")+`,`) + g.citations() + `}}`
	case 10:
		return `{"figure":{"measure":"` + g.one("m", "n") + `","unit":"u","subjects":[{"district":"` + g.slug("d") + `"}],` + g.one(`"label":"L",`, `"label":"M",`, "") +
			g.one(`"value":"1",`, `"value":"2",`, "") + g.maybe(`"statedBy":"`+g.slug("o")+`",`) + g.citations("measure") + `}}`
	default:
		return `{"statement":{"summary":"` + g.one("Said one", "Said two") + `","about":[{"district":"` + g.slug("d") + `"}],` +
			g.maybe(`"topics":["`+g.one("a", "b")+`"],`) + g.citations() + `}}`
	}
}

// TestRecordsOfAChunkMeanEachOther: a record may be meant by a slug that an earlier one of the same chunk gives up.
func TestRecordsOfAChunkMeanEachOther(t *testing.T) {
	t.Parallel()
	s := newSmallStore(t)
	const cited = `"citations":[{"source":"s"}]`
	s.write(t, `{"link":{"kind":"HOSTS","from":{"park":"z"},"to":{"project":"p"},`+cited+`}}`)
	lines := []string{
		`{"park":{"slug":"z","formerSlugs":["z-old"],` + cited + `}}`,
		`{"link":{"kind":"HOSTS","from":{"park":"z-old"},"to":{"project":"p"},"note":"N",` + cited + `}}`,
		`{"park":{"slug":"z-old","names":[{"text":"Another","language":"zh"}],` + cited + `}}`,
	}
	for i, got := range s.putChunks(t, [][]string{lines}) {
		if got != "" {
			t.Errorf("line %d is refused: %s", i+1, got)
		}
	}
	if got := s.links(t, "Park", "z", "note", "version"); !slices.Equal(got, []string{"N 2"}) {
		t.Errorf("the links are %q, want one with a note", got)
	}
	if got := s.owned(t, "Park", "z", "names", "text"); !slices.Equal(got, []string{"Zhongguancun", "Another"}) {
		t.Errorf("the names are %q", got)
	}
}
