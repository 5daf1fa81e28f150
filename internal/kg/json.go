package kg

import (
	"encoding/json"
	"unicode/utf8"
)

// AppendJSON appends the object on one line, without spaces.
func (o Object) AppendJSON(dst []byte) []byte {
	dst = append(dst, '{')
	for i, m := range o {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(AppendJSONString(dst, m.Name), ':')
		dst = AppendJSON(dst, m.Value)
	}
	return append(dst, '}')
}

// AppendJSON appends the value of a Member; null for a value of another type.
func AppendJSON(dst []byte, value any) []byte {
	switch v := value.(type) {
	case string:
		return AppendJSONString(dst, v)
	case json.Number:
		return append(dst, v...)
	case Object:
		return v.AppendJSON(dst)
	case []string:
		return appendList(dst, v, AppendJSONString)
	case []Object:
		return appendList(dst, v, func(dst []byte, o Object) []byte { return o.AppendJSON(dst) })
	}
	return append(dst, "null"...)
}

func appendList[T any](dst []byte, list []T, item func([]byte, T) []byte) []byte {
	dst = append(dst, '[')
	for i, one := range list {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = item(dst, one)
	}
	return append(dst, ']')
}

// AppendQuoted appends a text as JSON. Only what must be is escaped, and what some readers take for the end of a line.
func AppendJSONString(dst []byte, s string) []byte {
	const hex = "0123456789abcdef"
	dst = append(dst, '"')
	done := 0
	for i, r := range s {
		plain := r >= ' ' && r != '"' && r != '\\' && r != '\u0085' && r != '\u2028' && r != '\u2029' && r != utf8.RuneError
		if plain {
			continue
		}
		width := utf8.RuneLen(r)
		if r == utf8.RuneError { // as a rune of its own, or a byte that is none
			_, width = utf8.DecodeRuneInString(s[i:])
		}
		dst = append(dst, s[done:i]...)
		done = i + width
		switch r {
		case '"', '\\':
			dst = append(dst, '\\', byte(r))
		case '\n':
			dst = append(dst, `\n`...)
		case '\r':
			dst = append(dst, `\r`...)
		case '\t':
			dst = append(dst, `\t`...)
		default:
			dst = append(dst, '\\', 'u', hex[r>>12&15], hex[r>>8&15], hex[r>>4&15], hex[r&15])
		}
	}
	return append(append(dst, s[done:]...), '"')
}
