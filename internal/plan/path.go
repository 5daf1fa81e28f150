package plan

import (
	"slices"
	"strconv"

	"github.com/vektah/gqlparser/v2/gqlerror"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

// What a question for paths may ask at most.
const (
	maxPathLength = 10
	maxPaths      = 20
)

// paths are the shortest ways from one entity to another.
type paths struct {
	query    store.PathQuery
	registry *store.Registry
	path     fieldPath
	template template
	// start are the records of the field of that name, nodes and links those of the steps.
	start, nodes, links *targets

	found              [][]store.PathStep
	startRef           rowRef
	nodeRefs, linkRefs []rowRef
	firsts             []int // of each way in nodePlaces and linkPlaces
}

// paths compiles the shortest ways.
func (c *compiler) paths(f *field) node {
	registry := c.planner.registry
	kinds, some := c.linkKinds(f, "kinds")
	n := &paths{
		registry: registry, path: slices.Clone(c.path),
		start: c.targets(registry.Entities()), nodes: c.targets(registry.Entities()), links: c.targets([]kg.Code{kg.KindLink}),
		query: store.PathQuery{
			From: c.entity(f, "from"), To: c.entity(f, "to"), MaxLength: c.whole(f, "maxLength", 0, maxPathLength),
			Kinds: kinds, AsOf: c.rootAsOf, Limit: c.whole(f, "limit", 1, maxPaths),
		},
	}
	if some && len(kinds) == 0 {
		n.query.MaxLength = 0
	}
	n.template = c.template(f, func(sub *field, g *gap) {
		switch sub.Name {
		case "start":
			g.views = c.views(n.start, sub)
		case "steps":
			g.below = c.template(sub, func(sub *field, g *gap) {
				switch sub.Name {
				case "node":
					g.views = c.views(n.nodes, sub)
				case "link":
					g.views = c.views(n.links, sub)
				}
			})
		}
	})
	return n
}

// entity is an argument that takes the global id of an entity.
func (c *compiler) entity(f *field, name string) kg.ID {
	id, err := kg.ParseID(c.text(f, name))
	if err != nil {
		c.fail(err)
		return 0
	}
	if !slices.Contains(c.planner.registry.Entities(), id.Code()) {
		c.fail(kg.Errorf(kg.BadArgument, "%s: only an entity can be given, and this is the id of another record", name))
	}
	return id
}

// whole is an argument that takes a whole number between two others.
func (c *compiler) whole(f *field, name string, least, most int) int {
	value := c.argument(f, name)
	if value == nil {
		return least // it was said that it may not be null
	}
	number := asNumber(value)
	if !(number >= float64(least) && number <= float64(most)) { // no number at all is neither
		c.fail(kg.Errorf(kg.BadArgument, "%s takes %d to %d", name, least, most))
		return least
	}
	return int(number)
}

// mustExist refuses keys that no record has.
func (l *loader) mustExist(registry *store.Registry, path fieldPath, ids []kg.ID, names []string) error {
	missing := slices.Clone(names)
	err := l.read(registry.Existing(ids), func(row *store.Row) error {
		missing[row.Int(0)] = ""
		return nil
	})
	if err != nil {
		return err
	}
	var errs gqlerror.List
	for _, name := range missing {
		if name != "" {
			errs = append(errs, path.problem(kg.Errorf(kg.BadArgument, "%s: there is no entity with this id", name)))
		}
	}
	if len(errs) > 0 {
		return errs
	}
	return nil
}

func (n *paths) load(l *loader, _ []kg.ID) (err error) {
	if err := l.mustExist(n.registry, n.path, []kg.ID{n.query.From, n.query.To}, []string{"from", "to"}); err != nil {
		return err
	}
	if n.found, err = l.snapshot.Paths(l.ctx, n.query); err != nil {
		return n.path.withPath(err)
	}
	if len(n.found) == 0 {
		return nil
	}
	var nodes, links []kg.ID
	for _, way := range n.found {
		n.firsts = append(n.firsts, len(nodes))
		for _, step := range way {
			nodes, links = append(nodes, step.Node), append(links, step.Link)
		}
	}
	start, err := n.start.loadSelected(l, []kg.ID{n.query.From})
	if err != nil {
		return err
	}
	n.startRef = start[0]
	if n.linkRefs, err = n.links.loadSelected(l, links); err != nil {
		return err
	}
	n.nodeRefs, err = n.nodes.loadSelected(l, nodes)
	return err
}

// loadViewed loads records if anything of them is selected; there is a place for each in any case.
func (ts *targets) loadSelected(l *loader, ids []kg.ID) ([]rowRef, error) {
	if !ts.hasViews() {
		return make([]rowRef, len(ids)), nil
	}
	return ts.load(l, ids)
}

func (n *paths) write(dst []byte, _ int) []byte {
	return writeList(dst, len(n.found), func(dst []byte, i int) []byte {
		way := n.found[i]
		return n.template.write(dst, func(dst []byte, g *gap) []byte {
			switch g.field {
			case "length":
				return strconv.AppendInt(dst, int64(len(way)), 10)
			case "start":
				return writeRef(dst, g.views, n.startRef)
			}
			return writeList(dst, len(way), func(dst []byte, k int) []byte { return n.step(dst, g.below, &way[k], n.firsts[i]+k) })
		})
	})
}

// step writes a step whose records are at a place.
func (n *paths) step(dst []byte, t template, step *store.PathStep, at int) []byte {
	return t.write(dst, func(dst []byte, g *gap) []byte {
		switch g.field {
		case "link":
			return writeRef(dst, g.views, n.linkRefs[at])
		case "node":
			return writeRef(dst, g.views, n.nodeRefs[at])
		}
		return strconv.AppendBool(dst, step.Reversed)
	})
}
