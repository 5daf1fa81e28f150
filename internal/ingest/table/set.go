package table

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"civicgraph/internal/kg"
)

// Set is the tables of one import. Names in one table can refer to records of another.
type Set struct {
	Options

	binder *binder
	sheets []*sheet
	tables []*Table
	files  []string
	index  *index
}

// NewSet returns an empty set.
func NewSet(kinds *kg.Kinds, o Options) (*Set, error) {
	if o.Separator == "" {
		o.Separator = ListSeparator
	}
	if o.Kind != "" {
		if _, ok := kindNamed(kinds, o.Kind); !ok {
			return nil, kg.Errorf(kg.BadArgument, "unknown kind %q; use one of %s", o.Kind, strings.Join(kindNames(kinds), ", "))
		}
	}
	if o.DateOrder != "" && o.DateOrder != DayFirst && o.DateOrder != MonthFirst {
		return nil, kg.Errorf(kg.BadArgument, "unknown order of dates %q; use %s or %s", o.DateOrder, DayFirst, MonthFirst)
	}
	var err error
	if o.CellSeparator, err = ParseCellSeparator(o.CellSeparator); err != nil {
		return nil, err
	}
	s := &Set{Options: o, binder: &binder{kinds: kinds, relations: map[string]*relation{}}, index: newIndex()}
	if o.Plan {
		s.index.near = map[kg.Code][]string{}
	}
	return s, nil
}

func kindNames(kinds *kg.Kinds) []string {
	var names []string
	for _, code := range kinds.RecordCodes() {
		names = append(names, kinds.NameOf(code))
	}
	return names
}

// Files returns the names of the files that were read.
func (s *Set) Files() []string { return s.files }

// Read adds the tables of a file: one, or the sheets of a workbook.
func (s *Set) Read(name string, r io.Reader) error {
	s.files = append(s.files, name)
	sheets, err := readSheets(name, r, &s.Options)
	if err != nil {
		return err
	}
	for _, sheet := range sheets {
		if strings.HasPrefix(sheet.title, "(") {
			continue
		}
		if _, ok := kindNamed(s.binder.kinds, sheet.title); !ok && len(sheets) == 1 {
			sheet.title = titleOf(name)
		}
		s.sheets = append(s.sheets, sheet)
	}
	return nil
}

// Scan calls take for records of the graph: entities and sources, and links if they are wanted.
type Scan func(ctx context.Context, kinds []kg.Code, take func(*kg.Record) error) error

// Tables returns the tables with the records of their rows. Names that the rows refer to are looked up in all tables and in the graph.
func (s *Set) Tables(ctx context.Context, graph Scan) ([]*Table, error) {
	for _, sheet := range s.sheets {
		s.tables = append(s.tables, s.newTable(sheet))
	}
	for _, t := range s.tables {
		t.collect()
	}
	if err := s.index.read(ctx, s.binder.kinds, graph); err != nil {
		return nil, err
	}
	for _, t := range s.tables {
		t.build()
	}
	return s.tables, nil
}

// Table is a table with the records of its rows.
type Table struct {
	*sheet

	set *Set
	// kind is the kind of all rows, 0 if a column kind names it or each column its own.
	kind kg.Code
	// targets are the headings after mapping.
	targets []string
	unused  []string
	// kindColumn is the index of the column with the kind of each row, or -1.
	kindColumn int
	bindings   map[kg.Code]*binding
	records    []*record
	// entities are the records with a slug, and links the links, of earlier rows.
	entities map[kg.Ref]*record
	links    map[string]*record
	// continued counts the rows that name an entity of an earlier row.
	continued int
}

// record is a record, or the error of a row.
type record struct {
	line    int
	kind    kg.Code
	fields  map[string]any
	invalid *kg.Error
	// binding and relation say from which columns the record comes.
	binding  *binding
	relation *relation
	// singles are the far ends of the relations with one, by relation.
	singles map[*relation]string
}

