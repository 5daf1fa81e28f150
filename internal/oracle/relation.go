package oracle

import (
	"slices"

	"civicgraph/internal/kg"
)

// relationNamed returns the relation that is a field of the entity.
func (t *entity) relationNamed(field string) (kg.Relation, bool) {
	i := slices.IndexFunc(t.relations, func(r kg.Relation) bool { return r.Name == field })
	if i < 0 {
		return kg.Relation{}, false
	}
	return t.relations[i], true
}

// relation returns the edges of a relation that is a connection, in order; known is false for other fields.
func (t *entity) relation(field string, deep bool, by linkView) (edges []edge, known bool) {
	r, known := t.relationNamed(field)
	if !known || r.Shape != kg.Connection {
		return nil, false
	}
	deep = deep && r.Recurse != nil
	if deep {
		for _, owner := range t.reached(*r.Recurse, by.day) {
			for _, e := range owner.edges(r, by.day) {
				e.direct = e.direct && owner == t
				edges = append(edges, e)
			}
		}
	} else {
		edges = t.edges(r, by.day)
	}
	edges = by.filter(edges)
	if deep {
		edges = slices.DeleteFunc(edges, func(e edge) bool { return e.id == t.id })
	}
	if r.Distinct || deep {
		edges = distinct(edges)
	}
	return sorted(edges), true
}

// edges returns the edges of a relation from the entity itself, in no order.
func (t *entity) edges(r kg.Relation, day string) []edge {
	edges := t.follow(r.Steps, day)
	if r.Via != nil {
		for _, first := range t.walk(*r.Via, day) {
			for _, e := range first.end().follow(r.Steps, day) {
				e.direct = false
				edges = append(edges, e)
			}
		}
	}
	if r.Then == nil {
		return edges
	}
	var all []edge
	for _, e := range edges {
		if slices.Contains(r.To, e.end().kind.Code) {
			all = append(all, e)
			continue
		}
		for _, last := range e.end().walk(*r.Then, day) {
			all = append(all, edge{node: last.node, id: last.id, link: e.link})
		}
	}
	return all
}

// follow returns the edges of several steps.
func (t *entity) follow(steps []kg.Step, day string) []edge {
	var edges []edge
	for _, step := range steps {
		edges = append(edges, t.walk(step, day)...)
	}
	return edges
}

// walk returns the edges of a step over links that are visible on the day.
func (t *entity) walk(step kg.Step, day string) []edge {
	var edges []edge
	for _, l := range t.links {
		near, far := l.from, l.to
		if step.In {
			near, far = l.to, l.from
		}
		if near == t && slices.Contains(step.Kinds, l.record.Kind) && slices.Contains(step.Far, far.kind.Code) && l.shows(day) {
			edges = append(edges, edge{node: far, id: far.id, link: l, direct: true})
		}
	}
	return edges
}

// reached returns the entity itself and all that repeated steps reach, each once.
func (t *entity) reached(step kg.Step, day string) []*entity {
	all := []*entity{t}
	for i := 0; i < len(all); i++ {
		for _, e := range all[i].walk(step, day) {
			if !slices.Contains(all, e.end()) {
				all = append(all, e.end())
			}
		}
	}
	return all
}

// transitive returns all that a repeated step reaches, level by level, over links that all pass.
func (t *entity) transitive(step kg.Step, by linkView) []*entity {
	seen := []*entity{t}
	for level := seen; len(level) > 0; {
		var next []*entity
		for _, one := range level {
			for _, e := range sorted(by.filter(one.walk(step, by.day))) {
				if !slices.Contains(seen, e.end()) {
					seen = append(seen, e.end())
					next = append(next, e.end())
				}
			}
		}
		level = next
	}
	return seen[1:]
}

// single returns the one entity of a step: the first by period, then by slug, then by link.
func (t *entity) single(step kg.Step, day string) *entity {
	edges := t.walk(step, day)
	if len(edges) == 0 {
		return nil
	}
	first := slices.MinFunc(edges, func(a, b edge) int {
		p, q := a.link.record.Period, b.link.record.Period
		if c := compareDays(firstDay(string(p.From)), firstDay(string(q.From))); c != 0 {
			return c
		}
		if c := compareDays(lastDay(string(p.Until)), lastDay(string(q.Until))); c != 0 {
			return c
		}
		if c := compareDays(a.end().record.Slug, b.end().record.Slug); c != 0 {
			return c
		}
		return int(a.link.id - b.link.id)
	})
	return first.end()
}

// related returns the edges of a relation for a filter, which sees all links of a relation to one entity.
func (t *entity) related(name string, by linkView) []edge {
	r, known := t.relationNamed(name)
	switch {
	case !known:
		panic(unimplemented("the oracle does not implement the relation " + t.kind.Name + "." + name))
	case r.Shape == kg.Single:
		return by.filter(t.edges(r, by.day))
	case r.Shape == kg.Transitive:
		var edges []edge
		for _, one := range t.transitive(r.Steps[0], by) {
			edges = append(edges, edge{node: one, id: one.id})
			if slices.ContainsFunc(by.filter(one.walk(r.Steps[0], by.day)), func(e edge) bool { return e.id == t.id }) {
				edges = append(edges, edge{node: t, id: t.id}) // by links of different times
			}
		}
		return edges
	}
	edges, _ := t.relation(name, false, by)
	return edges
}

// linkEdges returns the entity's links in order, of some kinds and of one direction or both.
func (t *entity) linkEdges(arguments map[string]any, day string) []edge {
	kinds, limited := arguments["kinds"].([]any)
	var edges []edge
	for _, l := range t.links {
		if limited && !slices.Contains(kinds, any(l.record.Kind.String())) || !l.shows(day) {
			continue
		}
		if arguments["direction"] == "OUT" && l.from != t || arguments["direction"] == "IN" && l.to != t {
			continue
		}
		edges = append(edges, edge{node: l, id: l.id, link: l})
	}
	return sorted(edges)
}

// linkEdges returns all links that are visible on the day, by age.
func (o *Oracle) linkEdges(day string) []edge {
	var edges []edge
	for _, l := range o.links {
		if l.shows(day) {
			edges = append(edges, edge{node: l, id: l.id})
		}
	}
	return edges
}

// possibleNodes returns the types of the nodes of a relation of a type; nil if the field is none.
func (o *Oracle) possibleNodes(owner, field string) []string {
	for _, kind := range o.kinds.Entities() {
		if typeName(kind) != owner {
			continue
		}
		for _, r := range o.kinds.Relations(kind.Code) {
			if r.Name == field {
				return o.typeNames(r.To)
			}
		}
	}
	return nil
}

func (o *Oracle) typeNames(codes []kg.Code) []string {
	var names []string
	for _, code := range codes {
		if kind, known := o.kinds.ByCode(code); known {
			names = append(names, typeName(kind))
		}
	}
	return names
}
