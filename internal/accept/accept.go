// Package accept parses the headers Accept and Accept-Encoding.
package accept

import (
	"iter"
	"strconv"
	"strings"
)

// Element is one element of a header.
type Element struct {
	// Name is a media type or a coding, in lower case and without parameters.
	Name string
	// Weight is from 0, which means not acceptable, to 1.
	Weight float64
}

// Parse returns the elements in the values of a header, in their order.
func Parse(values []string) []Element {
	var elements []Element
	for _, value := range values {
		for text := range Split(value, ',') {
			if element := parseElement(text); element.Name != "" {
				elements = append(elements, element)
			}
		}
	}
	return elements
}

// parseElement parses one element. An invalid weight counts as 0.
func parseElement(text string) Element {
	name, parameters, _ := strings.Cut(text, ";")
	element := Element{Name: strings.ToLower(strings.TrimSpace(name)), Weight: 1}
	for parameter := range Split(parameters, ';') {
		key, value, _ := strings.Cut(parameter, "=")
		if !strings.EqualFold(strings.TrimSpace(key), "q") {
			continue
		}
		value = strings.TrimSpace(value)
		if value == "" { // says nothing
			continue
		}
		weight, err := strconv.ParseFloat(value, 64)
		if err != nil || !(weight >= 0 && weight <= 1) {
			weight = 0
		}
		element.Weight = weight
		break
	}
	return element
}

// Split returns the parts of a text between separators that do not stand in a quoted string.
func Split(text string, separator byte) iter.Seq[string] {
	return func(yield func(string) bool) {
		start, isQuoted := 0, false
		for i := 0; i < len(text); i++ {
			switch c := text[i]; {
			case c == '"':
				isQuoted = !isQuoted
			case c == '\\' && isQuoted:
				i++ // an escaped character does not end the string
			case c == separator && !isQuoted:
				if !yield(text[start:i]) {
					return
				}
				start = i + 1
			}
		}
		yield(text[start:])
	}
}

// Weight returns the weight of a media type, 0 if it is not accepted. The most specific element counts. Java's clients write
// * for */*.
func Weight(media string, elements []Element) float64 {
	group, _, _ := strings.Cut(media, "/")
	for _, name := range []string{media, group + "/*", "*/*", "*"} {
		for _, element := range elements {
			if element.Name == name {
				return element.Weight
			}
		}
	}
	return 0
}
