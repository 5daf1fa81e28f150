package httpd

import "civicgraph/internal/accept"

// identity is the content coding of uncompressed content.
const identity = "identity"

// chooseCoding returns the coding that the Accept-Encoding values weigh highest, the earlier one of equals, or identity.
func chooseCoding(values, codings []string) string {
	weights := map[string]float64{}
	for _, element := range accept.Parse(values) {
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
