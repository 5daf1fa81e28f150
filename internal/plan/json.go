package plan

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/99designs/gqlgen/graphql"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

// appendSegments appends segments with the values of the current row of a read, whose columns begin behind the leading ones.
func appendSegments(dst []byte, segments []segment, row *store.Row, leading int) []byte {
	for i := range segments {
		s := &segments[i]
		dst = append(dst, s.text...)
		switch {
		case s.object != nil && s.column != noColumn && row.IsNull(leading+s.column):
			dst = append(dst, "null"...)
		case s.object != nil:
			dst = appendSegments(dst, s.object, row, leading)
		case s.column != noColumn:
			dst = appendValue(dst, s, row, leading+s.column)
		}
	}
	return dst
}

func appendValue(dst []byte, s *segment, row *store.Row, column int) []byte {
	if s.encoding == store.AsString {
		return appendStringColumn(dst, row, column)
	}
	if row.IsNull(column) {
		if s.encoding == store.AsStringList {
			return append(dst, "[]"...)
		}
		return append(dst, "null"...)
	}
	switch s.encoding {
	case store.AsInt:
		return strconv.AppendInt(dst, row.Int(column), 10)
	case store.AsFloat:
		return strconv.AppendFloat(dst, row.Float(column), 'g', -1, 64)
	case store.AsDecimal:
		return append(kg.Decimal(row.Int(column)).Append(append(dst, '"')), '"')
	case store.AsGlobalID:
		return append(kg.ID(row.Int(column)).AppendGlobal(append(dst, '"')), '"')
	case store.AsEnumName:
		return append(append(append(dst, '"'), s.names[row.Int(column)]...), '"')
	case store.AsStringList:
		return row.AppendText(dst, column)
	case store.AsRegisterURL:
		scheme, value, _ := strings.Cut(string(row.AppendText(nil, column)), " ")
		if url := kg.RegisterPage(scheme, value); url != "" {
			return appendString(dst, url)
		}
		return append(dst, "null"...)
	}
	panic("plan: unknown encoding of a column")
}

// appendStringColumn appends a column as a JSON string, null if it is empty. The text is copied once unless it needs escapes.
func appendStringColumn(dst []byte, row *store.Row, column int) []byte {
	start := len(dst)
	dst = append(dst, '"')
	dst = row.AppendText(dst, column)
	text := dst[start+1:]
	switch {
	case len(text) == 0:
		return append(dst[:start], "null"...)
	case needsEscapes(text):
		return appendEscaped(dst[:start], string(text))
	}
	return append(dst, '"')
}

// appendString appends a JSON string. All strings of the store are valid UTF-8.
func appendString(dst []byte, s string) []byte {
	if needsEscapes(s) {
		return appendEscaped(dst, s)
	}
	return append(append(append(dst, '"'), s...), '"')
}

func needsEscapes[T string | []byte](s T) bool {
	for i := range len(s) {
		if b := s[i]; b < ' ' || b == '"' || b == '\\' {
			return true
		}
	}
	return false
}

func appendEscaped(dst []byte, s string) []byte {
	b := bytes.NewBuffer(dst)
	graphql.MarshalString(s).MarshalGQL(b)
	return b.Bytes()
}
