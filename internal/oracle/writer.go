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
	// reusable are the variables so far, by type and value.
	reusable  map[string]string
	fragments []namedFragment
	// number makes names distinct.
	number int
	// left is how many fields may still be written before only leaves are.
	fieldsLeft int
	// nested tells that a value is being written that may hold no variables.
	forbidsVariables bool
	// wrong is how many wrong arguments are still to be placed.
	invalidLeft int
	// wantedArgument is the argument that the next field is to be given, wanted has the members of its input types and enums.
	wantedArgument string
	wanted         map[string]string
	// strayed tells that a cursor was placed that may be of another record's list. There is one at most, for nobody
	// says whether the engine stops at the first.
	hasStrayCursor bool
	// misdated tells that the root field's day is wrong. Cursors below it are then neither right nor wrong.
	hasInvalidDay bool
}

// place is where a selection stands.
type selectionContext struct {
	definition *ast.Definition
	scope      *scope
	// hops is how many relations may still follow, rows how many objects the selection is expected to meet.
	relationsLeft, expectedObjects int
	indent                         int
}

// scope are the response keys of one object, which all fragments at its place share: a key stands for one field with
// one set of arguments.
type scope struct {
	keys  map[string]*entry
	outer *scope
}

// entry is the field that a response key stands for.
type entry struct {
	definition *ast.FieldDefinition
	arguments  string
	// size is how many objects the field is expected to answer.
	size int
	sub  *scope
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

// any writes one selection of any form.
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

// weight is how often a field is chosen.
func (w *writer) weight(p selectionContext, f *ast.FieldDefinition) int {
	switch {
	case strings.HasPrefix(f.Name, "__"):
		return 0
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

// isHop tells whether a field leads to other records.
func (w *writer) isRelation(p selectionContext, f *ast.FieldDefinition) bool {
	target, owner := f.Type.Name(), p.definition.Name
	if w.oracle.schema.Types[target].IsLeafType() || strings.HasSuffix(owner, "Connection") || strings.HasSuffix(owner, "Edge") {
		return false
	}
	return !slices.Contains([]string{"Name", "Identifier", "Point", "Money", "Period", "Citation", "Overview", "KindCount", "LinkCount", "Path", "PathStep"}, target)
}

// field writes a field, merged with an earlier one of the same key or under a key of its own.
func (w *writer) field(p selectionContext, f *ast.FieldDefinition) string {
	if e := p.scope.find(f.Name); e != nil && e.mergesWith(f) && w.chance(60) {
		p.scope.use(f.Name, e)
		return w.emit(p, f.Name, e)
	}
	choices, size := w.argumentValues(p, f)
	return w.newField(p, f, choices, size)
}

// mergesWith tells whether a field may stand under the key again.
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
	p.scope.use(key, e)
	return w.emit(p, key, e)
}

// alias is a new key, or the name of another field.
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
	next := selectionContext{definition: target, scope: e.sub, relationsLeft: p.relationsLeft, expectedObjects: p.expectedObjects * e.size, indent: p.indent + 1}
	if w.isRelation(p, f) {
		next.relationsLeft--
	}
	return text + " " + w.selection(next)
}

// directives leave a selection out now and then.
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
