package oracle

import (
	"maps"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// route leads to a schema coordinate, so that a document contains it for every stream of random numbers.
type route struct {
	// fields lead from Query to the field that is or has the coordinate.
	fields []routeField
	// argument is the argument to give to the last field; empty if the coordinate is the field itself.
	argument string
	// members holds the field or value to give for each input type and enum below the argument.
	members map[string]string
}

// routeField is a field of a composite type.
type routeField struct {
	owner *ast.Definition
	field *ast.FieldDefinition
}

// routeTo returns a shortest route to a coordinate.
func (q *Queries) routeTo(target string) route {
	schema := q.oracle.schema
	typeName, member, _ := strings.Cut(target, ".")
	definition := schema.Types[typeName]
	if definition.IsCompositeType() {
		field, argument, _ := strings.Cut(member, "(")
		last := routeField{owner: definition, field: definition.Fields.ForName(field)}
		return route{fields: append(q.fieldsTo(definition), last), argument: strings.TrimSuffix(argument, ":)")}
	}
	var found []route
	for _, owner := range q.composites {
		for _, f := range owner.Fields {
			for _, a := range f.Arguments {
				members := q.membersTo(schema.Types[a.Type.Name()], definition)
				if members == nil {
					continue
				}
				members[typeName] = member
				if len(found) > 0 && len(members) < len(found[0].members) {
					found = nil
				}
				if len(found) == 0 || len(members) == len(found[0].members) {
					found = append(found, route{fields: []routeField{{owner: owner, field: f}}, argument: a.Name, members: members})
				}
			}
		}
	}
	chosen := pick(q.rand, found...)
	chosen.fields = append(q.fieldsTo(chosen.fields[0].owner), chosen.fields...)
	return chosen
}

// fieldsTo returns the fields from Query to a composite type, one of the shortest lists at random.
func (q *Queries) fieldsTo(target *ast.Definition) []routeField {
	schema := q.oracle.schema
	reached := map[*ast.Definition][]routeField{schema.Query: {}}
	for queue := []*ast.Definition{schema.Query}; len(queue) > 0; queue = queue[1:] {
		at := queue[0]
		if at == target {
			return slices.Clone(reached[at])
		}
		add := func(to *ast.Definition, fields []routeField) {
			if _, known := reached[to]; !known && to.IsCompositeType() {
				reached[to] = fields
				queue = append(queue, to)
			}
		}
		for _, other := range q.composites { // by an inline fragment
			if at != schema.Query && q.oracle.overlap(at, other) {
				add(other, reached[at])
			}
		}
		fields := slices.Clone(at.Fields)
		q.rand.Shuffle(len(fields), func(i, j int) { fields[i], fields[j] = fields[j], fields[i] })
		for _, f := range fields {
			add(schema.Types[f.Type.Name()], append(slices.Clip(reached[at]), routeField{owner: at, field: f}))
		}
	}
	panic(unimplemented("no query leads to the type " + target.Name))
}

// overlap reports whether an object can be of both types.
func (o *Oracle) overlap(a, b *ast.Definition) bool {
	possible := o.possible(b.Name)
	return slices.ContainsFunc(o.possible(a.Name), func(name string) bool { return slices.Contains(possible, name) })
}

// membersTo returns the fields that lead from an input type to another or to an enum, by the type that has them; nil if
// none do.
func (q *Queries) membersTo(from, to *ast.Definition) map[string]string {
	reached := map[*ast.Definition]map[string]string{from: {}}
	for queue := []*ast.Definition{from}; len(queue) > 0; queue = queue[1:] {
		at := queue[0]
		if at == to {
			return reached[at]
		}
		if at.Kind != ast.InputObject {
			continue
		}
		for _, f := range at.Fields {
			next := q.oracle.schema.Types[f.Type.Name()]
			if _, known := reached[next]; known {
				continue
			}
			reached[next] = maps.Clone(reached[at])
			reached[next][at.Name] = f.Name
			queue = append(queue, next)
		}
	}
	return nil
}

// follow writes the selections of a route.
func (w *writer) follow(p selectionContext, r route) string {
	next := r.fields[0]
	if next.owner != p.definition {
		return "... on " + next.owner.Name + " { " + w.follow(p.deeper(next.owner, p.scope), r) + " }"
	}
	f := next.field
	if len(r.fields) == 1 {
		w.wantedArgument, w.wanted = r.argument, r.members
		choices, size := w.argumentValues(p, f)
		w.wantedArgument, w.wanted = "", nil
		return w.newField(p, f, choices, size)
	}
	choices, size := w.argumentValues(p, f)
	e := &entry{definition: f, arguments: w.arguments(choices), size: size, sub: newScope(nil), closed: true}
	key := w.newName("t")
	p.scope.use(key, e)
	w.fieldsLeft--
	below := selectionContext{definition: w.oracle.schema.Types[f.Type.Name()], scope: e.sub, relationsLeft: p.relationsLeft, expectedObjects: p.expectedObjects * e.size, indent: p.indent + 1}
	r.fields = r.fields[1:]
	return key + ": " + f.Name + e.arguments + " { " + w.follow(below, r) + " }"
}

// wantedOf returns the member of an input type or enum that the route asks for, once.
func (w *writer) wantedOf(typeName string) (member string, isWanted bool) {
	member, isWanted = w.wanted[typeName]
	delete(w.wanted, typeName)
	return member, isWanted
}

// isWanted reports whether the route asks for a member of an input type or enum.
func (w *writer) isWanted(typeName string) bool { return w.wanted[typeName] != "" }
