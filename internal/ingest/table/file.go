package table

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"civicgraph/internal/kg"
)

// Options say how tables are read. The zero value detects everything.
type Options struct {
	// Kind is the kind of record of tables that do not name theirs: `official`.
	Kind string
	// Mapping are the mappings of headings, each `heading=target`.
	Mapping []string
	// Separator separates the values of a cell, ListSeparator if it is empty.
	Separator string
	// CellSeparator separates the cells of a delimited file, detected if it is empty.
	CellSeparator string
	// Encoding is the encoding of delimited files, detected if it is empty.
	Encoding string
	// Source is the slug of the source of citations that name none.
	Source string
	// DateOrder is the order of day and month in 03/04/2022: DayFirst, MonthFirst, or empty to refuse such dates.
	DateOrder string
	// Plan prepares WritePlan: names of the graph that are near those of the tables are kept.
	Plan bool
}

// IsTable reports whether the name of a file is that of a table.
func IsTable(name string) bool {
	return slices.Contains([]string{".csv", ".tsv", ".xlsx"}, strings.ToLower(path.Ext(strings.TrimSuffix(name, ".gz"))))
}

// sheet is a table as it was read.
type sheet struct {
	// name is its name in reports, title that of the sheet or of the file without its folder and ending.
	name, title string
	header      []string
	// headerText is the header as it was given.
	headerText string
	rows       []row
	// form says how it was read.
	form string
	// separator is that of the text of its rows.
	separator byte
	invalid   *kg.Error
}

// newSheet returns a sheet whose first row is the header. Rows without any content, which spreadsheets leave behind, are left out.
func newSheet(name, title string, rows []row, form string) *sheet {
	rows = slices.DeleteFunc(rows, func(r row) bool { return r.invalid == nil && isBlank(r.cells) })
	s := &sheet{name: name, title: title, form: form, separator: separators[0]}
	if len(rows) == 0 {
		s.invalid = kg.Errorf(kg.MissingField, "the table has no header: the first row must name the columns")
		return s
	}
	s.header, s.headerText, s.invalid, s.rows = rows[0].cells, rows[0].text, rows[0].invalid, rows[1:]
	return s
}

// readSheets reads a file: a workbook, or a delimited text, which may be compressed with gzip.
func readSheets(name string, r io.Reader, o *Options) ([]*sheet, error) {
	reader := bufio.NewReader(r)
	if magic, _ := reader.Peek(2); string(magic) == "\x1f\x8b" {
		decompressed, err := gzip.NewReader(reader)
		if err != nil {
			return nil, fmt.Errorf("%s: decompress: %w", name, err)
		}
		reader = bufio.NewReader(decompressed)
	}
	if magic, _ := reader.Peek(4); string(magic) == "PK\x03\x04" {
		return readWorkbook(name, reader)
	}
	content, err := io.ReadAll(reader)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	text, encoding, err := decodeText(content, o.Encoding)
	if invalid, ok := errors.AsType[*kg.Error](err); ok && invalid.Code != kg.BadArgument {
		return nil, kg.Errorf(invalid.Code, "%s %s", name, invalid.Message)
	}
	if err != nil {
		return nil, err
	}
	if bytes.IndexByte(content, '\n') < 0 && strings.Contains(text, "\r") {
		text = strings.ReplaceAll(text, "\r", "\n") // lines end as on old Macs
	}
	separator, text := separatorOf(name, text, o)
	s := newSheet(name, titleOf(name), parseRows(text, separator), fmt.Sprintf("%s, cells separated by %s", encoding, separatorName(separator)))
	s.separator = separator
	return []*sheet{s}, nil
}

func isBlank(cells []string) bool {
	return !slices.ContainsFunc(cells, func(cell string) bool { return strings.TrimSpace(cell) != "" })
}

// titleOf returns the name of a file without its folder and ending.
func titleOf(name string) string {
	title := path.Base(strings.ReplaceAll(name, `\`, "/"))
	title = strings.TrimSuffix(title, ".gz")
	return strings.TrimSuffix(title, path.Ext(title))
}

// separatorOf returns the separator of the cells: the one named, or that of a first line such as sep=; (which is dropped), or of
// a .tsv file, or the detected one.
func separatorOf(name, text string, o *Options) (separator byte, rest string) {
	first := strings.TrimRight(text[:lineLength(text)], "\r\n")
	if hint, ok := strings.CutPrefix(strings.ToLower(first), "sep="); ok && len(hint) == 1 {
		// The line stays empty, so that the lines keep their numbers.
		separator, rest = hint[0], strings.Repeat("\n", strings.Count(text[:lineLength(text)], "\n"))+text[lineLength(text):]
	} else {
		rest = text
	}
	switch {
	case o.CellSeparator != "":
		separator = o.CellSeparator[0]
	case separator != 0:
	case strings.EqualFold(path.Ext(strings.TrimSuffix(name, ".gz")), ".tsv"):
		separator = '\t'
	default:
		separator = detectSeparator(rest)
	}
	return separator, rest
}

// ParseCellSeparator returns the separator with a name: a comma, semicolon, tab or bar, or its word.
func ParseCellSeparator(name string) (string, error) {
	switch strings.ToLower(name) {
	case "", ",", ";", "\t", "|":
		return name, nil
	case "comma":
		return ",", nil
	case "semicolon":
		return ";", nil
	case "tab", `\t`:
		return "\t", nil
	case "bar":
		return "|", nil
	}
	return "", kg.Errorf(kg.BadArgument, "unknown separator of cells %q; use comma, semicolon, tab or bar", name)
}

func separatorName(separator byte) string {
	switch separator {
	case ',':
		return "comma"
	case ';':
		return "semicolon"
	case '\t':
		return "tab"
	}
	return fmt.Sprintf("%q", string(separator))
}

// CSVRow returns cells as a row, as in RFC 4180 but for the separator and the line end, which it leaves out.
func CSVRow(cells []string, separator byte) string {
	var b strings.Builder
	for i, cell := range cells {
		if i > 0 {
			b.WriteByte(separator)
		}
		quoted := strings.ContainsAny(cell, "\"\r\n"+string(separator)) || strings.HasPrefix(cell, " ") || strings.HasSuffix(cell, " ")
		if quoted || len(cells) == 1 && cell == "" {
			cell = `"` + strings.ReplaceAll(cell, `"`, `""`) + `"`
		}
		b.WriteString(cell)
	}
	return b.String()
}
