package plan

import (
	"encoding/base64"
	"encoding/binary"
	"hash/fnv"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

// cursorList is the list that a cursor belongs to: the field with its arguments, page sizes aside. The record that the
// list belongs to is checked when it is known.
type cursorList struct {
	mark uint32
	// bySlug tells a root list, whose places are slugs.
	bySlug bool
	// parents are the records whose lists the cursors given are from.
	parents []kg.ID
}

// newCursorList makes the list of what distinguishes it.
func newCursorList(bySlug bool, parts ...string) *cursorList {
	h := fnv.New32a()
	for _, part := range parts {
		_, _ = h.Write([]byte(part)) // a hash takes everything
		_, _ = h.Write([]byte{0})
	}
	return &cursorList{mark: h.Sum32(), bySlug: bySlug}
}

// append appends the cursor of a place in the list of a parent: the list's mark, the parent and the place, as
// URL-safe base64.
func (cl *cursorList) append(dst []byte, parent kg.ID, place *store.Place) []byte {
	var fixed [64]byte
	raw := binary.BigEndian.AppendUint32(fixed[:0], cl.mark)
	raw = binary.AppendUvarint(raw, uint64(parent))
	if cl.bySlug {
		raw = append(raw, place.Slug...)
	} else {
		raw = binary.AppendUvarint(raw, uint64(place.Order))
		raw = binary.AppendUvarint(raw, uint64(place.ID))
		raw = binary.AppendUvarint(raw, uint64(place.Entity))
	}
	return base64.RawURLEncoding.AppendEncode(dst, raw)
}

// parse reads a cursor of the list.
func (cl *cursorList) parse(text string) (*store.Place, error) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil || len(raw) < 5 {
		return nil, kg.Errorf(kg.BadCursor, "this is no cursor; take one from a field `cursor` or from `pageInfo`")
	}
	if binary.BigEndian.Uint32(raw) != cl.mark {
		return nil, errOtherList()
	}
	parent, raw, ok := cutUvarint(raw[4:])
	place := &store.Place{}
	if cl.bySlug {
		place.Slug = string(raw)
		ok = ok && parent == 0
	} else {
		var order, id, entity uint64
		var okOrder, okID, okEntity bool
		order, raw, okOrder = cutUvarint(raw)
		id, raw, okID = cutUvarint(raw)
		entity, raw, okEntity = cutUvarint(raw)
		ok = ok && okOrder && okID && okEntity && len(raw) == 0
		place.Order, place.ID, place.Entity = int64(order), kg.ID(id), kg.ID(entity)
	}
	if !ok || string(cl.append(nil, kg.ID(parent), place)) != text {
		return nil, errOtherList()
	}
	cl.parents = append(cl.parents, kg.ID(parent))
	return place, nil
}

func cutUvarint(raw []byte) (n uint64, rest []byte, ok bool) {
	n, size := binary.Uvarint(raw)
	if size <= 0 {
		return 0, nil, false
	}
	return n, raw[size:], true
}

// check refuses the cursors that came from the list of another record.
func (cl *cursorList) check(parents []kg.ID) error {
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
