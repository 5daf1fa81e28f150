package table

import (
	"strings"
	"unicode/utf8"

	"civicgraph/internal/kg"
)

// maxRow is the largest length of a row in bytes.
const maxRow = 1 << 20

// row is one row of a table.
type row struct {
	// line is the number of its first line in the file, or of the row in a sheet, from 1.
	line  int
	cells []string
	// text is the row as it was given, empty if it is too long.
	text string
	// invalid is the error of a row that cannot be read.
	invalid *kg.Error
}

// parseRows returns the rows of a delimited text, as in RFC 4180. Line breaks in quoted cells are kept as they are. Empty lines are
// left out.
func parseRows(text string, separator byte) []row {
	var rows []row
	for line := 1; text != ""; {
		r, size := parseRow(text, separator)
		r.line, r.text = line, strings.TrimRight(text[:size], "\r\n")
		line += strings.Count(text[:size], "\n")
		text = text[size:]
		switch {
		case len(r.text) > maxRow:
			r = row{line: r.line, invalid: kg.Errorf(kg.TooLarge, "the row is longer than %d bytes", maxRow)}
		case r.invalid == nil && !utf8.ValidString(r.text):
			r.invalid = kg.Errorf(kg.BadValue, "the row is not valid text in the encoding of the file")
		case r.text == "":
			continue
		}
		rows = append(rows, r)
	}
	return rows
}

// parseRow returns the first row of a text and its size. After an invalid cell the row ends at the next line break.
func parseRow(text string, separator byte) (r row, size int) {
	for {
		rest := text[size:]
		if quoted := strings.TrimLeft(rest, " "); strings.HasPrefix(quoted, `"`) {
			cell, length, invalid := parseQuoted(quoted, separator)
			if invalid != nil {
				r.invalid = invalid
				return r, size + lineLength(rest)
			}
			r.cells = append(r.cells, cell)
			size += len(rest) - len(quoted) + length
		} else {
			end := strings.IndexFunc(rest, func(c rune) bool { return c == rune(separator) || c == '\n' })
			if end < 0 {
				end = len(rest)
			}
			cell := rest[:end]
			if end == len(rest) || rest[end] == '\n' {
				cell = strings.TrimSuffix(cell, "\r")
			}
			r.cells = append(r.cells, cell)
			size += end
		}
		if size == len(text) || text[size] != separator {
			return r, min(size+1, len(text))
		}
		size++
	}
}

// parseQuoted returns the content of a cell in quotes and the length of the cell, to the separator or line feed after it.
func parseQuoted(text string, separator byte) (cell string, length int, invalid *kg.Error) {
	var b strings.Builder
	for length = 1; ; {
		quote := strings.IndexByte(text[length:], '"')
		if quote < 0 {
			return "", 0, kg.Errorf(kg.BadValue, "missing closing quote; a cell with quotes is written as \"a \"\"b\"\" c\"")
		}
		b.WriteString(text[length : length+quote])
		length += quote + 1
		if !strings.HasPrefix(text[length:], `"`) {
			break
		}
		b.WriteByte('"')
		length++
	}
	rest := strings.TrimLeft(text[length:], " \r")
	if rest != "" && rest[0] != separator && rest[0] != '\n' {
		return "", 0, kg.Errorf(kg.BadValue, "unexpected text after a closing quote; a cell with quotes is written as \"a \"\"b\"\" c\"")
	}
	return b.String(), len(text) - len(rest), nil
}

// lineLength returns the length of the first line, with its end.
func lineLength(text string) int {
	if end := strings.IndexByte(text, '\n'); end >= 0 {
		return end + 1
	}
	return len(text)
}

// separators are the separators that are recognized, by preference.
const separators = ",;\t|"

// detectSeparator returns the separator with which the first rows have the most cells, and the same number of cells each.
func detectSeparator(text string) byte {
	if len(text) > 64<<10 {
		text = text[:64<<10]
	}
	best, bestScore := separators[0], 0
	for _, separator := range []byte(separators) {
		rows := parseRows(text, separator)
		if len(rows) > 20 {
			rows = rows[:20]
		}
		if len(rows) == 0 || rows[0].invalid != nil {
			continue
		}
		width, same := len(rows[0].cells), 0
		for _, r := range rows {
			if len(r.cells) == width {
				same++
			}
		}
		if score := (width - 1) * 100 * same / len(rows); score > bestScore {
			best, bestScore = separator, score
		}
	}
	return best
}
