package oracle

import (
	"encoding/json"
	"fmt"
	"strconv"

	"civicgraph/internal/kg"
)

// end names the n-th entity of a kind.
type end struct {
	kind string
	n    int
}

func (e end) ref() map[string]any { return map[string]any{e.kind: slugOf(e.kind, e.n)} }

// any is some entity of a kind.
func (g *grower) any(kind string) end { return end{kind, g.rand.IntN(countOf(kind))} }

// link adds a link unless it would be the same as an earlier one or lead from a thing to itself.
func (g *grower) link(kind string, from, to end, order int) {
	g.within(fmt.Sprint(kind, " ", g.rand.Uint64()), func() { g.newLink(kind, from, to, order) })
}

func (g *grower) newLink(kind string, from, to end, order int) {
	g.whole = !g.met[kind]
	role := ""
	for kind == "HOLDS_POST_IN" {
		role = pick(g.rand, "", "Mayor", "Deputy", "Party secretary", "deputy mayor", "Député")
		if role != "" || !g.whole {
			break
		}
	}
	if g.whole {
		order = max(1, order)
	}
	period := g.period()
	first, second := from, to
	if isSymmetric(kind) && to.n < from.n {
		first, second = to, from
	}
	identity := fmt.Sprint(kind, first, second, role, textOf(period["from"]), order)
	if from == to || g.taken[identity] {
		return
	}
	g.taken[identity], g.met[kind], g.linked[[2]string{kind, from.kind + " " + to.kind}] = true, true, true
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
	g.maybe(fields, 15, "note", func() any { return pick(g.rand, "", g.words()) })
	g.add("link", fields)
}

// some is an order for links that rarely have one.
func (g *grower) some() int {
	if g.chance(20) {
		return 1 + g.rand.IntN(3)
	}
	return 0
}

// hierarchies make districts, lines and organizations parts of others made earlier, some of two.
func (g *grower) hierarchies() {
	for _, kind := range []string{"district", "railLine", "organization"} {
		for n := 1; n < countOf(kind); n++ {
			if g.chance(90) {
				g.link("PART_OF", end{kind, n}, end{kind, n / 3}, g.some())
			}
			for g.chance(30) {
				g.link("PART_OF", end{kind, n}, end{kind, g.rand.IntN(n)}, g.some())
			}
		}
	}
}

// places put parks, projects, stations and organizations into districts.
func (g *grower) places() {
	for _, kind := range []string{"park", "project", "station", "organization"} {
		for n := range countOf(kind) {
			for g.chance(70) {
				g.link("LOCATED_IN", end{kind, n}, g.any("district"), g.some())
			}
		}
	}
}

// people hold posts and lead projects, often twice the same.
func (g *grower) people() {
	for range 50 {
		from, to := g.any("official"), g.any(pick(g.rand, "district", "organization"))
		g.link("HOLDS_POST_IN", from, to, g.some())
		if g.chance(40) {
			g.link("HOLDS_POST_IN", from, to, g.some())
		}
	}
	for range 20 {
		g.link("LEADS", g.any("official"), g.any("project"), g.some())
	}
}

// business links parks and projects with each other, pairs of parks often in several ways.
func (g *grower) business() {
	for range 25 {
		g.link("HOSTS", g.any("park"), g.any("project"), g.some())
		g.link("ORIGINATES_FROM", g.any("project"), g.any(pick(g.rand, "district", "park", "organization")), g.some())
	}
	for range 20 {
		a, b := g.any("park"), g.any("park")
		g.link("PARTNER_OF", a, b, g.some())
		if g.chance(40) {
			g.link("BRANCH_OF", a, b, g.some())
		}
		if g.chance(30) {
			g.link("PARTNER_OF", b, a, g.some())
		}
	}
}

// rails give lines their stops: stations in a sequence with gaps and doubles, and districts, some with their stations.
func (g *grower) rails() {
	for n := range countOf("railLine") {
		for stop := range 3 + g.rand.IntN(6) {
			order := stop + 1
			if g.chance(20) {
				order = g.rand.IntN(4)
			}
			g.link("SERVES", end{"railLine", n}, g.any(pick(g.rand, "station", "station", "district")), order)
		}
	}
	// A station in a district, with a line that serves both: the direct link wins.
	for range 8 {
		line, station, district := g.any("railLine"), g.any("station"), g.any("district")
		g.link("LOCATED_IN", station, district, 0)
		g.link("SERVES", line, station, 1)
		g.link("SERVES", line, district, g.rand.IntN(10))
	}
}

// others link the kinds of entity between which there are no links yet, for every kind of link that may lead from one to
// the other. Links of a kind without cycles lead to an entity made earlier.
func (g *grower) others() {
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

func (g *grower) pairs(definition *kg.LinkDefinition, from, to string) {
	if g.linked[[2]string{definition.Name, from + " " + to}] {
		return
	}
	for range 20 {
		a, b := g.any(from), g.any(to)
		if definition.IsAcyclic && a.n <= b.n {
			continue
		}
		g.link(definition.Name, a, b, g.some())
	}
}

func isSymmetric(kind string) bool {
	known, _ := kg.ParseLinkKind(kind)
	return known.IsSymmetric()
}
