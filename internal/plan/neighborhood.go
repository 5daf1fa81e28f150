package plan

import (
	"slices"
	"strconv"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

const (
	// maxDepth and maxEntities are the maximal values of the arguments of neighborhood.
	maxDepth    = 4
	maxEntities = 1000
	// maxLinks is the maximal number of links between the entities.
	maxLinks = 20_000
)

// neighborhood are the entities near one, and the links between them.
type neighborhood struct {
	centre   entity
	query    store.NeighborhoodQuery
	registry *store.Registry
	path     fieldPath
	template template
	// needsLinks means that links are selected and allowed by the kinds.
	needsLinks   bool
	nodes, links *targets

	isTruncated        bool
	nodeRefs, linkRefs []rowRef
}

// neighborhood compiles the entities near one.
func (c *compiler) neighborhood(f *field) node {
	registry := c.planner.registry
	kinds, hasKinds := c.linkKinds(f, "kinds")
	isUnlinked := hasKinds && len(kinds) == 0
	n := &neighborhood{
		registry: registry, path: slices.Clone(c.path),
		nodes: c.targets(registry.Entities()), links: c.targets([]kg.Code{kg.KindLink}),
		centre: c.entity(f, "of"), query: store.NeighborhoodQuery{Kinds: kinds, AsOf: c.rootAsOf},
	}
	n.query.Depth, _ = c.integer(f, "depth", kg.BadArgument, 0, maxDepth)
	n.query.Limit, _ = c.integer(f, "limit", kg.BadArgument, 1, maxEntities)
	if isUnlinked {
		n.query.Depth = 0
	}
	n.template = c.template(f, func(sub *field) writer {
		switch sub.Name {
		case "nodes":
			views := c.views(n.nodes, sub)
			return func(dst []byte, _ int) []byte { return writeRefs(dst, views, n.nodeRefs) }
		case "links":
			n.needsLinks = !isUnlinked
			views := c.views(n.links, sub)
			return func(dst []byte, _ int) []byte { return writeRefs(dst, views, n.linkRefs) }
		}
		return func(dst []byte, _ int) []byte { return strconv.AppendBool(dst, n.isTruncated) }
	})
	return n
}

func (n *neighborhood) load(l *loader, _ []kg.ID) error {
	ids, err := l.find(n.registry, n.path, n.centre)
	if err != nil {
		return err
	}
	n.query.Start = ids[0]
	found, err := l.snapshot.Neighborhood(l.ctx, n.query)
	if err != nil {
		return err
	}
	n.isTruncated = found.Truncated
	if n.needsLinks {
		if err := n.loadLinks(l, found.Entities); err != nil {
			return err
		}
	}
	n.nodeRefs, err = n.nodes.loadSelected(l, found.Entities)
	return err
}

// loadLinks loads the links between the entities.
func (n *neighborhood) loadLinks(l *loader, entities []kg.ID) error {
	var ids []kg.ID
	err := l.read(n.query.LinksAmong(n.registry, entities), func(row *store.Row) error {
		if ids = append(ids, kg.ID(row.Int(0))); len(ids) > maxLinks {
			return kg.Errorf(kg.TooLarge,
				"there are more than %d links between the entities; narrow them with kinds, depth, limit or asOf", maxLinks)
		}
		return nil
	})
	if err != nil {
		return n.path.withPath(err)
	}
	slices.Sort(ids)
	n.linkRefs, err = n.links.loadSelected(l, ids)
	return err
}

func (n *neighborhood) write(dst []byte, _ int) []byte { return n.template.write(dst, 0) }
