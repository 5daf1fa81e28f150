package httpd

import "civicgraph/internal/accept"

// identity is the coding of what is not packed.
const identity = "identity"

// chooseCoding is the one of these codings, best first, that an Accept-Encoding likes most, else identity.
func chooseCoding(values, codings []string) string {
	weights := map[string]float64{}
	for _, element := range accept.Elements(values) {
		weights[element.Name] = element.Weight
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
