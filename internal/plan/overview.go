package plan

import (
	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

// overview is how much the graph holds.
type overview struct {
	parts []overviewPart
	end   []byte
}

// overviewPart is a field of the overview: the text before it, its read, and how each row of that is written.
type overviewPart struct {
	text   []byte
	read   store.Query
	isList bool
	row    []piece
	json   []byte
}

// overview compiles how much the graph holds, with one statement for each field that is selected.
func (c *compiler) overview(f *field) node {
	n := &overview{}
	registry := c.planner.registry
	var text pieces
	fields := c.collect(f, f.Definition.Type.Name())
	for i := range fields {
		sub := &fields[i]
		text.text(separator(i), `"`, sub.key, `":`)
		part := overviewPart{row: []piece{{column: 1, form: store.AsInt}}}
		switch sub.Name {
		case "__typename":
			text.text(`"`, f.Definition.Type.Name(), `"`)
			continue
		case "entities":
			part.read, part.isList, part.row = registry.CountEntities(), true, c.count(sub)
		case "links":
			part.read, part.isList, part.row = registry.CountLinks(), true, c.count(sub)
		case "updatedAt":
			part.read, part.row = store.ChangedAt(), []piece{{column: 1}}
		default:
			root, _ := registry.Root(sub.Name)
			part.read = (&store.RecordList{Table: root.Table}).Count()
		}
		part.text = text.all[0].text
		text = pieces{}
		n.parts = append(n.parts, part)
	}
	text.text(closing(len(fields)))
	n.end = text.all[0].text
	return n
}

// count compiles what is selected of the number of one kind.
func (c *compiler) count(f *field) []piece {
	var run pieces
	fields := c.collect(f, f.Definition.Type.Name())
	for i := range fields {
		sub := &fields[i]
		run.text(separator(i), `"`, sub.key, `":`)
		switch sub.Name {
		case "__typename":
			run.text(`"`, f.Definition.Type.Name(), `"`)
		case "kind":
			run.value(piece{column: 1})
		default:
			run.value(piece{column: 2, form: store.AsInt})
		}
	}
	run.text(closing(len(fields)))
	return run.all
}

func (n *overview) load(l *loader, _ []kg.ID) error {
	for i := range n.parts {
		part := &n.parts[i]
		err := l.read(part.read, func(row *store.Row) error {
			if len(part.json) > 0 {
				part.json = append(part.json, ',')
			}
			part.json = appendPieces(part.json, part.row, row, 0)
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (n *overview) write(dst []byte, _ int) []byte {
	for i := range n.parts {
		part := &n.parts[i]
		dst = append(dst, part.text...)
		if part.isList {
			dst = append(append(append(dst, '['), part.json...), ']')
		} else {
			dst = append(dst, part.json...)
		}
	}
	return append(dst, n.end...)
}
