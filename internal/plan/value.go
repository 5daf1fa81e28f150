package plan

import (
	"encoding/json"
	"strconv"
)

// listOf returns a plain value as a list. A single value is a list of one.
func listOf(value any) []any {
	if list, ok := value.([]any); ok {
		return list
	}
	return []any{value}
}

// scalarString returns a plain scalar as it is written; empty for null, lists and objects.
func scalarString(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case json.Number:
		return string(v)
	case bool:
		return strconv.FormatBool(v)
	}
	return ""
}
