package plan

import (
	"slices"
	"strconv"

	"github.com/vektah/gqlparser/v2/gqlerror"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

// Maximal values of the arguments of paths.
const (
	maxPathLength = 10
	maxPaths      = 20
)

// paths are the shortest paths from one entity to another.
type paths struct {
	from, to entity
	query    store.PathQuery
	registry *store.Registry
	path     fieldPath
	template template
	// start is the record that the paths start at, nodes and links are those of the steps.
	start, nodes, links *targets

	// steps are those of all paths, one path behind the other. starts are where each begins, and at last where all end.
	steps              []store.PathStep
	starts             []int
	startRef           rowRef
	nodeRefs, linkRefs []rowRef
}

// paths compiles the shortest paths.
func (c *compiler) paths(f *field) node {
	registry := c.planner.registry
	kinds, hasKinds := c.linkKinds(f, "kinds")
	n := &paths{
		registry: registry, path: slices.Clone(c.path),
		start: c.targets(registry.Entities()), nodes: c.targets(registry.Entities()), links: c.targets([]kg.Code{kg.KindLink}),
		from: c.entity(f, "from"), to: c.entity(f, "to"),
		query: store.PathQuery{Kinds: kinds, AsOf: c.rootAsOf},
	}
	n.query.MaxLength, _ = c.integer(f, "maxLength", kg.BadArgument, 0, maxPathLength)
	n.query.Limit, _ = c.integer(f, "limit", kg.BadArgument, 1, maxPaths)
	if hasKinds && len(kinds) == 0 {
		n.query.MaxLength = 0
	}
	n.template = c.template(f, func(sub *field) writer {
		switch sub.Name {
		case "length":
			return func(dst []byte, path int) []byte {
				return strconv.AppendInt(dst, int64(n.starts[path+1]-n.starts[path]), 10)
			}
		case "start":
			views := c.views(n.start, sub)
			return func(dst []byte, _ int) []byte { return writeRef(dst, views, n.startRef) }
		}
		step := c.template(sub, func(sub *field) writer { return c.stepField(n, sub) }).write
		return func(dst []byte, path int) []byte { return writeList(dst, n.starts[path], n.starts[path+1], step) }
	})
	return n
}

// stepField compiles a field of a step.
func (c *compiler) stepField(n *paths, f *field) writer {
	switch f.Name {
	case "node":
		views := c.views(n.nodes, f)
		return func(dst []byte, step int) []byte { return writeRef(dst, views, n.nodeRefs[step]) }
	case "link":
		views := c.views(n.links, f)
		return func(dst []byte, step int) []byte { return writeRef(dst, views, n.linkRefs[step]) }
	}
	return func(dst []byte, step int) []byte { return strconv.AppendBool(dst, n.steps[step].Reversed) }
}

// find returns the ids of entities. It fails for those that do not exist.
func (l *loader) find(registry *store.Registry, path fieldPath, entities ...entity) ([]kg.ID, error) {
	keys := make([]store.EntityKey, len(entities))
	for i, e := range entities {
		keys[i] = e.EntityKey
	}
	ids := make([]kg.ID, len(entities))
	err := l.read(registry.EntitiesByKey(keys), func(row *store.Row) error {
		ids[row.Int(0)] = kg.ID(row.Int(1))
		return nil
	})
	if err != nil {
		return nil, err
	}
	var errs gqlerror.List
	for i, id := range ids {
		if id == 0 {
			errs = append(errs, path.problem(entities[i].notFound(registry.Kinds)))
		}
	}
	if len(errs) > 0 {
		return nil, errs
	}
	return ids, nil
}

func (n *paths) load(l *loader, _ []kg.ID) error {
	ends, err := l.find(n.registry, n.path, n.from, n.to)
	if err != nil {
		return err
	}
	n.query.From, n.query.To, n.query.Charge = ends[0], ends[1], l.buffer.charge
	found, err := l.snapshot.Paths(l.ctx, n.query)
	if err != nil {
		return n.path.withPath(err)
	}
	var nodes, links []kg.ID
	for _, path := range found {
		n.starts = append(n.starts, len(n.steps))
		for _, step := range path {
			n.steps, nodes, links = append(n.steps, step), append(nodes, step.Node), append(links, step.Link)
		}
	}
	n.starts = append(n.starts, len(n.steps))
	if len(found) == 0 {
		return nil
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

func (n *paths) write(dst []byte, _ int) []byte {
	return writeList(dst, 0, len(n.starts)-1, n.template.write)
}
