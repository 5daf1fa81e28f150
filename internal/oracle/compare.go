package oracle

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// Compare returns the first difference between a response body and the answer of the oracle, or nil. Members of objects
// must have the same order. Errors are compared by code and path. A cursor must keep its meaning; Compare learns new ones,
// so that later queries can use them.
func (o *Oracle) Compare(body []byte, data any, errs []Error) error {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	value, err := decode(decoder)
	if err != nil {
		return fmt.Errorf("the response is not JSON: %w", err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return errors.New("something follows the response")
	}
	response, ok := value.(Object)
	if !ok {
		return fmt.Errorf("the response is %s, no object", displayed(value))
	}
	got, err := errorsOf(response)
	if err != nil {
		return err
	}
	if err := compareErrors(errs, got); err != nil {
		return err
	}
	answer, _ := response.member("data")
	return o.difference("data", data, answer)
}

// member returns the value of a key.
func (o Object) member(key string) (any, bool) {
	for _, m := range o {
		if m.Key == key {
			return m.Value, true
		}
	}
	return nil, false
}

// errorsOf returns the errors of a response.
func errorsOf(response Object) ([]Error, error) {
	value, given := response.member("errors")
	if !given {
		return nil, nil
	}
	list, ok := value.([]any)
	if !ok || len(list) == 0 {
		return nil, fmt.Errorf("errors: want a list that is not empty, got %s", displayed(value))
	}
	var errs []Error
	for i, item := range list {
		one, _ := item.(Object)
		extensions, _ := one.member("extensions")
		members, _ := extensions.(Object)
		code, _ := members.member("code")
		path, _ := one.member("path")
		keys, _ := path.([]any)
		if message, _ := one.member("message"); message == "" || message == nil {
			return nil, fmt.Errorf("errors[%d]: it has no message: %s", i, displayed(item))
		}
		e := Error{Code: fmt.Sprint(code)}
		for i, key := range keys {
			if index, isIndex := key.(json.Number); isIndex && i == len(keys)-1 {
				key = "[" + index.String() + "]"
			} else if isIndex { // an invalid argument is an error of one item of the lists above it
				continue
			}
			e.Path = join(e.Path, fmt.Sprint(key))
		}
		errs = append(errs, e)
	}
	return errs, nil
}

func compareErrors(want, got []Error) error {
	for _, e := range want {
		if !slices.Contains(got, e) {
			return fmt.Errorf("errors: want %s at %s, got %v", e.Code, e.Path, got)
		}
	}
	for _, e := range got {
		if !slices.Contains(want, e) {
			return fmt.Errorf("errors: got %s at %s, want %v", e.Code, e.Path, want)
		}
	}
	return nil
}

func (o *Oracle) difference(path string, want, got any) error {
	switch w := want.(type) {
	case Object:
		return o.objectDifference(path, w, got)
	case []any:
		return o.listDifference(path, w, got)
	case Cursor:
		text, isText := got.(string)
		if !isText {
			return fmt.Errorf("%s: want a cursor, got %s", path, displayed(got))
		}
		if err := o.cursors.learn(w, text); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		return nil
	}
	if markup, isMarkup := want.(Markup); isMarkup && markup.fits(got) {
		return nil
	}
	if !sameScalar(want, got) {
		return fmt.Errorf("%s: want %s, got %s", path, displayed(want), displayed(got))
	}
	return nil
}

func (o *Oracle) objectDifference(path string, want Object, got any) error {
	object, isObject := got.(Object)
	if !isObject {
		return fmt.Errorf("%s: want %s, got %s", path, displayed(want), displayed(got))
	}
	for i := range min(len(want), len(object)) {
		if want[i].Key != object[i].Key {
			break
		}
		if err := o.difference(path+"."+want[i].Key, want[i].Value, object[i].Value); err != nil {
			return err
		}
	}
	if w, g := want.keys(), object.keys(); w != g {
		return fmt.Errorf("%s: want the keys %s, got %s", path, w, g)
	}
	return nil
}

func (o *Oracle) listDifference(path string, want []any, got any) error {
	list, isList := got.([]any)
	if !isList {
		return fmt.Errorf("%s: want a list of %d, got %s", path, len(want), displayed(got))
	}
	for i := range min(len(want), len(list)) {
		if err := o.difference(fmt.Sprintf("%s[%d]", path, i), want[i], list[i]); err != nil {
			return err
		}
	}
	if len(want) != len(list) {
		return fmt.Errorf("%s: want a list of %d, got %d: want %s, got %s", path, len(want), len(list), displayed(want), displayed(list))
	}
	return nil
}

// sameScalar compares scalars. A Float has several representations, an Int has one.
func sameScalar(want, got any) bool {
	number, isNumber := got.(json.Number)
	switch w := want.(type) {
	case float64:
		f, err := strconv.ParseFloat(number.String(), 64)
		return isNumber && err == nil && f == w
	case int, int64:
		return isNumber && number.String() == fmt.Sprint(w)
	case nil, bool, string:
		return want == got
	}
	return false
}

func (o Object) keys() string {
	keys := make([]string, len(o))
	for i, m := range o {
		keys[i] = m.Key
	}
	return "[" + strings.Join(keys, " ") + "]"
}

// displayed returns a value for a message, shortened if it is long.
func displayed(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		return err.Error()
	}
	if len(text) > 400 {
		return string(text[:400]) + "…"
	}
	return string(text)
}

// decode reads one JSON value and keeps the order of members.
func decode(d *json.Decoder) (any, error) {
	token, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch token {
	case json.Delim('{'):
		return decodeObject(d)
	case json.Delim('['):
		list := []any{}
		for d.More() {
			item, err := decode(d)
			if err != nil {
				return nil, err
			}
			list = append(list, item)
		}
		_, err := d.Token()
		return list, err
	}
	return token, nil
}

func decodeObject(d *json.Decoder) (Object, error) {
	object := Object{}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return nil, err
		}
		value, err := decode(d)
		if err != nil {
			return nil, err
		}
		object = append(object, Member{fmt.Sprint(key), value})
	}
	_, err := d.Token()
	return object, err
}
