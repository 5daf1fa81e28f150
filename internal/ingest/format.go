package ingest

import (
	"bufio"
	"slices"
	"strings"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

// exportBuffer is how much of a file is gathered before it is written, in bytes.
const exportBuffer = 64 << 10

// Format is a form in which records leave the graph.
type Format struct {
	Name string
	// Folder tells that it is a folder of files, not one file.
	Folder bool
	// holds tells whether it has a place for records of a kind; it has for all where nil.
	holds func(kinds *kg.Kinds, code kg.Code) bool
	begin func(kinds *kg.Kinds, chosen choice, to target) (recordWriter, error)
}

// recordWriter writes records in a form.
type recordWriter interface {
	// record writes one, and tells whether it had a place for it.
	record(r *kg.Record) (written bool, err error)
	// end writes what follows the last one.
	end() error
}

// Formats are all forms, the default first.
func Formats() []Format {
	return []Format{jsonLines(), csvFolder(), geoJSON(), graphML()}
}

// formatNamed finds a form; the default where the name is empty.
func formatNamed(name string) (Format, error) {
	var names []string
	for _, f := range Formats() {
		if f.Name == name || name == "" {
			return f, nil
		}
		names = append(names, f.Name)
	}
	return Format{}, invalidf("format", kg.BadArgument, "%q is none of %s", name, strings.Join(names, ", "))
}

// choice are the kinds of record that an export is about: those that it may hold, and whether cited sources come too.
type choice struct {
	kinds []kg.Code
	cited bool
}

// choiceOf spells out the kinds of a selection.
func choiceOf(kinds *kg.Kinds, s store.Subset) choice {
	if s.Kinds == nil {
		return choice{kinds: kinds.RecordCodes()}
	}
	return choice{kinds: s.Kinds, cited: s.Cited}
}

// has tells whether records of a kind may come.
func (c choice) has(code kg.Code) bool {
	return slices.Contains(c.kinds, code) || c.cited && code == kg.KindSource
}

// refuse tells of kinds that were asked for and have no place.
func (f *Format) refuse(of *kg.Kinds, asked []kg.Code) error {
	for _, code := range asked {
		if f.holds == nil || f.holds(of, code) {
			continue
		}
		var others []string
		for _, other := range Formats() {
			if other.holds == nil || other.holds(of, code) {
				others = append(others, other.Name)
			}
		}
		return invalidf("kind", kg.BadArgument, "%s has no place for records of the kind %s; take one of %s",
			f.Name, of.NameOf(code), strings.Join(others, ", "))
	}
	return nil
}

// narrow leaves out what the form has no place for.
func (f *Format) narrow(of *kg.Kinds, c choice) (kinds []kg.Code, cited bool) {
	if f.holds == nil {
		return c.kinds, c.cited
	}
	kinds = []kg.Code{}
	for _, code := range c.kinds {
		if f.holds(of, code) {
			kinds = append(kinds, code)
		}
	}
	return kinds, c.cited && f.holds(of, kg.KindSource)
}

func isEntity(kinds *kg.Kinds, code kg.Code) bool {
	kind, ok := kinds.ByCode(code)
	return ok && kind.IsEntity()
}

// fieldsOf are the fields of a record as an import line gives them.
func fieldsOf(kinds *kg.Kinds, r *kg.Record) kg.Object {
	fields, _ := kinds.Encode(r)[0].Value.(kg.Object)
	return fields
}

// ownFieldsOf are those of them that only the kind of the entity has.
func ownFieldsOf(kinds *kg.Kinds, r *kg.Record) kg.Object {
	kind, _ := kinds.ByCode(r.Kind)
	return slices.DeleteFunc(fieldsOf(kinds, r), func(m kg.Member) bool {
		_, own := kind.Field(m.Name)
		return !own
	})
}

// lines writes to a file through a buffer.
type lines struct {
	*bufio.Writer
	kinds *kg.Kinds
	line  []byte
}

func newLines(kinds *kg.Kinds, to target) (*lines, error) {
	w, err := to("")
	if err != nil {
		return nil, err
	}
	return &lines{Writer: bufio.NewWriterSize(w, exportBuffer), kinds: kinds}, nil
}

func (l *lines) end() error { return l.Flush() }