func (s *Set) newTable(sheet *sheet) *Table {
	t := &Table{
		sheet: sheet, set: s, kindColumn: -1, bindings: map[kg.Code]*binding{},
		entities: map[kg.Ref]*record{}, links: map[string]*record{},
	}
	for i, heading := range sheet.header {
		sheet.header[i] = single(restore(heading))
	}
	t.targets, t.unused = mapHeadings(sheet, s.Mapping)
	if sheet.invalid == nil {
		sheet.invalid = t.findKind()
	}
	return t
}

// findKind finds the kind of the rows, or returns an error that says how to name it.
func (t *Table) findKind() *kg.Error {
	byTitle, named := kindNamed(t.set.binder.kinds, t.title)
	if code, ok := kindNamed(t.set.binder.kinds, t.set.Kind); ok {
		byTitle, named = code, true
	}
	if i := slices.IndexFunc(t.targets, func(target string) bool { return normal(target) == "kind" }); i >= 0 && (!named || byTitle != kg.KindLink) {
		t.kindColumn = i
		return nil
	}
	if named {
		t.kind = byTitle
		return t.bind(byTitle).problem()
	}
	if len(t.set.binder.owners(t.targets, 0)) > 0 {
		return t.bind(0).problem()
	}
	return kg.Errorf(kg.UnknownKind, "the kind of the records is not known; name it by --kind official, by the name of the file or sheet (officials.csv), "+
		"by a column kind, or in the headings (official.name, or --map 'Name=official.name'); kinds are %s", strings.Join(kindNames(t.set.binder.kinds), ", "))
}

func (t *Table) bind(kind kg.Code) *binding {
	if t.bindings[kind] == nil {
		t.bindings[kind] = t.set.binder.bind(t.header, t.targets, kind)
	}
	return t.bindings[kind]
}

// Name returns the name of the table in reports: its file, and the sheet of a workbook.
func (t *Table) Name() string { return t.name }

// Notes says how the table was read.
func (t *Table) Notes() []string {
	if t.invalid == nil && len(t.rows) == 0 {
		return nil
	}
	kind := "each row by its column kind"
	switch {
	case t.invalid != nil:
		kind = "not read"
	case t.kind != 0:
		kind = "kind " + t.set.binder.kinds.NameOf(t.kind)
	case t.kindColumn < 0:
		kind = "kinds by heading"
	}
	rows := "1 row"
	if len(t.rows) != 1 {
		rows = fmt.Sprintf("%d rows", len(t.rows))
	}
	notes := []string{fmt.Sprintf("%s: %s; %s; %s", t.name, t.form, rows, kind)}
	var reading []string
	for _, target := range t.targets {
		if strings.HasPrefix(target, "(") && strings.HasSuffix(target, ")") {
			reading = append(reading, target)
		}
	}
	if len(reading) > 0 {
		notes = append(notes, fmt.Sprintf("%s: columns in parentheses are for reading and are not imported: %s", t.name, strings.Join(reading, ", ")))
	}
	if len(t.unused) > 0 {
		notes = append(notes, fmt.Sprintf("%s: mapped headings that the table does not have: %s", t.name, strings.Join(t.unused, ", ")))
	}
	if t.continued > 0 {
		note := fmt.Sprintf("%d rows name a record of an earlier row and are taken for the same", t.continued)
		if t.continued == 1 {
			note = "1 row names a record of an earlier row and is taken for the same"
		}
		notes = append(notes, t.name+": "+note+"; a column slug tells records apart")
	}
	return notes
}

// Lines calls yield with the number of the row and the import line of each record, or with the error of a row.
func (t *Table) Lines(ctx context.Context, yield func(line int, text []byte, invalid *kg.Error) error) error {
	if t.invalid != nil {
		return yield(1, nil, t.invalid)
	}
	for _, r := range t.records {
		if err := ctx.Err(); err != nil {
			return err
		}
		var text []byte
		if r.invalid == nil {
			text = r.text(t.set.binder.kinds)
		}
		if err := yield(r.line, text, r.invalid); err != nil {
			return err
		}
	}
	return nil
}

// Row returns the header and the row with a number as they were given, empty if the row is too long.
func (t *Table) Row(line int) (header, text string) {
	i, found := slices.BinarySearchFunc(t.rows, line, func(r row, line int) int { return r.line - line })
	if !found {
		return "", ""
	}
	return t.headerText, t.rows[i].text
}
