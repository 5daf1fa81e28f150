package httpd_test

import (
	"log/slog"
	"net/http"
	"testing"
)

// TestBrowsersGoToThePlayground: a browser that opens the endpoint is sent to the playground, a program is answered.
func TestBrowsersGoToThePlayground(t *testing.T) {
	t.Parallel()
	const browser = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
	cases := []struct {
		name, method, path, accept string
		isSent                     bool
	}{
		{"a browser", http.MethodGet, "/graphql", browser, true},
		{"with a slash", http.MethodGet, "/graphql/", browser, true},
		{"by its other name", http.MethodGet, "/query", browser, true},
		{"HEAD", http.MethodHead, "/graphql", browser, true},
		{"capitals", http.MethodGet, "/graphql", "TEXT/HTML, */*;q=0.1", true},
		{"an empty query", http.MethodGet, "/graphql?query=", browser, true},
		{"another parameter", http.MethodGet, "/graphql?utm_source=a", browser, true},
		{"a query", http.MethodGet, "/graphql?query={x}", browser, false},
		{"a document", http.MethodGet, "/graphql?documentId=a", browser, false},
		{"a document of Relay's", http.MethodGet, "/graphql?doc_id=a", browser, false},
		{"a persisted query", http.MethodGet, "/graphql?extensions={}", browser, false},
		{"POST", http.MethodPost, "/graphql", browser, false},
		{"OPTIONS", http.MethodOptions, "/graphql", browser, false},
		{"no preference", http.MethodGet, "/graphql", "", false},
		{"a program", http.MethodGet, "/graphql", "*/*", false},
		{"any text", http.MethodGet, "/graphql", "text/*", false},
		{"JSON", http.MethodGet, "/graphql", "application/json", false},
		{"JSON as much as HTML", http.MethodGet, "/graphql", "text/html, application/json", false},
		{"JSON rather than HTML", http.MethodGet, "/graphql", "text/html;q=0.5, application/graphql-response+json", false},
		{"all rather than HTML", http.MethodGet, "/graphql", "text/html;q=0.2, */*", false},
		{"no HTML", http.MethodGet, "/graphql", "text/html;q=0", false},
	}
	handler := newHandler(t, routes(nil), slog.New(slog.DiscardHandler))
	for _, c := range cases {
		w := send(t, handler, c.method, c.path, "Accept", c.accept)
		if isSent := w.Code == http.StatusSeeOther && w.Header().Get("Location") == "/"; isSent != c.isSent || !isSent && w.Code != http.StatusOK {
			t.Errorf("%s: the response is %d %v", c.name, w.Code, w.Header())
		}
	}
	// A link on another site leads there too, although its pages may not ask.
	if w := send(t, handler, http.MethodGet, "/graphql", "Accept", browser, "Sec-Fetch-Site", "cross-site"); w.Code != http.StatusSeeOther {
		t.Errorf("a link on another site leads to %d", w.Code)
	}
}
