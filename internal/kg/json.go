package kg

import (
	"bytes"
	"encoding/json"
	"strings"
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

// AppendJSONString appends a JSON string. Only what must be is escaped, and the characters that some readers take for the end
// of a line. Most strings need no escapes; those that do are left to encoding/json, at several times the cost.
func AppendJSONString(dst []byte, s string) []byte {
	if !needsEscapes(s) {
		return append(append(append(dst, '"'), s...), '"')
	}
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(s); err != nil {
		panic(err) // a string can always be encoded
	}
	return append(dst, bytes.ReplaceAll(bytes.TrimSuffix(b.Bytes(), []byte("\n")), []byte("\u0085"), []byte(`\u0085`))...)
}

func needsEscapes(s string) bool {
	isASCII := true
	for i := range len(s) {
		switch c := s[i]; {
		case c < ' ', c == '"', c == '\\':
			return true
		case c >= utf8.RuneSelf:
			isASCII = false
		}
	}
	return !isASCII && (!utf8.ValidString(s) || strings.ContainsAny(s, "\u0085\u2028\u2029"))
}
