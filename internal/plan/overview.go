package plan

import (
	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

// overview is the root field with the size of the graph.
type overview struct {
	parts    []*overviewPart
	template template
}

// overviewPart is a field of the overview: its query, how a row of that is written, and what is read.
type overviewPart struct {
	query  store.Query
	isList bool
	row    []segment
	json   []byte
}

// overview compiles the size of the graph, with one statement for each selected field.
func (c *compiler) overview(f *field) node {
	n := &overview{}
	registry := c.planner.registry
	n.template = c.template(f, func(sub *field) writer {
		part := &overviewPart{row: []segment{{column: 1, encoding: store.AsInt}}}
		switch sub.Name {
		case "entities":
			part.query, part.isList, part.row = registry.CountEntities(), true, c.kindCount(sub)
		case "links":
			part.query, part.isList, part.row = registry.CountLinks(), true, c.kindCount(sub)
		case "updatedAt":
			part.query, part.row = store.ChangedAt(), []segment{{column: 1}}
		default:
			root, _ := registry.Root(sub.Name)
			part.query = (&store.RecordList{Table: root.Table}).Count()
		}
		n.parts = append(n.parts, part)
		return part.write
	})
	return n
}

// kindCount compiles the number of records of a kind.
func (c *compiler) kindCount(f *field) []segment {
	var object segments
	c.object(f, f.Definition.Type.Name(), &object.text, func(sub *field) {
		if sub.Name == "kind" {
			object.value(segment{column: 1})
		} else {
			object.value(segment{column: 2, encoding: store.AsInt})
		}
	})
	return object.end()
}

func (n *overview) load(l *loader, _ []kg.ID) error {
	for _, part := range n.parts {
		err := l.read(part.query, func(row *store.Row) error {
			if len(part.json) > 0 {
				part.json = append(part.json, ',')
			}
			part.json = appendSegments(part.json, part.row, row, 0)
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (n *overview) write(dst []byte, _ int) []byte { return n.template.write(dst, 0) }

func (p *overviewPart) write(dst []byte, _ int) []byte {
	if p.isList {
		return append(append(append(dst, '['), p.json...), ']')
	}
	return append(dst, p.json...)
}
