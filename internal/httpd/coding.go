package httpd

import (
	"strconv"
	"strings"
)

// identity is the coding of what is not packed.
const identity = "identity"

// chooseCoding is the one of these codings, best first, that an Accept-Encoding likes most, else identity.
func chooseCoding(accept, codings []string) string {
	weights := map[string]float64{}
	for _, value := range accept {
		for one := range strings.SplitSeq(value, ",") {
			name, weight := weighed(one)
			weights[name] = weight
		}
	}
	rest, hasRest := weights["*"]
	best, bestWeight := identity, 0.0
	for _, coding := range codings {
		weight, named := weights[coding]
		if !named && hasRest {
			weight = rest
		}
		if weight > bestWeight {
			best, bestWeight = coding, weight
		}
	}
	if weights[identity] > bestWeight {
		return identity
	}
	return best
}

// weighed is an element of an Accept header: its name, and its weight from 0 to 1, 0 where that cannot be read.
func weighed(element string) (string, float64) {
	name, parameters, _ := strings.Cut(element, ";")
	name = strings.ToLower(strings.TrimSpace(name))
	for parameter := range strings.SplitSeq(parameters, ";") {
		key, value, _ := strings.Cut(strings.TrimSpace(parameter), "=")
		if !strings.EqualFold(strings.TrimSpace(key), "q") {
			continue
		}
		weight, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
		if err != nil || !(weight >= 0 && weight <= 1) {
			return name, 0
		}
		return name, weight
	}
	return name, 1
}
