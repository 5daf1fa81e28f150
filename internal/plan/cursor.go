package plan

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"hash/fnv"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

// cursorList is the list that a cursor belongs to: the field with its arguments, page sizes aside. The record that the
// list belongs to is checked when it is known.
type cursorList struct {
	hash uint32
	// keys is how many keys of an order a place has.
	keys int
	// parents are the records whose lists the cursors given are from.
	parents []kg.ID
}

// newCursorList makes the list of what distinguishes it.
func newCursorList(parts ...string) *cursorList {
	h := fnv.New32a()
	for _, part := range parts {
		_, _ = h.Write([]byte(part)) // a hash takes everything
		_, _ = h.Write([]byte{0})
	}
	return &cursorList{hash: h.Sum32()}
}

// chosen makes it the list of a choice.
func (cl *cursorList) addQuery(choice *store.ListQuery) {
	cl.keys = len(choice.Order)
	if choice.Where != nil || choice.Link != nil || choice.Order != nil {
		cl.hash = cl.hashOf(fmt.Appendf(nil, "%#v %#v %#v", choice.Where, choice.Link, choice.Order))
	}
}

// sign is the mark of the list over a place in it.
func (cl *cursorList) hashOf(place []byte) uint32 {
	sum := cl.hash
	for _, b := range place { // FNV-1a goes on where the mark of the list ended
		sum = (sum ^ uint32(b)) * 16777619
	}
	return sum
}

// append appends the cursor of a place in the list of a parent: a mark over both, the parent and the place, as URL-safe
// base64.
func (cl *cursorList) append(dst []byte, parent kg.ID, place *store.Position) []byte {
	var fixed [64]byte
	raw := binary.AppendUvarint(fixed[:4], uint64(parent))
	raw = binary.AppendUvarint(raw, uint64(place.Order))
	raw = binary.AppendUvarint(raw, uint64(place.ID))
	raw = binary.AppendUvarint(raw, uint64(place.Entity))
	for i := range place.Keys {
		raw = appendKey(raw, &place.Keys[i])
	}
	raw = append(raw, place.Text...)
	binary.BigEndian.PutUint32(raw, cl.hashOf(raw[4:]))
	return base64.RawURLEncoding.AppendEncode(dst, raw)
}

// parse reads a cursor of the list.
func (cl *cursorList) parse(text string) (*store.Position, error) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil || len(raw) < 5 {
		return nil, kg.Errorf(kg.BadCursor, "this is no cursor; take one from a field `cursor` or from `pageInfo`")
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
	place := &store.Position{Order: int64(numbers[1]), ID: kg.ID(numbers[2]), Entity: kg.ID(numbers[3])}
	for range cl.keys {
		key, rest, ok := parseKey(raw)
		if !ok {
			return nil, errOtherList()
		}
		place.Keys, raw = append(place.Keys, key), rest
	}
	place.Text = string(raw)
	if string(cl.append(nil, kg.ID(parent), place)) != text {
		return nil, errOtherList()
	}
	cl.parents = append(cl.parents, kg.ID(parent))
	return place, nil
}

// Marks of the keys in a cursor.
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

// parseKey reads a key from the beginning of what is left of a cursor.
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

// check refuses the cursors that came from the list of another record.
func (cl *cursorList) checkParents(parents []kg.ID) error {
	for _, of := range cl.parents {
		for _, parent := range parents {
			if parent != of {
				return errOtherList()
			}
		}
	}
	return nil
}

func errOtherList() error {
	return kg.Errorf(kg.BadCursor,
		"this cursor is from another list; it is good for the same field of the same record with the same arguments only")
}
