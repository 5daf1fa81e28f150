package plan

import (
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
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
	// errs are the errors that leave null for the root field, partial those that leave null for a part of it.
	errs, partial gqlerror.List
}

// rootField compiles the root field.
func (c *compiler) rootField() node {
	f := &field{Field: c.root.Field, key: c.root.Field.Alias, set: c.root.Sets[0], further: c.root.Sets[1:]}
	c.path = append(c.path, f)
	c.rootAsOf = c.day(f, "asOf")
	switch f.Name {
	case "node":
		return c.nodes(f, []any{c.argument(f, "id")})
	case "nodes":
		ids, _ := c.argument(f, "ids").([]any)
		if len(ids) > maxNodes {
			c.fail(kg.Errorf(kg.BadArgument, "ids: at most %d are allowed; ask for the others in another request", maxNodes))
			return nil
		}
		return c.nodes(f, ids)
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
	case "overview":
		return c.overview(f)
	}
	if table, ok := c.planner.registry.Totals(f.Name); ok {
		return c.totals(f, table)
	}
	root, ok := c.planner.registry.Root(f.Name)
	if !ok {
		c.fail(kg.Errorf(kg.BadArgument, "the field %s of Query has no data source", f.Name))
		return nil
	}
	if root.All {
		return c.all(f, root.Table)
	}
	r := c.rows(root.Table)
	return &bySlug{slug: c.text(f, "slug"), rows: r, view: c.view(r, f)}
}

// nodes compiles the root fields node and nodes. An item of nodes that is no id is null, with an error; the others are answered.
func (c *compiler) nodes(f *field, globalIDs []any) node {
	n := &nodes{isList: f.Name == "nodes"}
	var codes []kg.Code
	for i, globalID := range globalIDs {
		if globalID == nil { // a wrong argument
			return nil
		}
		id, err := kg.ParseID(scalarString(globalID))
		if err != nil {
			problem := c.path.problem(err)
			if n.isList {
				problem.Path = append(problem.Path, ast.PathIndex(i))
			}
			c.partial = append(c.partial, problem)
		}
		n.ids = append(n.ids, id)
		if _, ok := c.planner.registry.TableByCode(id.Code()); ok {
			codes = append(codes, id.Code())
		}
	}
	n.targets = c.targets(codes)
	if n.isList {
		n.views = c.viewsOfItems(n.targets, f, n.ids)
	} else {
		n.views = c.views(n.targets, f)
	}
	return n
}

// viewsOfItems compiles what a list selects of each kind among items whose ids are known, so that errors have the index of one of the kind.
func (c *compiler) viewsOfItems(ts *targets, f *field, ids []kg.ID) []*view {
	last := len(c.path) - 1
	views := make([]*view, len(ts.all))
	for i, t := range ts.all {
		list := *f
		list.ids = make([]kg.ID, len(ids))
		for j, id := range ids {
			if id.Code() == t.code {
				list.ids[j] = id
			}
		}
		c.path[last] = &list
		views[i] = c.view(t.rows, &list)
	}
	c.path[last] = f
	return views
}

// targets returns the records of several kinds that one field leads to.
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
	var chunk segments
	c.object(f, r.table.Type, &chunk.text, func(sub *field) {
		child := c.child(r, sub)
		if child.node == nil {
			chunk.value(c.value(r, sub))
			return
		}
		v.parts = append(v.parts, part{chunk: r.chunk(chunk.end()), node: child.node})
		r.children = append(r.children, child)
	})
	v.parts = append(v.parts, part{chunk: r.chunk(chunk.end())})
	return v
}

// value compiles a field whose value is in the row.
func (c *compiler) value(r *rows, f *field) segment {
	source := r.table.Fields[f.Name]
	if source.Fields != nil {
		return c.valueObject(r, f, source)
	}
	column := source.Column
	switch {
	case !source.OnDay.IsZero() && c.asOf(f) != "":
		column = source.OnDay.On(c.asOf(f))
	case column.NeedsDay():
		column = column.On(c.dayOn(f))
	}
	return segment{column: r.column(column), encoding: source.Encoding, names: source.Names}
}

// valueObject compiles a value of several columns.
func (c *compiler) valueObject(r *rows, f *field, source store.Field) segment {
	value := segment{column: noColumn}
	if !source.Column.IsZero() {
		value.column = r.column(source.Column)
	}
	var object segments
	c.object(f, f.Definition.Type.Name(), &object.text, func(sub *field) {
		s := source.Fields[sub.Name]
		object.value(segment{column: r.column(s.Column), encoding: s.Encoding})
	})
	value.object = object.end()
	return value
}

// child compiles a field that needs a read of its own. It has no node if the value is in the row.
func (c *compiler) child(r *rows, f *field) child {
	if _, ok := r.table.Fields[f.Name]; ok {
		languages, _ := c.list(f, "languages")
		if f.Definition.Arguments.ForName("languages") == nil ||
			len(languages) == 1 && strings.EqualFold(languages[0], kg.DefaultLanguage) {
			return child{}
		}
		return child{node: &localizedName{registry: c.planner.registry, buffer: c.buffer, languages: languages, day: c.asOf(f)}, key: r.key(store.IDColumn())}
	}
	if list, ok := r.table.ChildLists[f.Name]; ok {
		return child{node: c.childList(f, list), key: r.key(store.IDColumn())}
	}
	if to, ok := r.table.References[f.Name]; ok {
		n := &reference{targets: c.targets(to.To)}
		n.views = c.views(n.targets, f)
		return child{node: n, key: r.key(to.Column)}
	}
	if list, ok := r.table.FactLists[f.Name]; ok {
		return child{node: c.factList(f, list), key: r.key(store.IDColumn())}
	}
	if relation, ok := r.table.Relations[f.Name]; ok {
		return child{node: c.relation(r, f, relation), key: r.key(store.IDColumn())}
	}
	return child{node: c.links(f), key: r.key(store.IDColumn())}
}
