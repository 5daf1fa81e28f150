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
	around   store.NeighborhoodQuery
	registry *store.Registry
	path     fieldPath
	template template
	// none tells that no kind of link is asked for.
	none         bool
	nodes, links *targets

	cut                    bool
	nodePlaces, linkPlaces []place
}

// neighborhood compiles what lies around an entity.
func (c *compiler) neighborhood(f *field) node {
	registry := c.planner.registry
	kinds, some := c.linkKinds(f, "kinds")
	n := &neighborhood{
		registry: registry, path: slices.Clone(c.path), none: some && len(kinds) == 0,
		nodes: c.targets(registry.Entities()), links: c.targets([]kg.Code{kg.KindLink}),
		around: store.NeighborhoodQuery{
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
	if err := l.mustExist(n.registry, n.path, []kg.ID{n.around.Start}, []string{"of"}); err != nil {
		return err
	}
	if n.none {
		n.around.Depth = 0
	}
	found, err := l.snapshot.Neighborhood(l.ctx, n.around)
	if err != nil {
		return err
	}
	n.cut = found.Truncated
	if n.template.has("links") && !n.none {
		links, err := l.snapshot.LinksAmong(l.ctx, found.Entities, n.around)
		if err != nil {
			return err
		}
		if len(links) > maxLinks {
			return n.path.tell(kg.Errorf(kg.TooLarge,
				"there are more than %d links among the entities; narrow them with kinds, depth, limit or asOf", maxLinks))
		}
		ids := make([]kg.ID, len(links))
		for i, link := range links {
			ids[i] = link.ID
		}
		if n.linkPlaces, err = n.links.loadViewed(l, ids); err != nil {
			return err
		}
	}
	n.nodePlaces, err = n.nodes.loadViewed(l, found.Entities)
	return err
}

func (n *neighborhood) write(dst []byte, _ int) []byte {
	return n.template.write(dst, func(dst []byte, g *gap) []byte {
		switch g.field {
		case "nodes":
			return writePlaces(dst, g.views, n.nodePlaces)
		case "links":
			return writePlaces(dst, g.views, n.linkPlaces)
		}
		return strconv.AppendBool(dst, n.cut)
	})
}
