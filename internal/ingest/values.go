package ingest

import (
	"bytes"
	"encoding/json"
	"hash/maphash"

	"github.com/go-json-experiment/json/jsontext"
)

const (
	// keptObjects and keptFields bound the maps that are used again: how many, and how large.
	keptObjects = 64
	keptFields  = 32
	// knownTexts is how many texts are kept to be shared, knownLength how long they are at most, in bytes.
	knownTexts  = 1 << 10
	knownLength = 24
)

// valueReader reads JSON values in the types that kg.Decode takes. Nearly all that a line is made of came before: its
// maps are used again for the next line, and texts that come often are shared.
type valueReader struct {
	decoder *jsontext.Decoder
	objects []map[string]any
	used    int
	known   [knownTexts]any // each a string, boxed already
	seed    maphash.Seed
}

func newValueReader() *valueReader {
	return &valueReader{decoder: jsontext.NewDecoder(bytes.NewReader(nil)), seed: maphash.MakeSeed()}
}

// begin turns to another line; what was read of the last one is no longer valid.
func (r *valueReader) begin(text []byte) {
	for i, object := range r.objects[:r.used] {
		if len(object) > keptFields {
			r.objects[i] = map[string]any{}
		} else {
			clear(object)
		}
	}
	r.used = 0
	r.decoder.Reset(bytes.NewBuffer(text))
}

// read reads a value. A key that an object has twice, and what is not UTF-8, are errors.
func (r *valueReader) read() (any, error) {
	switch r.decoder.PeekKind() {
	case '{':
		return r.object()
	case '[':
		return r.list()
	case '"':
		return r.text()
	}
	token, err := r.decoder.ReadToken()
	if err != nil {
		return nil, err
	}
	switch token.Kind() {
	case '0':
		return json.Number(token.String()), nil
	case 't', 'f':
		return token.Bool(), nil
	}
	return nil, nil //nolint:nilnil // null is a value
}

func (r *valueReader) object() (any, error) {
	if _, err := r.decoder.ReadToken(); err != nil {
		return nil, err
	}
	object := r.newObject()
	for r.decoder.PeekKind() != '}' {
		name, err := r.text()
		if err != nil {
			return nil, err
		}
		if object[name.(string)], err = r.read(); err != nil { //nolint:forcetypeassert // text is one
			return nil, err
		}
	}
	_, err := r.decoder.ReadToken()
	return object, err
}

func (r *valueReader) newObject() map[string]any {
	if r.used == len(r.objects) {
		if r.used == keptObjects {
			return map[string]any{}
		}
		r.objects = append(r.objects, map[string]any{})
	}
	r.used++
	return r.objects[r.used-1]
}

func (r *valueReader) list() (any, error) {
	if _, err := r.decoder.ReadToken(); err != nil {
		return nil, err
	}
	list := make([]any, 0, 2)
	for r.decoder.PeekKind() != ']' {
		item, err := r.read()
		if err != nil {
			return nil, err
		}
		list = append(list, item)
	}
	_, err := r.decoder.ReadToken()
	return list, err
}

// text is the string at hand, boxed.
func (r *valueReader) text() (any, error) {
	quoted, err := r.decoder.ReadValue()
	if err != nil {
		return nil, err
	}
	if quoted[0] != '"' || len(quoted) > knownLength || bytes.IndexByte(quoted, '\\') >= 0 {
		text, err := jsontext.AppendUnquote(nil, quoted)
		return string(text), err
	}
	quoted = quoted[1 : len(quoted)-1]
	place := &r.known[maphash.Bytes(r.seed, quoted)%knownTexts]
	if known, ok := (*place).(string); ok && known == string(quoted) {
		return *place, nil
	}
	*place = string(quoted)
	return *place, nil
}
