package plan

import (
	"strconv"
	"strings"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

// appendPieces writes pieces with the values of the row that a read stands on.
func appendPieces(dst []byte, pieces []piece, row *store.Row, leading int) []byte {
	for i := range pieces {
		p := &pieces[i]
		dst = append(dst, p.text...)
		switch {
		case p.object != nil && p.column >= 0 && row.IsNull(leading+p.column):
			dst = append(dst, "null"...)
		case p.object != nil:
			dst = appendPieces(dst, p.object, row, leading)
		case p.column >= 0:
			dst = appendValue(dst, p, row, leading+p.column)
		}
	}
	return dst
}

func appendValue(dst []byte, p *piece, row *store.Row, column int) []byte {
	if p.form == store.AsString {
		return appendTextColumn(dst, row, column)
	}
	if row.IsNull(column) {
		if p.form == store.AsStringList {
			return append(dst, "[]"...)
		}
		return append(dst, "null"...)
	}
	switch p.form {
	case store.AsInt:
		return strconv.AppendInt(dst, row.Int(column), 10)
	case store.AsFloat:
		return strconv.AppendFloat(dst, row.Float(column), 'g', -1, 64)
	case store.AsDecimal:
		return append(kg.Decimal(row.Int(column)).Append(append(dst, '"')), '"')
	case store.AsGlobalID:
		return append(kg.ID(row.Int(column)).AppendGlobal(append(dst, '"')), '"')
	case store.AsEnumName:
		return append(append(append(dst, '"'), p.names[row.Int(column)]...), '"')
	case store.AsStringList:
		return row.AppendText(dst, column)
	case store.AsRegisterURL:
		scheme, value, _ := strings.Cut(string(row.AppendText(nil, column)), " ")
		return appendTextOrNull(dst, kg.RegisterPage(scheme, value))
	}
	panic("plan: a form that is not written")
}

// appendTextColumn writes a text as it comes, and mends it in place where JSON needs an escape.
func appendTextColumn(dst []byte, row *store.Row, column int) []byte {
	start := len(dst)
	dst = append(dst, '"')
	dst = row.AppendText(dst, column)
	if len(dst) == start+1 {
		return append(dst[:start], "null"...)
	}
	for _, b := range dst[start+1:] {
		if b < ' ' || b == '"' || b == '\\' {
			return appendString(dst[:start], string(dst[start+1:]))
		}
	}
	return append(dst, '"')
}

func appendTextOrNull(dst []byte, s string) []byte {
	if s == "" {
		return append(dst, "null"...)
	}
	return appendString(dst, s)
}

// appendString writes a JSON string. Texts are valid UTF-8 since they were written.
func appendString(dst []byte, s string) []byte {
	dst = append(dst, '"')
	start := 0
	for i := range len(s) {
		if b := s[i]; b < ' ' || b == '"' || b == '\\' {
			dst = append(dst, s[start:i]...)
			dst = appendEscaped(dst, b)
			start = i + 1
		}
	}
	return append(append(dst, s[start:]...), '"')
}

func appendEscaped(dst []byte, b byte) []byte {
	switch b {
	case '"', '\\':
		return append(dst, '\\', b)
	case '\n':
		return append(dst, '\\', 'n')
	case '\t':
		return append(dst, '\\', 't')
	case '\r':
		return append(dst, '\\', 'r')
	}
	const hex = "0123456789abcdef"
	return append(dst, '\\', 'u', '0', '0', hex[b>>4], hex[b&0xF])
}
