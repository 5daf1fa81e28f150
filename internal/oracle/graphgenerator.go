package oracle

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"strings"
	"time"

	"civicgraph/internal/kg"
)

// Graph returns a random graph of a few hundred records of all kinds in import form. The same seed gives the same graph.
func Graph(seed int64) []map[string]any {
	g := &graphGenerator{
		seed: uint64(seed), kinds: kg.NewKinds(), //nolint:gosec // any seed will do
		identities: map[string]bool{}, periods: map[string][]kg.Period{}, generated: map[string]bool{}, linked: map[[2]string]bool{},
	}
	for i := range 7 {
		g.withStream(slugOf("source", i), func() { g.source(i) })
	}
	for _, kind := range g.kinds.Entities() {
		for i := range countOf(kind.Name) {
			g.withStream(slugOf(kind.Name, i), func() { g.entity(kind, i) })
		}
	}
	g.withStream("hierarchies", g.hierarchies)
	g.withStream("places", g.locations)
	g.withStream("people", g.postsAndLeads)
	g.withStream("business", g.parkLinks)
	g.withStream("rails", g.stops)
	g.withStream("others", g.remainingLinks)
	g.withStream("figures", g.figures)
	g.withStream("statements", g.statements)
	g.withStream("lines", func() {
		g.rand.Shuffle(len(g.lines), func(i, j int) { g.lines[i], g.lines[j] = g.lines[j], g.lines[i] })
	})
	return g.lines
}

// withStream calls a function with a stream of random numbers of its own, which depends only on the seed and the names of
// the enclosing streams. So a new field leaves all other values of the graph unchanged.
func (g *graphGenerator) withStream(name string, do func()) {
	before, path := g.rand, g.path
	g.path += "/" + name
	hash := fnv.New64a()
	_, _ = hash.Write([]byte(g.path))                    // never fails
	g.rand = rand.New(rand.NewPCG(g.seed, hash.Sum64())) //nolint:gosec // a test wants it repeatable
	do()
	g.rand, g.path = before, path
}

// countOf returns the number of entities of a kind.
func countOf(kind string) int {
	if count, known := map[string]int{"official": 24, "district": 46, "project": 30, "railLine": 12, "station": 22}[kind]; known {
		return count
	}
	return 18
}

// graphGenerator adds records to a graph.
type graphGenerator struct {
	seed uint64
	// rand is the stream of the record or part of the graph named by path.
	rand  *rand.Rand
	path  string
	kinds *kg.Kinds
	lines []map[string]any
	// identities holds the identities of facts, linked the pairs of kinds that links of a kind connect.
	identities map[string]bool
	// periods holds those of the links of each series.
	periods map[string][]kg.Period
	linked  map[[2]string]bool
	// generated holds the kinds with a record; isComplete says that the current record is the first of its kind and has all
	// fields.
	generated  map[string]bool
	isComplete bool
}

// begin starts a record of a kind.
func (g *graphGenerator) begin(kind string) {
	g.isComplete = !g.generated[kind]
	g.generated[kind] = true
}

func (g *graphGenerator) add(kind string, fields map[string]any) {
	g.lines = append(g.lines, map[string]any{kind: fields})
}

// chance returns true with a probability in percent.
func (g *graphGenerator) chance(percent int) bool { return g.rand.IntN(100) < percent }

func pick[T any](r *rand.Rand, from ...T) T { return from[r.IntN(len(from))] }

// slugOf returns the slug of the n-th record of a kind. Numbers are not padded, so that the order of slugs differs from
// that of the records.
func slugOf(kind string, n int) string { return fmt.Sprintf("%s-%d", strings.ToLower(kind), n) }

func (g *graphGenerator) source(n int) {
	g.begin("source")
	fields := map[string]any{"slug": slugOf("source", n)}
	if kind, known := g.kinds.ByCode(kg.KindSource); known {
		g.values(kind.Fields, fields)
	}
	g.formerSlugs(fields, "source", n)
	g.add("source", fields)
}

func (g *graphGenerator) formerSlugs(fields map[string]any, kind string, n int) {
	g.maybe(fields, 20, "formerSlugs", func() any {
		return []any{"old-" + slugOf(kind, n), "older-" + slugOf(kind, n)}[:g.rand.IntN(3)]
	})
}

// maybe gives a field with a probability in percent, and null to some of the others. A complete record gets a value that is
// not empty.
func (g *graphGenerator) maybe(fields map[string]any, percent int, name string, value func() any) {
	g.withStream(name, func() {
		switch {
		case g.isComplete:
			for isEmpty(fields[name]) {
				fields[name] = value()
			}
		case g.chance(percent):
			fields[name] = value()
		case g.chance(15):
			fields[name] = nil
		}
	})
}

func isEmpty(value any) bool {
	list, isList := value.([]any)
	return value == nil || value == "" || isList && len(list) == 0
}

func (g *graphGenerator) entity(kind *kg.Kind, n int) {
	g.begin(kind.Name)
	fields := map[string]any{"slug": slugOf(kind.Name, n), "names": g.names(kind.Name, n), "citations": g.citations()}
	g.formerSlugs(fields, kind.Name, n)
	g.maybe(fields, 40, "identifiers", g.identifiers)
	g.values(kind.Fields, fields)
	g.add(kind.Name, fields)
}

func (g *graphGenerator) words() string {
	return pick(g.rand, "Work report", "a \"quoted\" \\ word", "two\nlines\tand a tab", "<b>&amp;</b>", "宝坻 天津", "naïve 🚄", "\u2028 and \u007f", "x")
}

