package oracle

import (
	"fmt"
	"slices"

	"civicgraph/internal/kg"
)

// way is one way from a thing to another.
type way struct {
	start *thing
	steps []wayStep
}

// wayStep is a step over a link.
type wayStep struct {
	link     *link
	node     *thing
	reversed bool
}

func (v way) field(name string) any {
	switch name {
	case "length":
		return len(v.steps)
	case "start":
		return v.start
	case "steps":
		return anys(v.steps)
	}
	return unknown{}
}

func (s wayStep) field(name string) any {
	switch name {
	case "link":
		return s.link
	case "node":
		return s.node
	case "reversed":
		return s.reversed
	}
	return unknown{}
}

// walked tells whether a link may be walked.
type walked func(l *link) bool

func (r *run) walked(arguments map[string]any) walked {
	kinds, limited := arguments["kinds"].([]any)
	return func(l *link) bool {
		return l.shows(r.rootDay) && (!limited || slices.Contains(kinds, any(l.given.Kind.String())))
	}
}

// from are the steps that lead on from a thing, older links first.
func (may walked) from(t *thing) []wayStep {
	var steps []wayStep
	for _, l := range t.links {
		switch {
		case !may(l):
		case l.from == t:
			steps = append(steps, wayStep{l, l.to, false})
		default:
			steps = append(steps, wayStep{l, l.from, true})
		}
	}
	slices.SortFunc(steps, func(a, b wayStep) int { return int(a.link.id - b.link.id) })
	return steps
}

// distances tells how far everything is from a thing, up to a depth.
func (may walked) distances(t *thing, depth int) (levels [][]*thing) {
	seen := map[*thing]bool{t: true}
	levels = [][]*thing{{t}}
	for range depth {
		var next []*thing
		for _, at := range levels[len(levels)-1] {
			for _, step := range may.from(at) {
				if !seen[step.node] {
					seen[step.node] = true
					next = append(next, step.node)
				}
			}
		}
		slices.SortFunc(next, func(a, b *thing) int { return int(a.id - b.id) })
		levels = append(levels, next)
	}
	return levels
}

// paths answers the shortest ways: by the links along them, older ones first.
func (r *run) paths(arguments map[string]any, path string) any {
	from, to := r.oracle.entityOf(arguments["from"]), r.oracle.entityOf(arguments["to"])
	if from == nil || to == nil {
		r.fail(badArgument, path)
		return nil
	}
	may := r.walked(arguments)
	left := map[*thing]int{} // one more than how far it is to the end
	for depth, level := range may.distances(to, *number(arguments["maxLength"])) {
		for _, t := range level {
			left[t] = depth + 1
		}
	}
	var ways []way
	var follow func(at *thing, steps []wayStep)
	follow = func(at *thing, steps []wayStep) {
		if len(ways) == *number(arguments["limit"]) {
			return
		}
		if at == to {
			ways = append(ways, way{from, slices.Clone(steps)})
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
	return anys(ways)
}

// subgraph is what lies around a thing.
type subgraph struct {
	nodes []*thing
	links []*link
	cut   bool
}

func (s subgraph) field(name string) any {
	switch name {
	case "nodes":
		return anys(s.nodes)
	case "links":
		return anys(s.links)
	case "truncated":
		return s.cut
	}
	return unknown{}
}

// neighborhood answers what lies around a thing.
func (r *run) neighborhood(arguments map[string]any, path string) any {
	middle := r.oracle.entityOf(arguments["of"])
	if middle == nil {
		r.fail(badArgument, path)
		return nil
	}
	may := r.walked(arguments)
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

// ranges are the least and the greatest value of numbers that a field takes.
var ranges = map[string][2]int{"maxLength": {0, 10}, "paths.limit": {1, 20}, "depth": {0, 4}, "neighborhood.limit": {1, 1000}} //nolint:gochecknoglobals // read only

// reachMistakes lists the codes of what is wrong with an argument of paths or neighborhood.
func (r *run) reachMistakes(field, name string, value any) []string {
	switch name {
	case "from", "to", "of":
		codes := idMistakes([]any{value})
		if len(codes) > 0 {
			return codes
		}
		if id, _ := kg.ParseID(fmt.Sprint(value)); !r.oracle.isEntityID(id) {
			return []string{badArgument}
		}
	case "limit":
		name = field + ".limit"
		fallthrough
	case "maxLength", "depth":
		if n := *number(value); n < ranges[name][0] || n > ranges[name][1] {
			return []string{badArgument}
		}
	}
	return nil
}
