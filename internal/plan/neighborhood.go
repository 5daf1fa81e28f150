package plan

import (
	"slices"
	"strconv"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

// What a question for a neighbourhood may ask at most.
const (
	maxDepth    = 4
	maxEntities = 1000
	// maxLinks is how many links there may be among the entities.
	maxLinks = 20_000
)

// neighborhood is what lies around an entity.
type neighborhood struct {
	query    store.NeighborhoodQuery
	registry *store.Registry
	path     fieldPath
	template template
	// none tells that no kind of link is asked for.
	noKinds      bool
	nodes, links *targets

	truncated          bool
	nodeRefs, linkRefs []rowRef
}

// neighborhood compiles what lies around an entity.
func (c *compiler) neighborhood(f *field) node {
	registry := c.planner.registry
	kinds, some := c.linkKinds(f, "kinds")
	n := &neighborhood{
		registry: registry, path: slices.Clone(c.path), noKinds: some && len(kinds) == 0,
		nodes: c.targets(registry.Entities()), links: c.targets([]kg.Code{kg.KindLink}),
		query: store.NeighborhoodQuery{
			Start: c.entity(f, "of"), Depth: c.whole(f, "depth", 0, maxDepth), Kinds: kinds, AsOf: c.rootAsOf,
			Limit: c.whole(f, "limit", 1, maxEntities),
		},
	}
	n.template = c.template(f, func(sub *field, g *gap) {
		switch sub.Name {
		case "nodes":
			g.views = c.views(n.nodes, sub)
		case "links":
			g.views = c.views(n.links, sub)
		}
	})
	return n
}

func (n *neighborhood) load(l *loader, _ []kg.ID) error {
	if err := l.mustExist(n.registry, n.path, []kg.ID{n.query.Start}, []string{"of"}); err != nil {
		return err
	}
	if n.noKinds {
		n.query.Depth = 0
	}
	found, err := l.snapshot.Neighborhood(l.ctx, n.query)
	if err != nil {
		return err
	}
	n.truncated = found.Truncated
	if n.template.has("links") && !n.noKinds {
		links, err := l.snapshot.LinksAmong(l.ctx, found.Entities, n.query)
		if err != nil {
			return err
		}
		if len(links) > maxLinks {
			return n.path.withPath(kg.Errorf(kg.TooLarge,
				"there are more than %d links among the entities; narrow them with kinds, depth, limit or asOf", maxLinks))
		}
		ids := make([]kg.ID, len(links))
		for i, link := range links {
			ids[i] = link.ID
		}
		if n.linkRefs, err = n.links.loadSelected(l, ids); err != nil {
			return err
		}
	}
	n.nodeRefs, err = n.nodes.loadSelected(l, found.Entities)
	return err
}

func (n *neighborhood) write(dst []byte, _ int) []byte {
	return n.template.write(dst, func(dst []byte, g *gap) []byte {
		switch g.field {
		case "nodes":
			return writeRefs(dst, g.views, n.nodeRefs)
		case "links":
			return writeRefs(dst, g.views, n.linkRefs)
		}
		return strconv.AppendBool(dst, n.truncated)
	})
}
