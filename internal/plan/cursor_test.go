package plan

import (
	"errors"
	"fmt"
	"reflect"
	"testing"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

func orderedList() *cursorList {
	list := newCursorList("projects")
	list.addQuery(&store.ListQuery{Order: []kg.OrderKey{{Field: "NAME"}, {Field: "INVESTMENT", Descending: true}, {Field: "STARTED_ON"}}})
	return list
}

func TestCursorsKeepTheKeysOfAnOrder(t *testing.T) {
	t.Parallel()
	position := store.Position{ID: 65, Entity: 130, Keys: []store.SortKey{{IsText: true, Text: "京津冀"}, {Number: -5}, {Missing: true}}}
	text := string(orderedList().append(nil, 7, &position))
	got, err := orderedList().parse(text)
	if err != nil || !reflect.DeepEqual(*got, position) {
		t.Errorf("%s is %+v, %v", text, got, err)
	}
	if _, err := newCursorList("projects").parse(text); err == nil {
		t.Error("it is accepted for another order")
	}
}

// FuzzCursor parses any string as a cursor of an ordered list: one that is accepted is formatted as the same string.
func FuzzCursor(f *testing.F) {
	f.Add("")
	f.Add(string(orderedList().append(nil, 7, &store.Position{ID: 65, Keys: make([]store.SortKey, 3)})))
	f.Add(string(orderedList().append(nil, 0, &store.Position{ID: 1, Keys: []store.SortKey{{Missing: true}, {IsText: true, Text: "a"}, {Number: 1 << 40}}})))
	f.Fuzz(func(t *testing.T, text string) {
		list := orderedList()
		position, err := list.parse(text)
		if err == nil && string(list.append(nil, list.parents[0], position)) != text {
			t.Errorf("%s is %+v", text, position)
		}
		if mistake, ok := errors.AsType[*kg.Error](err); err != nil && (!ok || mistake.Code != kg.BadCursor) {
			t.Errorf("the error is %v", err)
		}
	})
}

// FuzzPosition formats any position as a cursor: the same list parses it, and all others refuse it.
func FuzzPosition(f *testing.F) {
	f.Add(int64(7), int64(3), int64(65), "a", int64(-5), "宝坻", false)
	f.Add(int64(0), int64(-1), int64(1)<<62, "", int64(1)<<62, "", true)
	f.Fuzz(func(t *testing.T, parent, order, id int64, text string, number int64, key string, missing bool) {
		position := store.Position{
			Order: order, ID: kg.ID(id), Entity: kg.ID(id ^ order), Text: text,
			Keys: []store.SortKey{{IsText: true, Text: key}, {Number: number}, {Missing: missing}},
		}
		cursor := string(orderedList().append(nil, kg.ID(parent), &position))
		list := orderedList()
		got, err := list.parse(cursor)
		if err != nil || !reflect.DeepEqual(*got, position) || list.parents[0] != kg.ID(parent) {
			t.Fatalf("%s of %+v is %+v, %v", cursor, position, got, err)
		}
		for name, other := range otherLists() {
			if got, err := other.parse(cursor); err == nil {
				t.Errorf("%s of %+v is %+v in %s", cursor, position, got, name)
			}
		}
		if list.otherParent([]kg.ID{kg.ID(parent), kg.ID(parent) + 1}) != 1 || list.otherParent([]kg.ID{kg.ID(parent)}) >= 0 {
			t.Errorf("%s is accepted by the list of another record", cursor)
		}
	})
}

// otherLists differ from the ordered list in one thing each.
func otherLists() map[string]*cursorList {
	lists := map[string]*cursorList{
		"no order": newCursorList("projects"), "another field": newCursorList("parks"), "another argument": newCursorList("projects", ""),
		"another filter": newCursorList("projects"), "another direction": newCursorList("projects"), "another field of links": newCursorList("projects"),
	}
	order := func() []kg.OrderKey {
		return []kg.OrderKey{{Field: "NAME"}, {Field: "INVESTMENT", Descending: true}, {Field: "STARTED_ON"}}
	}
	another := order()
	another[1].Descending = false
	lists["another field"].addQuery(&store.ListQuery{Order: order()})
	lists["another argument"].addQuery(&store.ListQuery{Order: order()})
	lists["the same before its keys changed"] = newCursorList("projects")
	lists["the same before its keys changed"].keys = len(order())
	lists["the same before its keys changed"].hash = lists["no order"].hashOf(fmt.Appendf(nil, "%#v %#v %#v", kg.Filter(nil), kg.Filter(nil), order()))
	lists["another filter"].addQuery(&store.ListQuery{Order: order(), Where: kg.And{}})
	lists["another direction"].addQuery(&store.ListQuery{Order: another})
	lists["another field of links"].addQuery(&store.ListQuery{Order: order(), Link: kg.And{}})
	return lists
}
