package graph

import (
	"strings"

	"civicgraph/internal/accept"
)

// Media types of a response. In the second, the status says whether the request was one that could be answered.
const (
	mediaJSON     = "application/json"
	mediaResponse = "application/graphql-response+json"
)

// chooseMedia is the media type that an Accept header likes best, JSON where it does not care; not ok where it takes
// neither.
func chooseMedia(values []string) (media string, ok bool) {
	elements := accept.Elements(values)
	if len(elements) == 0 {
		return mediaJSON, true
	}
	best := 0.0
	for _, candidate := range []string{mediaJSON, mediaResponse} {
		if weight := weightOf(candidate, elements); weight > best {
			media, best = candidate, weight
		}
	}
	return media, best > 0
}

// weightOf is how much a header likes a media type: what is named most closely counts.
func weightOf(media string, elements []accept.Element) float64 {
	group, _, _ := strings.Cut(media, "/")
	for _, name := range []string{media, group + "/*", "*/*"} {
		for _, element := range elements {
			if element.Name == name {
				return element.Weight
			}
		}
	}
	return 0
}
