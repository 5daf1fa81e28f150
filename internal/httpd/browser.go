package httpd

import (
	"net/http"

	"civicgraph/internal/accept"
)

// toPlayground redirects people who open the endpoint in a browser to the playground. Requests that hold a query, or name one,
// and all others than GET and HEAD are passed on.
func toPlayground(endpoint http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if isVisit(r) {
			w.Header().Set("Vary", "Accept")
			w.Header().Set("Cache-Control", "no-cache")
			http.Redirect(w, r, "/", http.StatusSeeOther)
			return
		}
		endpoint.ServeHTTP(w, r)
	})
}

// isVisit reports whether a browser asks for a page and not for the answer to a query.
func isVisit(r *http.Request) bool {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return false
	}
	elements := accept.Parse(r.Header.Values("Accept"))
	html, isNamed := 0.0, false
	for _, element := range elements {
		if element.Name == "text/html" {
			html, isNamed = element.Weight, true
		}
	}
	if !isNamed || html <= accept.Weight("application/json", elements) || html <= accept.Weight("application/graphql-response+json", elements) {
		return false
	}
	values := r.URL.Query()
	for _, name := range []string{"query", "extensions", "documentId", "doc_id", "id"} {
		if values.Get(name) != "" {
			return false
		}
	}
	return true
}
