package table

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// ListSeparator separates the values of a cell, unless another is named.
const ListSeparator = ";"

// formulaStarts are the characters with which a spreadsheet takes a cell for a formula.
const formulaStarts = "=+-@\t\r"

// Neutralize puts an apostrophe before a cell that a spreadsheet would take for a formula, and before one that would lose its own
// apostrophe when it is read.
func Neutralize(cell string) string {
	if isFormula(cell) || hasApostrophe(cell) {
		return "'" + cell
	}
	return cell
}

// restore removes the apostrophe that Neutralize adds.
func restore(cell string) string {
	if hasApostrophe(cell) {
		return cell[1:]
	}
	return cell
}

func isFormula(cell string) bool { return cell != "" && strings.IndexByte(formulaStarts, cell[0]) >= 0 }

// hasApostrophe reports whether the first character is the apostrophe of Neutralize.
func hasApostrophe(cell string) bool {
	return strings.HasPrefix(cell, "'") && (isFormula(cell[1:]) || strings.HasPrefix(cell[1:], "'"))
}

// escape writes a value so that splitting a cell gives it back: a backslash precedes separators, backslashes, and space at either end.
func escape(value string) string {
	var b strings.Builder
	last := len(value)
	if r, size := utf8.DecodeLastRuneInString(value); unicode.IsSpace(r) {
		last -= size
	}
	for at, r := range value {
		if r == '\\' || strings.HasPrefix(value[at:], ListSeparator) || unicode.IsSpace(r) && (at == 0 || at == last) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// join writes a list of values into one cell.
func join(values []string) string {
	escaped := make([]string, len(values))
	for i, value := range values {
		escaped[i] = escape(value)
	}
	return strings.Join(escaped, ListSeparator+" ")
}

// split returns the values of a cell, some of which may be empty. An empty separator makes one value of the cell. Space around
// values is dropped; a backslash keeps a separator, a backslash or space.
func split(cell, separator string) []string {
	var values []string
	var value []byte
	kept := 0 // the length up to which nothing is trimmed
	end := func() {
		values = append(values, string(value[:max(kept, len(strings.TrimRightFunc(string(value), unicode.IsSpace)))]))
		value, kept = nil, 0
	}
	for cell != "" {
		r, size := utf8.DecodeRuneInString(cell)
		switch next := cell[size:]; {
		case r == '\\' && next != "" && isEscaped(next, separator):
			_, escaped := utf8.DecodeRuneInString(next)
			value = append(value, next[:escaped]...)
			kept, size = len(value), size+escaped
		case separator != "" && strings.HasPrefix(cell, separator):
			end()
			size = len(separator)
		case len(value) == 0 && unicode.IsSpace(r):
		default:
			value = append(value, cell[:size]...)
		}
		cell = cell[size:]
	}
	end()
	return values
}

// isEscaped reports whether a backslash before the text is an escape and no part of the value.
func isEscaped(text, separator string) bool {
	r, _ := utf8.DecodeRuneInString(text)
	return r == '\\' || unicode.IsSpace(r) || strings.HasPrefix(text, ListSeparator) || separator != "" && strings.HasPrefix(text, separator)
}

// single returns the value of a cell with one.
func single(cell string) string { return split(cell, "")[0] }

// list returns the values of a cell that are not empty.
func list(cell, separator string) []string {
	var values []string
	for _, value := range split(cell, separator) {
		if value != "" {
			values = append(values, value)
		}
	}
	return values
}
