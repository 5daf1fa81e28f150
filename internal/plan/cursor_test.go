package plan

import (
	"reflect"
	"testing"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

func orderedList() *cursorList {
	list := newCursorList("projects")
	list.chosen(&store.Choice{Order: []kg.OrderKey{{Field: "NAME"}, {Field: "INVESTMENT", Descending: true}, {Field: "STARTED_ON"}}})
	return list
}

func TestCursorsKeepTheKeysOfAnOrder(t *testing.T) {
	t.Parallel()
	place := store.Place{ID: 65, Entity: 130, Keys: []store.Key{{IsText: true, Text: "京津冀"}, {Number: -5}, {Missing: true}}}
	text := string(orderedList().append(nil, 7, &place))
	got, err := orderedList().parse(text)
	if err != nil || !reflect.DeepEqual(*got, place) {
		t.Errorf("%s is %+v, %v", text, got, err)
	}
	if _, err := newCursorList("projects").parse(text); err == nil {
		t.Error("it is good for another order")
	}
}

// FuzzCursor parses anything as a cursor of an ordered list: what it takes, it would have written.
func FuzzCursor(f *testing.F) {
	f.Add("")
	f.Add(string(orderedList().append(nil, 7, &store.Place{ID: 65, Keys: make([]store.Key, 3)})))
	f.Add(string(orderedList().append(nil, 0, &store.Place{ID: 1, Keys: []store.Key{{Missing: true}, {IsText: true, Text: "a"}, {Number: 1 << 40}}})))
	f.Fuzz(func(t *testing.T, text string) {
		list := orderedList()
		place, err := list.parse(text)
		if err == nil && string(list.append(nil, list.parents[0], place)) != text {
			t.Errorf("%s is %+v", text, place)
		}
	})
}
