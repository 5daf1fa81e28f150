package oracle

import (
	"slices"
	"strings"
)

// graphPath is a path from one entity to another.
type graphPath struct {
	start *entity
	steps []pathStep
}

// pathStep is a step along a link.
type pathStep struct {
	link     *link
	node     *entity
	reversed bool
}

func (v graphPath) field(name string) any {
	switch name {
	case "length":
		return len(v.steps)
	case "start":
		return v.start
	case "steps":
		return anySlice(v.steps)
	}
	return unknownField{}
}

func (s pathStep) field(name string) any {
	switch name {
	case "link":
		return s.link
	case "node":
		return s.node
	case "reversed":
		return s.reversed
	}
	return unknownField{}
}

// linkPredicate reports whether a link may be followed.
type linkPredicate func(l *link) bool

func (r *execution) traversedLinks(arguments map[string]any) linkPredicate {
	kinds, limited := arguments["kinds"].([]any)
	return func(l *link) bool {
		return l.shows(r.rootDay) && (!limited || slices.Contains(kinds, any(l.record.Kind.String())))
	}
}

// from returns the steps from an entity, older links first.
func (may linkPredicate) from(t *entity) []pathStep {
	var steps []pathStep
	for _, l := range t.links {
		switch {
		case !may(l):
		case l.from == t:
			steps = append(steps, pathStep{l, l.to, false})
		default:
			steps = append(steps, pathStep{l, l.from, true})
		}
	}
	slices.SortFunc(steps, func(a, b pathStep) int { return int(a.link.id - b.link.id) })
	return steps
}

// distances returns the entities by their distance from an entity, up to a depth.
func (may linkPredicate) distances(t *entity, depth int) (levels [][]*entity) {
	seen := map[*entity]bool{t: true}
	levels = [][]*entity{{t}}
	for range depth {
		var next []*entity
		for _, at := range levels[len(levels)-1] {
			for _, step := range may.from(at) {
				if !seen[step.node] {
					seen[step.node] = true
					next = append(next, step.node)
				}
			}
		}
		slices.SortFunc(next, func(a, b *entity) int { return int(a.id - b.id) })
		levels = append(levels, next)
	}
	return levels
}

// paths returns the shortest paths, by the links along them, older ones first.
func (r *execution) paths(arguments map[string]any, path string) any {
	from, to := r.oracle.entityNamed(arguments["from"]), r.oracle.entityNamed(arguments["to"])
	if from == nil || to == nil {
		r.fail(badArgument, path)
		return nil
	}
	may := r.traversedLinks(arguments)
	left := map[*entity]int{} // one more than how far it is to the end
	for depth, level := range may.distances(to, *number(arguments["maxLength"])) {
		for _, t := range level {
			left[t] = depth + 1
		}
	}
	var ways []graphPath
	var follow func(at *entity, steps []pathStep)
	follow = func(at *entity, steps []pathStep) {
		if len(ways) == *number(arguments["limit"]) {
			return
		}
		if at == to {
			ways = append(ways, graphPath{from, slices.Clone(steps)})
			return
		}
		for _, step := range may.from(at) {
			if left[step.node] == left[at]-1 {
				follow(step.node, append(steps, step))
			}
		}
	}
	if left[from] > 0 {
		follow(from, nil)
	}
	return anySlice(ways)
}

// subgraph is the neighborhood of an entity.
type subgraph struct {
	nodes []*entity
	links []*link
	cut   bool
}

func (s subgraph) field(name string) any {
	switch name {
	case "nodes":
		return anySlice(s.nodes)
	case "links":
		return anySlice(s.links)
	case "truncated":
		return s.cut
	}
	return unknownField{}
}

// neighborhood returns the entities and links around an entity.
func (r *execution) neighborhood(arguments map[string]any, path string) any {
	middle := r.oracle.entityNamed(arguments["of"])
	if middle == nil {
		r.fail(badArgument, path)
		return nil
	}
	may := r.traversedLinks(arguments)
	s := subgraph{nodes: slices.Concat(may.distances(middle, *number(arguments["depth"]))...)}
	if limit := *number(arguments["limit"]); len(s.nodes) > limit {
		s.nodes, s.cut = s.nodes[:limit], true
	}
	for _, l := range r.oracle.links {
		if may(l) && slices.Contains(s.nodes, l.from) && slices.Contains(s.nodes, l.to) {
			s.links = append(s.links, l)
		}
	}
	return s
}

// ranges holds the minimum and maximum of integer arguments.
var ranges = map[string][2]int{"maxLength": {0, 10}, "paths.limit": {1, 20}, "depth": {0, 4}, "neighborhood.limit": {1, 1000}, "totals.limit": {1, 10_000}} //nolint:gochecknoglobals // read only

// traversalErrors returns the codes of the errors of an integer argument of paths, neighborhood or totals.
func (r *execution) traversalErrors(field, name string, value any) []string {
	switch name {
	case "limit":
		name = field + ".limit"
		if strings.HasSuffix(field, "Totals") {
			name = "totals.limit"
		}
		fallthrough
	case "maxLength", "depth":
		if n := *number(value); n < ranges[name][0] || n > ranges[name][1] {
			return []string{badArgument}
		}
	}
	return nil
}
