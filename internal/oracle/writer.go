package oracle

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// writer writes one query.
type writer struct {
	*Queries
	variables map[string]any
	declared  []string
	// reusable holds the variables so far, by type and value.
	reusable  map[string]string
	fragments []namedFragment
	// number makes names unique.
	number int
	// fieldsLeft is the number of fields that may still be written before only leaves are.
	fieldsLeft int
	// forbidsVariables reports whether the current value may not contain variables.
	forbidsVariables bool
	// invalidLeft is the number of invalid arguments still to be written.
	invalidLeft int
	// wantedArgument is the argument that the next field must have; wanted holds members of its input types and enums.
	wantedArgument string
	wanted         map[string]string
	// hasStrayCursor reports whether a cursor was written that may be of another record's list. There is at most one:
	// whether the endpoint stops at the first is unspecified.
	hasStrayCursor bool
	// hasInvalidDay reports whether the day of the root field is invalid. Cursors below it are then neither valid nor
	// invalid.
	hasInvalidDay bool
}

// selectionContext is the context of a selection set.
type selectionContext struct {
	definition *ast.Definition
	scope      *scope
	// relationsLeft is the number of relations that may still follow, expectedObjects that of objects in the answer.
	relationsLeft, expectedObjects int
	indent                         int
	// groupBy holds the groups of the total whose fields are selected.
	groupBy []any
}

// scope holds the response keys of one object, shared by all fragments on it: a key stands for one field with one set of
// arguments.
type scope struct {
	keys  map[string]*entry
	outer *scope
}

// entry is the field of a response key.
type entry struct {
	definition *ast.FieldDefinition
	arguments  string
	// size is the expected number of objects of the field.
	size int
	sub  *scope
	// groupBy holds what totals are grouped by.
	groupBy []any
	// closed entries may not be merged with others.
	closed bool
}

type namedFragment struct {
	name, text string
	condition  string
	scope      *scope
	rows       int
}

func newScope(outer *scope) *scope { return &scope{keys: map[string]*entry{}, outer: outer} }

func (s *scope) find(key string) *entry {
	if e := s.keys[key]; e != nil || s.outer == nil {
		return e
	}
	return s.outer.find(key)
}

func (s *scope) use(key string, e *entry) {
	for ; s != nil; s = s.outer {
		s.keys[key] = e
	}
}

func (w *writer) newName(prefix string) string {
	w.number++
	return fmt.Sprintf("%s%d", prefix, w.number)
}

// operation writes the whole document.
func (w *writer) operation() string {
	p := selectionContext{definition: w.oracle.schema.Query, scope: newScope(nil), relationsLeft: 2 + w.rand.IntN(4), expectedObjects: 1, indent: 1}
	var b strings.Builder
	b.WriteString("{\n")
	if target, found := w.target(); found {
		fmt.Fprintf(&b, "  %s\n", w.follow(p, w.routeTo(target)))
	}
	if w.chance(25) {
		b.WriteString(w.listProbes(p))
	}
	for range pick(w.rand, 1, 1, 1, 2, 3) {
		w.hasInvalidDay = false
		var text string
		if len(w.oracle.cursors.fields) > 0 && w.chance(35) {
			text = w.followUp(p)
		} else {
			text = w.randomSelection(p)
		}
		fmt.Fprintf(&b, "  %s\n", text)
	}
	b.WriteString("}\n")
	head := ""
	if len(w.declared) > 0 || w.chance(40) {
		head = "query" + pick(w.rand, "", " Q")
		if len(w.declared) > 0 {
			head += "(" + strings.Join(w.declared, ", ") + ")"
		}
		head += " "
	}
	for _, f := range w.fragments {
		b.WriteString(f.text)
	}
	return head + b.String()
}

func (w *writer) selection(p selectionContext) string {
	var b strings.Builder
	b.WriteString("{\n")
	count := 1 + w.rand.IntN(5)
	if w.fieldsLeft <= 0 {
		count = 1
	}
	margin := strings.Repeat("  ", p.indent)
	for range count {
		fmt.Fprintf(&b, "%s%s\n", margin, w.randomSelection(p))
	}
	b.WriteString(margin[2:] + "}")
	return b.String()
}

