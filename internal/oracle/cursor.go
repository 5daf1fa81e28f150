package oracle

import (
	"fmt"

	"civicgraph/internal/kg"
)

// Cursor represents an opaque cursor of the endpoint in an answer: one position in one list.
type Cursor struct {
	List
	// Arguments holds the arguments as the query wrote them. Whether lists that differ in nothing else share their cursors
	// is unspecified.
	Arguments string
	// Item identifies the edge: the ids of its link, zero in a root list, and of its node.
	Item [2]kg.ID
}

// List identifies a list, independently of the page.
type List struct {
	// Field is the field of the list, `Park.partners`. `links`, `figures` and `statements` are one field each for all types
	// of entity.
	Field string
	// Parent is the record that has the list, zero for a root list.
	Parent kg.ID
	// Day is the day of the root field or of the field itself; empty for all times.
	Day string
	// Filter holds the values of the other arguments.
	Filter string
}

// cursorTable holds the meanings of cursors, learned from the endpoint's answers.
type cursorTable struct {
	byText map[string]Cursor
	texts  map[Cursor]string
	// fields holds the fields of the lists that have cursors, seen the strings of each in the order in which they were
	// learned.
	fields []string
	seen   map[string][]string
}

// learn records the string of a cursor. A cursor always has the same string, and a string means one position in one list.
func (t *cursorTable) learn(c Cursor, text string) error {
	if text == "" {
		return fmt.Errorf("the cursor of %+v is empty", c)
	}
	if known, seen := t.byText[text]; seen && (known.List != c.List || known.Item != c.Item) {
		return fmt.Errorf("the cursor %q stands for %+v and for %+v", text, known, c)
	}
	if known, seen := t.texts[c]; seen && known != text {
		return fmt.Errorf("the cursor of %+v was %q and is %q", c, known, text)
	}
	if _, seen := t.byText[text]; !seen {
		t.byText[text] = c
		if len(t.seen[c.Field]) == 0 {
			t.fields = append(t.fields, c.Field)
		}
		t.seen[c.Field] = append(t.seen[c.Field], text)
	}
	t.texts[c] = text
	return nil
}
