package store

import (
	"fmt"
	"log/slog"
	"strings"
	"time"
	"unicode/utf8"

	"civicgraph/internal/kg"
)

// Trace describes a query that a snapshot ran.
type Trace struct {
	Query Query
	// Rows is the number of rows read.
	Rows int
	// Took is the time from the start of the query to its last row, with the work on each row.
	Took time.Duration
	// Err is why the query ended early, nil if it did not.
	Err error
}

// LogValue returns the attributes of a log line: the SQL on one line, the start of each argument, the rows and the time.
func (t Trace) LogValue() slog.Value {
	arguments := make([]string, len(t.Query.Args))
	for i, arg := range t.Query.Args {
		arguments[i] = argumentForLog(arg)
	}
	attributes := []slog.Attr{
		slog.String("sql", strings.Join(strings.Fields(t.Query.SQL), " ")),
		slog.String("arguments", "["+strings.Join(arguments, ", ")+"]"),
		slog.Int("rows", t.Rows),
		slog.Duration("took", t.Took),
	}
	if t.Err != nil {
		attributes = append(attributes, slog.Any("error", t.Err))
	}
	return slog.GroupValue(attributes...)
}

// argumentForLog returns an argument as SQL would show it, long strings cut: a list of keys is one argument.
func argumentForLog(arg any) string {
	const maxBytes = 80
	text, ok := arg.(string)
	switch list := arg.(type) {
	case []kg.ID:
		text, ok = numbersAsJSON(list), true
	case []int64:
		text, ok = numbersAsJSON(list), true
	case []string:
		text, ok = jsonArray(list), true
	}
	switch {
	case !ok:
		return fmt.Sprint(arg)
	case len(text) <= maxBytes:
		return fmt.Sprintf("%q", text)
	}
	end := maxBytes
	for !utf8.RuneStart(text[end]) {
		end--
	}
	return fmt.Sprintf("%q… (%d bytes)", text[:end], len(text))
}
