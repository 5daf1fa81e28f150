package input

import (
	"encoding/json"
	"errors"
	"math"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/vektah/gqlparser/v2/ast"

	"civicgraph/internal/kg"
)

// token is a value without parts, as it is written.
type token struct {
	kind tokenKind
	// text is the content of a string, and else what is written.
	text string
}

// tokenKind is the kind of a token. JSON does not tell integers from other numbers, and has no enum values.
type tokenKind uint8

const (
	otherToken tokenKind = iota
	stringToken
	integerToken
	fractionToken
	jsonNumberToken
	booleanToken
	enumToken
	jsonStringToken
)

func jsonToken(value any) token {
	switch v := value.(type) {
	case string:
		return token{jsonStringToken, v}
	case json.Number:
		return token{jsonNumberToken, string(v)}
	case bool:
		return token{booleanToken, strconv.FormatBool(v)}
	case []any:
		return token{otherToken, "a list"}
	}
	return token{otherToken, "an object"}
}

func literalToken(v *ast.Value) token {
	switch v.Kind {
	case ast.StringValue, ast.BlockValue:
		return token{stringToken, v.Raw}
	case ast.IntValue:
		return token{integerToken, v.Raw}
	case ast.FloatValue:
		return token{fractionToken, v.Raw}
	case ast.BooleanValue:
		return token{booleanToken, v.Raw}
	case ast.EnumValue:
		return token{enumToken, v.Raw}
	case ast.ListValue:
		return token{otherToken, "a list"}
	case ast.Variable, ast.NullValue, ast.ObjectValue:
	}
	return token{otherToken, "an object"}
}

func (t token) isString() bool { return t.kind == stringToken || t.kind == jsonStringToken }

func (t token) isNumber() bool {
	return t.kind == integerToken || t.kind == fractionToken || t.kind == jsonNumberToken
}

// found describes the token in an error.
func (t token) found() string {
	const most = 60
	text := t.text
	if len(text) > most {
		text = strings.ToValidUTF8(text[:most], "") + "…"
	}
	if t.isString() {
		return strconv.Quote(text)
	}
	return text
}

// scalar returns the plain value of a scalar or an enum. It alone decides which values each type accepts.
func scalar(definition *ast.Definition, t token) (any, *Problem) {
	if definition.Kind == ast.Enum {
		if (t.kind == enumToken || t.kind == jsonStringToken) && definition.EnumValues.ForName(t.text) != nil {
			return t.text, nil
		}
		return nil, wrongType(definition, t)
	}
	isAccepted := t.isString()
	var value any = t.text
	var err error
	switch definition.Name {
	case "Int":
		var n int64
		n, isAccepted = t.integer()
		isAccepted = isAccepted && n >= math.MinInt32 && n <= math.MaxInt32
		value = json.Number(strconv.FormatInt(n, 10))
	case "Float":
		f, parseErr := strconv.ParseFloat(t.text, 64)
		isAccepted = t.isNumber() && parseErr == nil && !math.IsInf(f, 0)
		value = json.Number(t.text)
	case "Boolean":
		isAccepted = t.kind == booleanToken
		value = t.text == "true"
	case "ID":
		value, isAccepted = t.id()
	case "Decimal":
		isAccepted = isAccepted || t.isNumber()
		if isAccepted {
			_, err = kg.ParseDecimal(t.text)
		}
	case "Date":
		if isAccepted {
			_, err = kg.ParseDate(t.text)
		}
	case "PartialDate":
		if isAccepted {
			_, err = kg.ParsePartialDate(t.text)
		}
	case "DateTime":
		_, parseErr := time.Parse(time.RFC3339, t.text)
		isAccepted = isAccepted && parseErr == nil
	case "URL":
		address, parseErr := url.Parse(t.text)
		isAccepted = isAccepted && parseErr == nil && (address.Scheme == "http" || address.Scheme == "https") && address.Host != ""
	}
	if !isAccepted {
		return nil, wrongType(definition, t)
	}
	if known, isKnown := errors.AsType[*kg.Error](err); isKnown {
		return nil, &Problem{Code: codeOf(definition), Message: known.Message}
	}
	return value, nil
}

// integer returns the integer that a token stands for. In JSON, 2.0 and 2e0 are integers.
func (t token) integer() (n int64, ok bool) {
	if t.kind != integerToken && t.kind != jsonNumberToken {
		return 0, false
	}
	return kg.ParseInteger(t.text)
}

// id returns an id: a string, or an integer in digits.
func (t token) id() (any, bool) {
	switch {
	case t.isString(), t.kind == integerToken:
		return t.text, true
	case t.kind == jsonNumberToken && !strings.ContainsAny(t.text, ".eE"):
		return t.text, true
	}
	n, ok := t.integer()
	return strconv.FormatInt(n, 10), ok
}

// codeOf returns the code of errors of a type, if it has one of its own.
func codeOf(definition *ast.Definition) string {
	if definition.Name == "Date" || definition.Name == "PartialDate" {
		return string(kg.BadDate)
	}
	return ""
}

// maxListed is the number of values of an enum up to which errors list them.
const maxListed = 16

// scalarWords describes the values that each scalar accepts. Scalars that are not listed accept strings.
func scalarWords() map[string]string {
	return map[string]string{
		"Int": "a 32-bit integer", "Float": "a number", "String": "a string", "Boolean": "true or false", "ID": "a string or an integer",
		"Date": `a string with a calendar day, such as "2023-01-11"`, "PartialDate": `a string with a date, such as "2022" or "2022-12-30"`,
		"DateTime": `a string with a time, such as "2023-01-13T08:00:00Z"`, "Decimal": `a decimal number, such as "172.1"`,
		"URL": "a string with an http or https URL",
	}
}

// wrongType returns the problem of a token that the type does not accept.
func wrongType(definition *ast.Definition, t token) *Problem {
	p := &Problem{Code: codeOf(definition)}
	wanted := scalarWords()[definition.Name]
	switch {
	case definition.Kind == ast.InputObject:
		wanted = "an object of " + definition.Name
	case definition.Kind == ast.Enum:
		for _, value := range definition.EnumValues {
			p.Known = append(p.Known, value.Name)
		}
		p.Given = t.text
		wanted = "a value of " + definition.Name
		if len(p.Known) <= maxListed {
			wanted = "one of " + strings.Join(p.Known, ", ")
		}
		if t.kind == stringToken && definition.EnumValues.ForName(t.text) != nil {
			wanted += " without quotes"
			p.Given = "" // it needs no suggestion
		}
	case wanted == "":
		wanted = "a string"
	}
	p.Message = "must be " + wanted + ", found " + t.found()
	return p
}

// unknownField returns the problem of a field that the input object does not have.
func unknownField(definition *ast.Definition, name string) *Problem {
	p := &Problem{Given: name, Message: definition.Name + " has no such field"}
	for _, field := range definition.Fields {
		p.Known = append(p.Known, field.Name)
	}
	return p
}
