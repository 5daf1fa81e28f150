package store

import (
	"fmt"
	"strconv"
	"strings"

	"civicgraph/internal/kg"
)

// argumentWriter writes arguments in their text form, into memory that it reuses.
type argumentWriter struct {
	values [][]byte
	bytes  []byte
}

// write returns the values of arguments, nil for NULL. They are valid until the next call. If the statement only reads, texts that
// PostgreSQL refuses are replaced by others that no record has (kg.IsValidText).
func (w *argumentWriter) write(args []any, reading bool) ([][]byte, error) {
	w.values, w.bytes = w.values[:0], append(w.bytes[:0], 0) // so that an empty string is not nil
	for i, arg := range args {
		start := len(w.bytes)
		switch arg := arg.(type) {
		case int64:
			w.bytes = strconv.AppendInt(w.bytes, arg, 10)
		case kg.ID:
			w.bytes = strconv.AppendInt(w.bytes, int64(arg), 10)
		case float64:
			w.bytes = strconv.AppendFloat(w.bytes, arg, 'g', -1, 64)
		case string:
			w.bytes = append(w.bytes, storable(arg, reading)...)
		case []int64:
			w.bytes = appendNumbers(w.bytes, arg)
		case []kg.ID:
			w.bytes = appendNumbers(w.bytes, arg)
		case []string:
			w.bytes = appendStrings(w.bytes, arg, reading)
		case nil:
			w.values = append(w.values, nil)
			continue
		default:
			return nil, fmt.Errorf("argument %d is a %T", i+1, arg)
		}
		w.values = append(w.values, w.bytes[start:])
	}
	return w.values, nil
}

// storable returns a text in which characters that PostgreSQL refuses are replaced, if it is only compared with others.
func storable(text string, reading bool) string {
	const replacement = "\uFFFD"
	if !reading {
		return text
	}
	if strings.IndexByte(text, 0) >= 0 {
		text = strings.ReplaceAll(text, "\x00", replacement)
	}
	return strings.ToValidUTF8(text, replacement)
}

// appendNumbers appends a list as an array of PostgreSQL.
func appendNumbers[T ~int64](dst []byte, list []T) []byte {
	dst = append(dst, '{')
	for i, n := range list {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = strconv.AppendInt(dst, int64(n), 10)
	}
	return append(dst, '}')
}

func appendStrings(dst []byte, list []string, reading bool) []byte {
	dst = append(dst, '{')
	for i, text := range list {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(dst, '"')
		for _, b := range []byte(storable(text, reading)) {
			if b == '"' || b == '\\' {
				dst = append(dst, '\\')
			}
			dst = append(dst, b)
		}
		dst = append(dst, '"')
	}
	return append(dst, '}')
}
