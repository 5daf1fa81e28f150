package ingest

import (
	"bufio"
	"slices"
	"strings"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

// exportBuffer is the size of the buffer of each file in bytes.
const exportBuffer = 64 << 10

// Format is a format of exports.
type Format struct {
	Name string
	// Folder is whether it is a folder of files instead of one file.
	Folder bool
	// accepts reports whether the format can represent records of a kind. Nil accepts all.
	accepts func(kinds *kg.Kinds, code kg.Code) bool
	begin   func(exportTarget) (recordWriter, error)
}

// exportTarget says what an export writes, and where.
type exportTarget struct {
	kinds    *kg.Kinds
	selected kindSet
	open     fileOpener
	options  *ExportOptions
}

// surveyor is a recordWriter that needs all records before it writes the first, links and the entities at their ends included.
type surveyor interface {
	survey(r *kg.Record)
	// surveyed is called after the last record of the survey.
	surveyed() error
}

// recordWriter writes records in a format.
type recordWriter interface {
	// record writes a record, and reports whether the format can represent it.
	record(r *kg.Record) (written bool, err error)
	// end writes the end of the file.
	end() error
}

// Formats returns all formats, the default first.
func Formats() []Format {
	return []Format{jsonLines(), csvFolder(), geoJSON(), graphML()}
}

// formatNamed returns the format with a name, the default if it is empty.
func formatNamed(name string) (Format, error) {
	var names []string
	for _, f := range Formats() {
		if f.Name == name || name == "" {
			return f, nil
		}
		names = append(names, f.Name)
	}
	return Format{}, invalidf("format", kg.BadArgument, "unknown format %q; must be one of %s", name, strings.Join(names, ", "))
}

// kindSet is the kinds of record in an export, and whether cited sources are included.
type kindSet struct {
	kinds []kg.Code
	cited bool
}

// kindSetOf returns the kinds of a subset.
func kindSetOf(kinds *kg.Kinds, s store.Subset) kindSet {
	if s.Kinds == nil {
		return kindSet{kinds: kinds.RecordCodes()}
	}
	return kindSet{kinds: s.Kinds, cited: s.Cited}
}

// has reports whether the export can contain records of a kind.
func (c kindSet) has(code kg.Code) bool {
	return slices.Contains(c.kinds, code) || c.cited && code == kg.KindSource
}

// checkKinds returns an error if the format cannot represent one of the requested kinds.
func (f *Format) checkKinds(of *kg.Kinds, requested []kg.Code) error {
	for _, code := range requested {
		if f.accepts == nil || f.accepts(of, code) {
			continue
		}
		var others []string
		for _, other := range Formats() {
			if other.accepts == nil || other.accepts(of, code) {
				others = append(others, other.Name)
			}
		}
		return invalidf("kind", kg.BadArgument, "%s cannot represent records of kind %s; use %s",
			f.Name, of.NameOf(code), strings.Join(others, ", "))
	}
	return nil
}

// restrict leaves out the kinds that the format cannot represent.
func (f *Format) restrict(of *kg.Kinds, c kindSet) (kinds []kg.Code, cited bool) {
	if f.accepts == nil {
		return c.kinds, c.cited
	}
	kinds = []kg.Code{}
	for _, code := range c.kinds {
		if f.accepts(of, code) {
			kinds = append(kinds, code)
		}
	}
	return kinds, c.cited && f.accepts(of, kg.KindSource)
}

func isEntity(kinds *kg.Kinds, code kg.Code) bool {
	kind, ok := kinds.ByCode(code)
	return ok && kind.IsEntity()
}

// fieldsOf returns the fields of a record as in an import line.
func fieldsOf(kinds *kg.Kinds, r *kg.Record) kg.Object {
	fields, _ := kinds.Encode(r)[0].Value.(kg.Object)
	return fields
}

// ownFieldsOf returns those fields that belong to the kind of the entity, without those that all entities have.
func ownFieldsOf(kinds *kg.Kinds, r *kg.Record) kg.Object {
	kind, _ := kinds.ByCode(r.Kind)
	return slices.DeleteFunc(fieldsOf(kinds, r), func(m kg.Member) bool {
		_, own := kind.Field(m.Name)
		return !own
	})
}

// lineWriter writes to a file through a buffer.
type lineWriter struct {
	*bufio.Writer
	kinds *kg.Kinds
	line  []byte
}

func newLineWriter(kinds *kg.Kinds, open fileOpener) (*lineWriter, error) {
	w, err := open("")
	if err != nil {
		return nil, err
	}
	return &lineWriter{Writer: bufio.NewWriterSize(w, exportBuffer), kinds: kinds}, nil
}

func (l *lineWriter) end() error { return l.Flush() }
