package plan

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"slices"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

// cursorList is the list that a cursor belongs to: a field with its arguments, except the size of the page. The record that the list
// belongs to is checked when it is known.
type cursorList struct {
	hash uint32
	// keys is the number of sort keys in a position.
	keys int
	// parents are the records whose lists the parsed cursors are from.
	parents []kg.ID
}

// newCursorList returns the list that is identified by parts.
func newCursorList(parts ...string) *cursorList {
	h := fnv.New32a()
	for _, part := range parts {
		_, _ = h.Write([]byte(part)) // never fails
		_, _ = h.Write([]byte{0})
	}
	return &cursorList{hash: h.Sum32()}
}

// addQuery makes the filters and the order of a list part of its identity.
func (cl *cursorList) addQuery(query *store.ListQuery) {
	cl.keys = len(query.Order)
	if query.Where != nil || query.Link != nil || query.Order != nil {
		cl.hash = cl.hashOf(fmt.Appendf(nil, "%#v %#v %#v", query.Where, query.Link, query.Order))
	}
	if query.Order != nil { // a cursor with a key of other rules would lead to a wrong page
		cl.hash = cl.hashOf([]byte(store.SortKeyVersion))
	}
}

// hashOf returns the hash of the list and a position in it.
func (cl *cursorList) hashOf(position []byte) uint32 {
	sum := cl.hash
	for _, b := range position { // FNV-1a, continued from the hash of the list
		sum = (sum ^ uint32(b)) * 16777619
	}
	return sum
}

// append appends the cursor of a position in the list of a parent, as URL-safe base64: the hash of all of them, the parent, the position.
func (cl *cursorList) append(dst []byte, parent kg.ID, at *store.Position) []byte {
	var fixed [64]byte
	raw := binary.AppendUvarint(fixed[:4], uint64(parent))
	raw = binary.AppendUvarint(raw, uint64(at.Order))
	raw = binary.AppendUvarint(raw, uint64(at.ID))
	raw = binary.AppendUvarint(raw, uint64(at.Entity))
	for i := range at.Keys {
		raw = appendKey(raw, &at.Keys[i])
	}
	raw = append(raw, at.Text...)
	binary.BigEndian.PutUint32(raw, cl.hashOf(raw[4:]))
	return base64.RawURLEncoding.AppendEncode(dst, raw)
}

// parse returns the position of a cursor of the list.
func (cl *cursorList) parse(text string) (*store.Position, error) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil || len(raw) < 5 {
		return nil, kg.Errorf(kg.BadCursor, "invalid cursor; take one from a field `cursor` or from `pageInfo`")
	}
	if binary.BigEndian.Uint32(raw) != cl.hashOf(raw[4:]) {
		return nil, errOtherList()
	}
	var numbers [4]uint64
	raw = raw[4:]
	for i := range numbers {
		var size int
		if numbers[i], size = binary.Uvarint(raw); size <= 0 {
			return nil, errOtherList()
		}
		raw = raw[size:]
	}
	parent := numbers[0]
	at := &store.Position{Order: int64(numbers[1]), ID: kg.ID(numbers[2]), Entity: kg.ID(numbers[3])}
	for range cl.keys {
		key, rest, ok := parseKey(raw)
		if !ok {
			return nil, errOtherList()
		}
		at.Keys, raw = append(at.Keys, key), rest
	}
	at.Text = string(raw)
	if string(cl.append(nil, kg.ID(parent), at)) != text {
		return nil, errOtherList()
	}
	cl.parents = append(cl.parents, kg.ID(parent))
	return at, nil
}

// Types of the sort keys in a cursor.
const (
	missingKey = iota
	numberKey
	textKey
)

func appendKey(raw []byte, key *store.SortKey) []byte {
	switch {
	case key.Missing:
		return append(raw, missingKey)
	case key.IsText:
		raw = binary.AppendUvarint(append(raw, textKey), uint64(len(key.Text)))
		return append(raw, key.Text...)
	}
	return binary.AppendVarint(append(raw, numberKey), key.Number)
}

// parseKey returns the sort key that the rest of a cursor begins with.
func parseKey(raw []byte) (key store.SortKey, rest []byte, ok bool) {
	if len(raw) == 0 {
		return key, nil, false
	}
	kind, raw := raw[0], raw[1:]
	switch kind {
	case missingKey:
		key.Missing = true
		return key, raw, true
	case numberKey:
		n, size := binary.Varint(raw)
		key.Number = n
		return key, raw[max(size, 0):], size > 0
	case textKey:
		n, size := binary.Uvarint(raw)
		if size <= 0 || n > uint64(len(raw)-size) {
			return key, nil, false
		}
		key.IsText, key.Text = true, string(raw[size:size+int(n)])
		return key, raw[size+int(n):], true
	}
	return key, nil, false
}

// otherParent returns the index of the first parent with a cursor that is not of its list, or -1.
func (cl *cursorList) otherParent(parents []kg.ID) int {
	return slices.IndexFunc(parents, func(parent kg.ID) bool {
		return slices.ContainsFunc(cl.parents, func(of kg.ID) bool { return of != parent })
	})
}

func errOtherList() error {
	return kg.Errorf(kg.BadCursor,
		"this cursor is from another list; a cursor belongs to one field of one record with the same arguments")
}
