package oracle

import (
	"fmt"

	"civicgraph/internal/kg"
)

// Cursor stands in an answer where the engine's has an opaque text: one place in one list.
type Cursor struct {
	List
	// Own are the arguments as the query wrote them. Lists that differ in no more may share their cursors or not.
	Arguments string
	// Item names the edge: the ids of its link, zero in a root list, and of its node.
	Item [2]kg.ID
}

// List tells one list from another, whatever the page.
type List struct {
	// Field is the list's field, `Park.partners`. `links`, `figures` and `statements` are one field each
	// whatever the type of their entity.
	Field string
	// Parent is the record that the list belongs to, zero for a root list.
	Parent kg.ID
	// Day is the day looked at, the root field's or the field's own; empty for all times.
	Day string
	// Filter are the values of the other arguments.
	Filter string
}

// cursorTable tells what the engine's cursors mean, as learnt from its answers.
type cursorTable struct {
	byText map[string]Cursor
	texts  map[Cursor]string
	// fields are the fields of the lists that have cursors, seen the texts of each in the order in which they were learnt.
	fields []string
	seen   map[string][]string
}

// learn remembers the engine's text for a cursor. The same cursor has the same text ever after, and a text means one
// place in one list.
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
