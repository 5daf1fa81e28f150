package oracle

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// figures adds figures. Many targets have an outcome, or nearly one, and some have several.
func (g *graphGenerator) figures() {
	for i := range 45 {
		g.withStream(fmt.Sprint("figure ", i), func() {
			f := g.figure()
			g.addFigure(f)
			for k := 0; g.chance(55); k++ {
				g.withStream(fmt.Sprint("counterpart ", k), func() { g.addFigure(g.counterpart(f)) })
			}
		})
	}
	g.withStream("statuses", g.statuses)
}

// statuses adds a target of each status: met, missed, unknown and pending.
func (g *graphGenerator) statuses() {
	for _, c := range []struct{ measure, until, outcome string }{
		{"met", "2021", "6"}, {"missed", "2021", "4"}, {"unknown", "2021", ""}, {"pending", "9999", ""},
	} {
		g.withStream(c.measure, func() {
			target := g.figure()
			maps.Copy(target, map[string]any{
				"measure": c.measure, "type": "TARGET", "qualifier": "AT_LEAST", "value": "5", "period": map[string]any{"from": "2020", "until": c.until},
			})
			g.addFigure(target)
			if c.outcome != "" {
				outcome := maps.Clone(target)
				outcome["type"], outcome["value"] = "OUTCOME", c.outcome
				g.addFigure(outcome)
			}
		})
	}
}

func (g *graphGenerator) figure() map[string]any {
	g.begin("figure")
	f := map[string]any{
		"measure": pick(g.rand, "jobs", "Jobs", "jobs-kept", "岗位", "length"), "label": g.words(), "value": g.amount(),
		"unit": pick(g.rand, "people", "km"), "subjects": g.subjects(1, 3), "citations": g.citations(),
	}
	g.maybe(f, 60, "qualifier", func() any { return pick(g.rand, "EXACT", "ABOUT", "AT_LEAST", "AT_MOST", "AT_MOST") })
	g.maybe(f, 75, "type", func() any { return pick(g.rand, "TARGET", "TARGET", "OUTCOME") })
	g.maybe(f, 40, "wording", func() any { return pick(g.rand, "", g.words()) })
	g.maybe(f, 90, "period", func() any {
		if !g.isComplete && g.chance(25) {
			// Periods that are open or end in the future.
			return pick(g.rand, map[string]any{"from": "2022", "until": "2030"}, map[string]any{"from": "2022"}, map[string]any{"until": "2022-12"})
		}
		return g.period()
	})
	g.maybe(f, 40, "statedBy", func() any { return slugOf("official", g.rand.IntN(6)) })
	return f
}

func (g *graphGenerator) amount() any {
	return pick[any](g.rand, "172100000000", json.Number("12.3400"), "0.5", "-3", json.Number("0"), "0.4999", "12.34", "-0.0001")
}

// counterpart returns a possible outcome of a target: mostly of the same measure, unit, subjects and period, in another
// notation.
func (g *graphGenerator) counterpart(target map[string]any) map[string]any {
	f := maps.Clone(target)
	f["type"], f["citations"] = "OUTCOME", g.citations()
	if g.chance(65) {
		f["value"] = g.amount()
	}
	g.maybe(f, 40, "statedBy", func() any { return slugOf("official", g.rand.IntN(6)) })
	g.maybe(f, 30, "qualifier", func() any { return pick(g.rand, "EXACT", "AT_MOST") })
	subjects, _ := f["subjects"].([]any)
	subjects = slices.Clone(subjects)
	g.rand.Shuffle(len(subjects), func(i, j int) { subjects[i], subjects[j] = subjects[j], subjects[i] })
	f["subjects"] = subjects
	if period, _ := f["period"].(map[string]any); period != nil {
		f["period"] = g.rewritten(period)
	}
	switch g.rand.IntN(10) {
	case 0:
		f["unit"] = "miles"
	case 1:
		f["measure"] = "jobs"
	case 2:
		f["subjects"] = subjects[:1]
	case 3:
		f["period"] = g.period()
	case 4:
		f["type"] = "TARGET"
	}
	return f
}

// rewritten returns a period that begins and ends on the same days, some of them in another notation.
func (g *graphGenerator) rewritten(period map[string]any) map[string]any {
	fresh := maps.Clone(period)
	if from := stringOf(period["from"]); g.chance(50) && from != "" {
		fresh["from"] = firstDay(from)
	}
	if until := stringOf(period["until"]); g.chance(50) && until != "" {
		fresh["until"] = lastDay(until)
	}
	if g.chance(50) {
		delete(fresh, "attestedOn")
	}
	return fresh
}

// addFigure adds a figure unless its identity exists.
func (g *graphGenerator) addFigure(f map[string]any) {
	var subjects []string
	for _, subject := range f["subjects"].([]any) {
		subjects = append(subjects, fmt.Sprint(subject))
	}
	slices.Sort(subjects)
	kind := stringOf(f["type"])
	if kind == "" {
		kind = "OUTCOME"
	}
	period, _ := f["period"].(map[string]any)
	g.addNew("figure", f, f["measure"], f["unit"], kind, stringOf(period["from"]), stringOf(period["until"]),
		stringOf(period["attestedOn"]), subjects, stringOf(f["statedBy"]))
}

// addNew adds a record unless its identity, with its first source, exists.
func (g *graphGenerator) addNew(kind string, fields map[string]any, identity ...any) {
	citations, _ := fields["citations"].([]any)
	first, _ := citations[0].(map[string]any)
	key := fmt.Sprintf("%s %v %q", kind, first["source"], identity)
	if !g.identities[key] {
		g.identities[key] = true
		g.add(kind, fields)
	}
}

// subjects returns references to different entities, mostly to a few that have many records about them.
func (g *graphGenerator) subjects(least, more int) []any {
	var refs []any
	seen := map[entityRef]bool{}
	for range least + g.rand.IntN(more) {
		one := g.anyEntity(pick(g.rand, g.kinds.Entities()...).Name)
		if g.chance(75) {
			one.n %= 3
		}
		if !seen[one] {
			refs = append(refs, one.ref())
		}
		seen[one] = true
	}
	return refs
}

// statements adds statements by officials, some without a speaker.
func (g *graphGenerator) statements() {
	for i := range 70 {
		g.withStream(fmt.Sprint("statement ", i), g.statement)
	}
}

func (g *graphGenerator) statement() {
	g.begin("statement")
	s := map[string]any{"summary": g.words(), "about": g.subjects(1, 4), "citations": g.citations()}
	g.maybe(s, 80, "speaker", func() any { return slugOf("official", g.rand.IntN(6)) })
	g.maybe(s, 75, "saidOn", func() any { return g.date() })
	g.maybe(s, 60, "topics", func() any { return []any{"biomedicine", "港口", "ports"}[:g.rand.IntN(4)] })
	g.addNew("statement", s, stringOf(s["speaker"]), stringOf(s["saidOn"]), s["summary"])
}
