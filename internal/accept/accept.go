// Package accept reads what a client says that it accepts: the headers Accept and Accept-Encoding, with their weights.
package accept

import (
	"strconv"
	"strings"
)

// Element is one of the things that a header lists.
type Element struct {
	// Name is in small letters, without parameters.
	Name string
	// Weight is from 0, which refuses, to 1.
	Weight float64
}

// Elements are what the values of a header list, in their order.
func Elements(values []string) []Element {
	var elements []Element
	for _, value := range values {
		for one := range strings.SplitSeq(value, ",") {
			if element := parse(one); element.Name != "" {
				elements = append(elements, element)
			}
		}
	}
	return elements
}

// parse reads one element; a weight that cannot be read counts as 0.
func parse(text string) Element {
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
