package oracle

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"civicgraph/internal/kg"
)

// followUp writes a root field with another page of a list whose cursors are known.
func (w *writer) followUp(p selectionContext) string {
	text, c := w.cursor()
	_, name, _ := strings.Cut(c.Field, ".")
	if c.Parent == 0 {
		f := p.definition.Fields.ForName(name)
		return w.newField(p, f, w.inOrder(f, w.page(c, text)), defaultPage)
	}
	t, _ := w.oracle.byID[c.Parent.Global()].(*entity)
	owner := w.oracle.schema.Types[t.typeName()]
	f := owner.Fields.ForName(name)
	root, choices := w.rootField(p, t, c)
	// The arguments of the root field are valid, and the list is the only field below it.
	key := w.newName("f")
	p.scope.use(key, &entry{definition: root, closed: true})
	below := selectionContext{definition: owner, scope: newScope(nil), relationsLeft: p.relationsLeft, expectedObjects: 1, indent: p.indent + 2}
	inner := w.newField(below, f, w.inOrder(f, w.page(c, text)), 8)
	switch {
	case listField(owner.Name, name) == "Entity."+name && w.chance(40):
		inner = "... on Entity { " + inner + " }"
	case root.Name == "node" || root.Name == "identified":
		inner = "... on " + owner.Name + " { " + inner + " }"
	}
	return key + ": " + root.Name + w.arguments(choices) + " {\n    " + inner + "\n  }"
}

// rootField returns a root field that leads to the entity at the day of the cursor's list.
func (w *writer) rootField(p selectionContext, t *entity, c Cursor) (*ast.FieldDefinition, []argumentValue) {
	name, given := t.kind.Name, map[string]any{"slug": t.record.Slug}
	_, dated := c.decodedArguments()["asOf"].(string)
	needsDay := !dated && c.Day != ""
	switch {
	case w.chance(30):
		if i, found := w.identifier(t); found {
			name, given = "identified", map[string]any{"scheme": i.Scheme, "value": i.Value}
		}
	case !needsDay && w.chance(40):
		name, given = "node", map[string]any{"id": t.id.Global()}
	}
	root := p.definition.Fields.ForName(name)
	if needsDay {
		given["asOf"] = c.Day
	} else if dated && name != "node" && w.chance(30) {
		given["asOf"] = w.day()
	}
	var choices []argumentValue
	for _, d := range root.Arguments {
		if value, isGiven := given[d.Name]; isGiven {
			choices = append(choices, argumentValue{definition: d, value: value})
		}
	}
	return root, choices
}

// identifier returns an identifier that leads to the entity and to no older one.
func (w *writer) identifier(t *entity) (kg.Identifier, bool) {
	i := slices.IndexFunc(t.record.Identifiers, func(i kg.Identifier) bool { return w.oracle.identified(i) == t })
	if i < 0 {
		return kg.Identifier{}, false
	}
	return t.record.Identifiers[i], true
}

// page returns the arguments of a page after or before a cursor, sometimes between two.
func (w *writer) page(c Cursor, text string) map[string]any {
	arguments := c.decodedArguments()
	side, other := "after", "before"
	if w.chance(50) {
		side, other = other, side
	}
	arguments[side] = text
	if w.chance(25) {
		for _, one := range w.oracle.cursors.seen[c.Field] {
			if known := w.oracle.cursors.byText[one]; known.List == c.List && known.Arguments == c.Arguments && w.chance(40) {
				arguments[other] = one
			}
		}
	}
	if size := w.rand.IntN(9); w.chance(60) {
		arguments["first"] = size
	} else if w.chance(60) {
		arguments["last"] = size
	}
	return arguments
}
