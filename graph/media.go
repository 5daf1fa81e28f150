package graph

import (
	"strings"

	"civicgraph/internal/accept"
)

// Media types of a response. With mediaResponse, the HTTP status says whether the request could be executed.
const (
	mediaJSON     = "application/json"
	mediaResponse = "application/graphql-response+json"
)

// chooseMedia returns the media type that the values of an Accept header prefer, JSON if they have no preference. It is not
// ok if they accept neither.
func chooseMedia(values []string) (media string, ok bool) {
	elements := accept.Parse(values)
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

// weightOf returns the weight of a media type, 0 if it is not accepted. The most specific element counts.
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
