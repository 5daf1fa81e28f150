package plan

import (
	"strings"

	"github.com/vektah/gqlparser/v2/gqlerror"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

// compiler turns the selection of one root field into nodes and checks every argument on the way.
type compiler struct {
	planner  *Planner
	buffer   *answerBuffer
	root     RootField
	rootAsOf kg.Date
	path     fieldPath
	errs     gqlerror.List
}

// rootField compiles the root field.
func (c *compiler) rootField() node {
	f := &field{Field: c.root.Field, key: c.root.Field.Alias, set: c.root.Sets[0], further: c.root.Sets[1:]}
	c.path = append(c.path, f.key)
	c.rootAsOf = c.day(f, "asOf")
	switch f.Name {
	case "node":
		return c.nodes(f, []string{c.text(f, "id")}, false)
	case "nodes":
		ids, _ := c.list(f, "ids")
		if len(ids) > maxNodes {
			c.fail(kg.Errorf(kg.BadArgument, "ids takes %d at most; ask for the rest in another request", maxNodes))
			return nil
		}
		return c.nodes(f, ids, true)
	case "identified":
		targets := c.targets(c.planner.registry.Entities())
		return &identified{
			scheme: c.text(f, "scheme"), value: c.text(f, "value"), targets: targets, views: c.views(targets, f),
		}
	case "search":
		return c.search(f)
	case "paths":
		return c.paths(f)
	case "neighborhood":
		return c.neighborhood(f)
	case "projectTotals":
		return c.projectTotals(f)
	}
	if f.Name == "overview" {
		return c.overview(f)
	}
	root, ok := c.planner.registry.Root(f.Name)
	if !ok {
		c.fail(kg.Errorf(kg.BadArgument, "nothing is known about how to read %s", f.Name))
		return nil
	}
	if root.All {
		return c.all(f, root.Table)
	}
	r := c.rows(root.Table)
	return &bySlug{slug: c.text(f, "slug"), rows: r, view: c.view(r, f)}
}

// refetch compiles node and nodes.
func (c *compiler) nodes(f *field, globals []string, many bool) node {
	n := &nodes{many: many}
	var codes []kg.Code
	for _, global := range globals {
		id, err := kg.ParseID(global)
		if err != nil {
			c.fail(err)
			break
		}
		n.ids = append(n.ids, id)
		if _, ok := c.planner.registry.TableByCode(id.Code()); ok {
			codes = append(codes, id.Code())
		}
	}
	n.targets = c.targets(codes)
	n.views = c.views(n.targets, f)
	return n
}

// targets are the records of several kinds that one field leads to.
func (c *compiler) targets(codes []kg.Code) *targets {
	ts := &targets{}
	for _, code := range codes {
		if _, known := ts.indexOf(code); known {
			continue
		}
		if table, ok := c.planner.registry.TableByCode(code); ok {
			ts.all = append(ts.all, &target{code: code, rows: c.rows(table)})
		}
	}
	return ts
}

// views compiles what a field selects of each kind that it leads to.
func (c *compiler) views(ts *targets, f *field) []*view {
	views := make([]*view, len(ts.all))
	for i, t := range ts.all {
		views[i] = c.view(t.rows, f)
	}
	return views
}

// view compiles what a field selects of the rows of one table.
func (c *compiler) view(r *rows, f *field) *view {
	v := &view{rows: r}
	run := pieces{}
	fields := c.collect(f, r.table.Type)
	for i := range fields {
		sub := &fields[i]
		run.text(separator(i), `"`, sub.key, `":`)
		c.path = append(c.path, sub.key)
		if child := c.child(r, sub); child.node == nil {
			c.inline(&run, r, sub)
		} else {
			v.parts = append(v.parts, part{chunk: r.chunk(run.all), node: child.node})
			r.children = append(r.children, child)
			run = pieces{}
		}
		c.path = c.path[:len(c.path)-1]
	}
	run.text(closing(len(fields)))
	v.parts = append(v.parts, part{chunk: r.chunk(run.all)})
	return v
}

// separator is what stands before the field of an object at a place.
func separator(place int) string {
	if place == 0 {
		return "{"
	}
	return ","
}

// closing is what stands behind the last of so many fields.
func closing(fields int) string {
	if fields == 0 {
		return "{}"
	}
	return "}"
}

// usualPiece is enough for the text of most pieces, so that it grows once.
const usualPiece = 32

// pieces gathers what a chunk is made of.
type pieces struct {
	all  []piece
	open bool
}

// text adds text as it stands.
func (p *pieces) text(parts ...string) {
	if !p.open {
		p.all = append(p.all, piece{column: -1, text: make([]byte, 0, usualPiece)})
		p.open = true
	}
	last := &p.all[len(p.all)-1]
	for _, part := range parts {
		last.text = append(last.text, part...)
	}
}

// value adds a value behind the text so far.
func (p *pieces) value(v piece) {
	p.text()
	v.text = p.all[len(p.all)-1].text
	p.all[len(p.all)-1] = v
	p.open = false
}

// inline compiles a field that the row answers by itself.
func (c *compiler) inline(run *pieces, r *rows, f *field) {
	if f.Name == "__typename" {
		run.text(`"`, r.table.Type, `"`)
		return
	}
	source := r.table.Fields[f.Name]
	if source.Fields != nil {
		run.value(c.object(r, f, source))
		return
	}
	column := source.Column
	if column.NeedsDay() {
		column = column.On(c.dayOn(f))
	}
	run.value(piece{column: r.column(column), form: source.Encoding, names: source.Names})
}

// object compiles a value of several columns.
func (c *compiler) object(r *rows, f *field, source store.Field) piece {
	value := piece{column: -1}
	if !source.Column.IsZero() {
		value.column = r.column(source.Column)
	}
	run := pieces{}
	fields := c.collect(f, f.Definition.Type.Name())
	for i := range fields {
		sub := &fields[i]
		run.text(separator(i), `"`, sub.key, `":`)
		if sub.Name == "__typename" {
			run.text(`"`, f.Definition.Type.Name(), `"`)
			continue
		}
		s := source.Fields[sub.Name]
		run.value(piece{column: r.column(s.Column), form: s.Encoding})
	}
	run.text(closing(len(fields)))
	value.object = run.all
	return value
}

// child compiles a field that takes a read of its own; it has no node where the row answers by itself.
func (c *compiler) child(r *rows, f *field) child {
	if _, ok := r.table.Fields[f.Name]; f.Name == "__typename" || ok {
		languages, _ := c.list(f, "languages")
		if f.Definition.Arguments.ForName("languages") == nil ||
			len(languages) == 1 && strings.EqualFold(languages[0], kg.DefaultLanguage) {
			return child{}
		}
		return child{node: &localizedName{languages: languages}, key: r.key(store.IDColumn())}
	}
	if owned, ok := r.table.ChildLists[f.Name]; ok {
		return child{node: c.childList(f, owned), key: r.key(store.IDColumn())}
	}
	if reference, ok := r.table.References[f.Name]; ok {
		n := &referenced{targets: c.targets(reference.To)}
		n.views = c.views(n.targets, f)
		return child{node: n, key: r.key(reference.Column)}
	}
	if listing, ok := r.table.FactLists[f.Name]; ok {
		return child{node: c.factList(f, listing), key: r.key(store.IDColumn())}
	}
	if relation, ok := r.table.Relations[f.Name]; ok {
		return child{node: c.relation(r, f, relation), key: r.key(store.IDColumn())}
	}
	return child{node: c.links(f), key: r.key(store.IDColumn())}
}

// owned compiles a list that belongs to a record.
func (c *compiler) childList(f *field, from store.ChildList) node {
	n := &childList{from: from, rows: c.rows(from.Table)}
	if field := c.argument(f, "field"); field != nil {
		n.field, n.byField = asText(field), true
	}
	if !from.To.IsZero() {
		n.targets = c.targets(c.planner.registry.Entities())
		n.views = c.views(n.targets, f)
		n.rows.key(from.To)
		return n
	}
	if from.Plain == "" {
		n.view = c.view(n.rows, f)
		return n
	}
	run := pieces{}
	run.value(piece{column: n.rows.column(from.Table.Fields[from.Plain].Column)})
	n.view = &view{rows: n.rows, parts: []part{{chunk: n.rows.chunk(run.all)}}}
	return n
}
