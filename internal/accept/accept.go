// Package accept parses the headers Accept and Accept-Encoding.
package accept

import (
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
		for text := range strings.SplitSeq(value, ",") {
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
	for parameter := range strings.SplitSeq(parameters, ";") {
		key, value, _ := strings.Cut(parameter, "=")
		if !strings.EqualFold(strings.TrimSpace(key), "q") {
			continue
		}
		weight, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
		if err != nil || !(weight >= 0 && weight <= 1) {
			weight = 0
		}
		element.Weight = weight
		break
	}
	return element
}