// randomSelection writes one selection of any form.
func (w *writer) randomSelection(p selectionContext) string {
	switch {
	case w.chance(12) && w.fieldsLeft > 0:
		return w.fragment(p)
	case w.chance(8) && slices.Contains([]string{"Node", "Versioned", "Fact", "Entity"}, p.definition.Name):
		return w.splitKey(p)
	case w.chance(6) && p.definition.Name != "Query":
		return w.field(p, w.typename)
	}
	total := 0
	for _, f := range p.definition.Fields {
		total += w.weight(p, f)
	}
	if total == 0 {
		return w.field(p, w.typename)
	}
	at := w.rand.IntN(total)
	for _, f := range p.definition.Fields {
		if at -= w.weight(p, f); at < 0 {
			return w.field(p, f)
		}
	}
	return "__typename"
}

// weight returns how often a field is chosen.
func (w *writer) weight(p selectionContext, f *ast.FieldDefinition) int {
	switch {
	case strings.HasPrefix(f.Name, "__"):
		return 0
	case slices.ContainsFunc(p.groupBy, func(by any) bool { return fieldOf(fmt.Sprint(by)) == f.Name }):
		return 12
	case f.Name == "targetStatus":
		return 12
	case slices.Contains([]string{"edges", "nodes", "node"}, f.Name):
		return 6
	case w.oracle.schema.Types[f.Type.Name()].IsLeafType():
		return 2
	case !w.isRelation(p, f):
		return 3
	case p.relationsLeft == 0 || p.expectedObjects > 200 || w.fieldsLeft <= 0:
		return 0
	}
	return 4
}

// isRelation reports whether a field leads to other records.
func (w *writer) isRelation(p selectionContext, f *ast.FieldDefinition) bool {
	target, owner := f.Type.Name(), p.definition.Name
	if w.oracle.schema.Types[target].IsLeafType() || strings.HasSuffix(owner, "Connection") || strings.HasSuffix(owner, "Edge") {
		return false
	}
	return !slices.Contains([]string{"Name", "Identifier", "Point", "Money", "Period", "Citation", "Overview", "KindCount", "LinkCount", "Path", "PathStep"}, target)
}

// field writes a field, merged with an earlier one of the same response key or under its own.
func (w *writer) field(p selectionContext, f *ast.FieldDefinition) string {
	if e := p.scope.find(f.Name); e != nil && e.mergesWith(f) && w.chance(60) {
		p.scope.use(f.Name, e)
		return w.emit(p, f.Name, e)
	}
	choices, size := w.argumentValues(p, f)
	return w.newField(p, f, choices, size)
}

// mergesWith reports whether a field may use the response key again.
func (e *entry) mergesWith(f *ast.FieldDefinition) bool {
	return !e.closed && e.definition.Name == f.Name && e.definition.Type.String() == f.Type.String() &&
		len(e.definition.Arguments) == len(f.Arguments)
}

func (w *writer) newField(p selectionContext, f *ast.FieldDefinition, choices []argumentValue, size int) string {
	key := f.Name
	if w.chance(20) {
		key = w.alias(p)
	}
	for p.scope.find(key) != nil {
		key = w.newName("a")
	}
	e := &entry{definition: f, arguments: w.arguments(choices), size: size, sub: newScope(nil)}
	for _, c := range choices {
		if c.definition.Name == "groupBy" {
			e.groupBy, _ = c.value.([]any)
		}
	}
	p.scope.use(key, e)
	return w.emit(p, key, e)
}

// alias returns a new key, or the name of another field.
func (w *writer) alias(p selectionContext) string {
	if w.chance(25) {
		if name := pick(w.rand, p.definition.Fields...).Name; !strings.HasPrefix(name, "__") {
			return name
		}
	}
	return w.newName("a")
}

func (w *writer) emit(p selectionContext, key string, e *entry) string {
	w.fieldsLeft--
	f := e.definition
	text := f.Name + e.arguments + w.directives()
	if key != f.Name {
		text = key + ": " + text
	}
	target := w.oracle.schema.Types[f.Type.Name()]
	if target == nil || !target.IsCompositeType() {
		return text
	}
	next := selectionContext{definition: target, scope: e.sub, relationsLeft: p.relationsLeft, expectedObjects: p.expectedObjects * e.size, indent: p.indent + 1, groupBy: e.groupBy}
	if w.isRelation(p, f) {
		next.relationsLeft--
	}
	return text + " " + w.selection(next)
}

// directives returns directives, some of which exclude the selection.
func (w *writer) directives() string {
	var text strings.Builder
	for _, d := range []struct {
		name  string
		leave bool
	}{{"include", true}, {"skip", false}} {
		if w.chance(95) {
			continue
		}
		condition := d.leave == w.chance(75)
		value := fmt.Sprint(condition)
		if w.chance(50) {
			value = w.variable("Boolean!", condition, value)
		}
		fmt.Fprintf(&text, " @%s(if: %s)", d.name, value)
	}
	return text.String()
}
