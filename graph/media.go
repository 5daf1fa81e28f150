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
		if weight := accept.Weight(candidate, elements); weight > best {
			media, best = candidate, weight
		}
	}
	return media, best > 0
}

// contentType reports whether the values of a Content-Type header say that a body is JSON, and that it is UTF-8, which it is
// unless a charset says otherwise. Proxies and clients may repeat the header, so all values must say the same.
func contentType(values []string) (isJSON, isUTF8 bool) {
	isUTF8 = true
	for _, value := range values {
		for one := range accept.Split(value, ',') {
			media, parameters, _ := strings.Cut(one, ";")
			if !strings.EqualFold(strings.TrimSpace(media), mediaJSON) {
				return false, isUTF8
			}
			isJSON = true
			for parameter := range accept.Split(parameters, ';') {
				name, charset, _ := strings.Cut(parameter, "=")
				if strings.EqualFold(strings.TrimSpace(name), "charset") && !isUTF8Name(charset) {
					isUTF8 = false
				}
			}
		}
	}
	return isJSON, isUTF8
}

// isUTF8Name reports whether a charset is UTF-8 or a part of it, or empty.
func isUTF8Name(charset string) bool {
	switch strings.ToLower(strings.Trim(charset, " \t\"'")) {
	case "", "utf-8", "utf8", "us-ascii", "ascii":
		return true
	}
	return false
}