func (g *graphGenerator) names(kind string, n int) []any {
	var names []any
	seen := map[string]bool{}
	for i := range 1 + g.rand.IntN(5) {
		g.withStream(fmt.Sprint("name ", i), func() {
			name := map[string]any{
				"text":     g.name(kind, n, i),
				"language": pick(g.rand, "en", "en", "zh", "zh-Latn-pinyin", "EN", "en-GB", "de", "zh-Hans", "zh-TW"),
			}
			g.maybe(name, 60, "type", func() any { return pick(g.rand, "LABEL", "ALIAS", "FORMER") })
			from, until := g.days()
			g.maybe(name, 20, "from", func() any { return g.dateOf(from) })
			g.maybe(name, 20, "until", func() any { return g.dateOf(until) })
			if text := stringOf(name["text"]); !seen[text] {
				seen[text] = true
				names = append(names, name)
			}
		})
	}
	return names
}

// name returns a name of the n-th record of a kind. Some names differ only in case, accents or the characters between
// letters.
func (g *graphGenerator) name(kind string, n, i int) string {
	if g.chance(40) {
		return pick(g.rand, "Wuqing", "WUQING", "wǔqīng", "Wu Qing", "wu-qing", "Ünited ", "united", "“United”", "武清", "武清區", "Zone", "zone 10", "Zone 9", "Zone９", "第10中学", "第 9 中学")
	}
	return fmt.Sprintf("%s %d %d %s", kind, n, i, g.words())
}

func (g *graphGenerator) identifiers() any {
	list := []any{}
	seen := map[string]bool{}
	for range g.rand.IntN(4) {
		scheme := pick(g.rand, "wikidata", "viaf", "bioguide", "gbt2260", "uic")
		value := fmt.Sprintf("Q%d", g.rand.IntN(40))
		if !seen[scheme+value] {
			list = append(list, map[string]any{"scheme": scheme, "value": value})
		}
		seen[scheme+value] = true
	}
	return list
}

func (g *graphGenerator) citations() []any {
	var list []any
	seen := map[string]bool{}
	for i := range 1 + g.rand.IntN(3) {
		g.withStream(fmt.Sprint("citation ", i), func() {
			c := map[string]any{"source": slugOf("source", g.rand.IntN(7))}
			if last := len(list) - 1; last >= 0 && g.chance(40) {
				earlier, _ := list[last].(map[string]any)
				c["source"] = earlier["source"]
			}
			g.maybe(c, 80, "locator", g.locator)
			g.maybe(c, 30, "field", func() any { return pick(g.rand, "", "names", "period", "bornOn", "population") })
			g.maybe(c, 20, "quote", func() any { return g.words() })
			identity := fmt.Sprint(c["source"], "|", stringOf(c["locator"]), "|", stringOf(c["field"]))
			if !seen[identity] {
				list = append(list, c)
			}
			seen[identity] = true
		})
	}
	return list
}

// locator returns a locator in a source, with numbers of different lengths, some in several notations.
func (g *graphGenerator) locator() any {
	n := g.rand.IntN(13)
	switch g.rand.IntN(10) {
	case 0:
		return fmt.Sprintf("p. %d, ¶ %d", n, g.rand.IntN(12))
	case 1:
		return fmt.Sprintf("p. %d", n)
	case 2:
		return fmt.Sprintf("¶ %03d", n)
	case 3:
		return pick(g.rand, "", "¶", "¶ 2a", "¶ 2 b", "00:14:05", "0:9:59", "12", "¶ 18446744073709551616", "¶ x")
	}
	return fmt.Sprintf("¶ %d", n)
}

func stringOf(value any) string {
	text, _ := value.(string)
	return text
}

// days returns two days in order, close enough together for periods to overlap, touch and miss each other.
func (g *graphGenerator) days() (from, until time.Time) {
	from = time.Date(2015, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, g.rand.IntN(3000))
	if g.chance(35) {
		// Ends of a year and of February, frequent enough for two periods to begin on the same day.
		from = time.Date(2020, pick(g.rand, time.January, time.March), 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, pick(g.rand, -1, 0))
	}
	return from, from.AddDate(0, 0, pick(g.rand, 0, 1, 20, 200, 360, 2000))
}

func (g *graphGenerator) date() string {
	day, _ := g.days()
	return g.dateOf(day)
}

// dateOf returns a day as a day, a month or a year.
func (g *graphGenerator) dateOf(day time.Time) string {
	return day.Format(pick(g.rand, "2006-01-02", "2006-01-02", "2006-01", "2006"))
}

// period returns a period of any form: open, closed, attested, or empty.
func (g *graphGenerator) period() map[string]any {
	if !g.isComplete && g.chance(25) {
		// They differ only in precision.
		return map[string]any{"from": pick(g.rand, "2020", "2020-01", "2020-01-01"), "until": pick(g.rand, "2021", "2021-03", "2021-12-31")}
	}
	from, until := g.days()
	period := map[string]any{}
	g.maybe(period, 55, "from", func() any { return g.dateOf(from) })
	g.maybe(period, 40, "until", func() any { return g.dateOf(until) })
	g.maybe(period, 40, "attestedOn", func() any {
		between := int(until.Sub(from).Hours() / 24)
		return from.AddDate(0, 0, g.rand.IntN(between+1)).Format(time.DateOnly)
	})
	return period
}
