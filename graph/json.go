package graph

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// byteOrderMark may precede a text in UTF-8, as editors on Windows write it. It is not part of the text.
const byteOrderMark = "\ufeff"

// Names in errors for objects that are not members of another.
const (
	wholeBody = "the body"
	wholeFile = "the file"
)

// errDuplicate is the error of an object that has a name twice.
var errDuplicate = errors.New("is given twice")

// objectError returns the error of a request whose JSON object cannot be decoded, with what to do.
func objectError(err error, hint string) *httpError {
	if errors.Is(err, errDuplicate) {
		hint = "give each member of an object once"
	}
	return badRequest("%v; %s", err, hint)
}

// decodeGiven returns the members of a JSON object that are not null, as decodeObject does.
func decodeGiven(where string, text []byte) (map[string]jsontext.Value, error) {
	members, err := decodeObject(where, text)
	maps.DeleteFunc(members, func(_ string, value jsontext.Value) bool { return value.Kind() == 'n' })
	return members, err
}

// decodeObject returns the members of a JSON object. Names are compared exactly, and no object within it may repeat a name, because
// programs differ in which one they use. where names the object in errors.
func decodeObject(where string, text []byte) (map[string]jsontext.Value, error) {
	if !utf8.Valid(text) {
		return nil, fmt.Errorf("%s must be UTF-8", where)
	}
	d := jsontext.NewDecoder(bytes.NewBuffer(text))
	if kind := d.PeekKind(); kind != '{' && kind != jsontext.KindInvalid {
		return nil, fmt.Errorf("%s must be a JSON object", where)
	}
	members, err := readMembers(d)
	if err != nil {
		return nil, jsonError(where, err)
	}
	if _, err := d.ReadToken(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%s must be one JSON object, with nothing after it", where)
	}
	return members, nil
}

// readMembers reads an object.
func readMembers(d *jsontext.Decoder) (map[string]jsontext.Value, error) {
	members := map[string]jsontext.Value{}
	if _, err := d.ReadToken(); err != nil { // the opening brace
		return nil, err
	}
	for d.PeekKind() != '}' {
		name, err := d.ReadToken()
		if err != nil {
			return nil, err
		}
		key := name.String() // the token is only valid until the next one is read
		value, err := d.ReadValue()
		if err != nil {
			return nil, err
		}
		members[key] = value.Clone()
	}
	_, err := d.ReadToken()
	return members, err
}

// jsonError returns the error to show for one of jsontext.
func jsonError(where string, err error) error {
	syntax, ok := errors.AsType[*jsontext.SyntacticError](err)
	if !ok {
		return &jsonSyntaxError{where: where}
	}
	if errors.Is(err, jsontext.ErrDuplicateName) {
		path := slices.Collect(syntax.JSONPointer.Tokens())
		if where != wholeBody && where != wholeFile {
			path = append([]string{where}, path...)
		}
		return fmt.Errorf("%s %w", strings.Join(path, "."), errDuplicate)
	}
	return &jsonSyntaxError{where, syntax.ByteOffset}
}

// jsonSyntaxError is the error of a text that is not JSON from a byte on.
type jsonSyntaxError struct {
	where  string
	offset int64
}

func (e *jsonSyntaxError) Error() string {
	return fmt.Sprintf("%s is not valid JSON, from byte %d on", e.where, e.offset+1)
}
