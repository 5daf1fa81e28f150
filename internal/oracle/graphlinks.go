package oracle

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"civicgraph/internal/kg"
)

// entityRef identifies the n-th entity of a kind.
type entityRef struct {
	kind string
	n    int
}

func (e entityRef) ref() map[string]any { return map[string]any{e.kind: slugOf(e.kind, e.n)} }

// anyEntity returns any entity of a kind.
func (g *graphGenerator) anyEntity(kind string) entityRef {
	return entityRef{kind, g.rand.IntN(countOf(kind))}
}

// link adds a link unless its identity exists or it connects an entity with itself.
func (g *graphGenerator) link(kind string, from, to entityRef, order int) {
	g.withStream(fmt.Sprint(kind, " ", g.rand.Uint64()), func() { g.newLink(kind, from, to, order) })
}

func (g *graphGenerator) newLink(kind string, from, to entityRef, order int) {
	g.isComplete = !g.generated[kind]
	role := ""
	for kind == "HOLDS_POST_IN" {
		role = pick(g.rand, "", "Mayor", "Deputy", "Party secretary", "deputy mayor", "Député")
		if role != "" || !g.isComplete {
			break
		}
	}
	if g.isComplete {
		order = max(1, order)
	}
	period := g.period()
	first, second := from, to
	if isSymmetric(kind) && to.n < from.n {
		first, second = to, from
	}
	series := fmt.Sprint(kind, first, second, role, order)
	dates := kg.Period{
		From: kg.PartialDate(stringOf(period["from"])), Until: kg.PartialDate(stringOf(period["until"])), AttestedOn: kg.Date(stringOf(period["attestedOn"])),
	}
	if from == to || slices.ContainsFunc(g.periods[series], func(other kg.Period) bool { return mayBeSame(dates, other) }) {
		return
	}
	g.periods[series] = append(g.periods[series], dates)
	g.generated[kind], g.linked[[2]string{kind, from.kind + " " + to.kind}] = true, true
	fields := map[string]any{"kind": kind, "from": from.ref(), "to": to.ref(), "period": period, "citations": g.citations()}
	if len(period) == 0 && g.chance(50) {
		delete(fields, "period")
	}
	if role != "" || g.chance(20) {
		fields["role"] = role
	}
	if order > 0 {
		fields["order"] = json.Number(strconv.Itoa(order))
	}
	if definition, _ := kg.ParseLinkKind(kind); definition.Definition().OnBehalfOf != nil {
		g.maybe(fields, 30, "onBehalfOf", func() any {
			behalf := pick(g.rand, definition.Definition().OnBehalfOf...)
			return g.anyEntity(g.kinds.NameOf(behalf)).ref()
		})
	}
	g.maybe(fields, 15, "note", func() any { return pick(g.rand, "", g.words()) })
	g.add("link", fields)
}

// anyOrder returns an order for links that rarely have one.
func (g *graphGenerator) anyOrder() int {
	if g.chance(20) {
		return 1 + g.rand.IntN(3)
	}
	return 0
}

// hierarchies makes districts, lines and organizations parts of earlier ones, some of two.
func (g *graphGenerator) hierarchies() {
	for _, kind := range []string{"district", "railLine", "organization"} {
		last := countOf(kind) - 1
		for n := 1; n < last-1; n++ {
			if g.chance(90) {
				g.link("PART_OF", entityRef{kind, n}, entityRef{kind, n / 3}, g.anyOrder())
			}
			for g.chance(30) {
				g.link("PART_OF", entityRef{kind, n}, entityRef{kind, g.rand.IntN(n)}, g.anyOrder())
			}
		}
		// The last two are part of each other at different times, and of the first one all the time.
		a, b := entityRef{kind, last}, entityRef{kind, last - 1}
		g.partOf(a, b, map[string]any{"until": "2019"})
		g.partOf(b, a, map[string]any{"from": "2020-01"})
		g.partOf(a, entityRef{kind, 0}, map[string]any{})
	}
}

// partOf makes an entity a part of another for a period.
func (g *graphGenerator) partOf(from, to entityRef, period map[string]any) {
	g.withStream(fmt.Sprint("PART_OF ", from, to), func() {
		g.add("link", map[string]any{"kind": "PART_OF", "from": from.ref(), "to": to.ref(), "period": period, "citations": g.citations()})
	})
}

// locations locates parks, projects, stations and organizations in districts.
func (g *graphGenerator) locations() {
	for _, kind := range []string{"park", "project", "station", "organization"} {
		for n := range countOf(kind) {
			for g.chance(70) {
				g.link("LOCATED_IN", entityRef{kind, n}, g.anyEntity("district"), g.anyOrder())
			}
		}
	}
}

// postsAndLeads gives officials posts and projects, often the same twice.
func (g *graphGenerator) postsAndLeads() {
	for range 50 {
		from, to := g.anyEntity("official"), g.anyEntity(pick(g.rand, "district", "organization"))
		g.link("HOLDS_POST_IN", from, to, g.anyOrder())
		if g.chance(40) {
			g.link("HOLDS_POST_IN", from, to, g.anyOrder())
		}
	}
	for range 20 {
		g.link("LEADS", g.anyEntity("official"), g.anyEntity("project"), g.anyOrder())
	}
}

// parkLinks links parks and projects with each other, pairs of parks often with several links.
func (g *graphGenerator) parkLinks() {
	for range 25 {
		g.link("HOSTS", g.anyEntity("park"), g.anyEntity("project"), g.anyOrder())
		g.link("ORIGINATES_FROM", g.anyEntity("project"), g.anyEntity(pick(g.rand, "district", "park", "organization")), g.anyOrder())
	}
	for range 20 {
		a, b := g.anyEntity("park"), g.anyEntity("park")
		g.link("PARTNER_OF", a, b, g.anyOrder())
		if g.chance(40) {
			g.link("BRANCH_OF", a, b, g.anyOrder())
		}
		if g.chance(30) {
			g.link("PARTNER_OF", b, a, g.anyOrder())
		}
	}
}

// stops gives lines their stops: stations in an order with gaps and duplicates, and districts, some with their stations.
func (g *graphGenerator) stops() {
	for n := range countOf("railLine") {
		for stop := range 3 + g.rand.IntN(6) {
			order := stop + 1
			if g.chance(20) {
				order = g.rand.IntN(4)
			}
			g.link("SERVES", entityRef{"railLine", n}, g.anyEntity(pick(g.rand, "station", "station", "district")), order)
		}
	}
	// A station in a district, and a line that serves both: the direct link takes precedence.
	for range 8 {
		line, station, district := g.anyEntity("railLine"), g.anyEntity("station"), g.anyEntity("district")
		g.link("LOCATED_IN", station, district, 0)
		g.link("SERVES", line, station, 1)
		g.link("SERVES", line, district, g.rand.IntN(10))
	}
}

// remainingLinks connects the kinds of entity that no link connects yet, for every kind of link and pair of kinds that it
// may connect. Links of an acyclic kind lead to an earlier entity.
func (g *graphGenerator) remainingLinks() {
	definitions := kg.LinkDefinitions()
	for i := range definitions {
		for _, ends := range definitions[i].Ends {
			for _, from := range ends.From {
				for _, to := range ends.To {
					g.pairs(&definitions[i], g.kinds.NameOf(from), g.kinds.NameOf(to))
				}
			}
		}
	}
}

func (g *graphGenerator) pairs(definition *kg.LinkDefinition, from, to string) {
	if g.linked[[2]string{definition.Name, from + " " + to}] {
		return
	}
	for range 20 {
		a, b := g.anyEntity(from), g.anyEntity(to)
		if definition.IsAcyclic && a.n <= b.n {
			continue
		}
		g.link(definition.Name, a, b, g.anyOrder())
	}
}

func isSymmetric(kind string) bool {
	known, _ := kg.ParseLinkKind(kind)
	return known.IsSymmetric()
}
