package httpd_test

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"civicgraph/internal/httpd"
)

// errorCode returns the code of the error in a response, or the empty string.
func errorCode(w *httptest.ResponseRecorder) string {
	var refused struct {
		Errors []struct {
			Message    string
			Extensions struct{ Code string }
		}
	}
	if err := json.Unmarshal(w.Body.Bytes(), &refused); err != nil || len(refused.Errors) != 1 || refused.Errors[0].Message == "" {
		return ""
	}
	return refused.Errors[0].Extensions.Code
}

// TestOrigins: a page of another origin can neither send nor read, whichever headers its browser sends, unless it is allowed.
func TestOrigins(t *testing.T) {
	t.Parallel()
	const own, named, other = "http://example.com", "https://named.example", "https://other.example"
	cases := []struct {
		name    string
		allowed []string
		header  []string
		// readable is the value of Access-Control-Allow-Origin; open is whether the request is answered.
		readable string
		open     bool
	}{
		{name: "a program", open: true},
		{name: "a page of its own", header: []string{"Origin", own}, open: true},
		{name: "own page, by Sec-Fetch-Site", header: []string{"Sec-Fetch-Site", "same-origin"}, open: true},
		{name: "an address that was typed", header: []string{"Sec-Fetch-Site", "none"}, open: true},
		{name: "another origin", header: []string{"Origin", other}},
		{name: "no origin to name", header: []string{"Origin", "null"}},
		{name: "another site", header: []string{"Sec-Fetch-Site", "cross-site"}},
		{name: "another name of the same site", header: []string{"Sec-Fetch-Site", "same-site"}},
		{name: "another origin, by both headers", header: []string{"Origin", other, "Sec-Fetch-Site", "cross-site"}},
		{name: "one that is named", allowed: []string{named}, header: []string{"Origin", named, "Sec-Fetch-Site", "cross-site"}, readable: named, open: true},
		{name: "another than is named", allowed: []string{named}, header: []string{"Origin", other, "Sec-Fetch-Site", "cross-site"}},
		{name: "one that begins as the named", allowed: []string{named}, header: []string{"Origin", named + ".evil.example", "Sec-Fetch-Site", "cross-site"}},
		{name: "all", allowed: []string{"*"}, header: []string{"Origin", other, "Sec-Fetch-Site", "cross-site"}, readable: other, open: true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := routes(nil)
			r.Access.Origins = c.allowed
			handler := newHandler(t, r, slog.New(slog.DiscardHandler))
			for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodOptions} {
				for _, path := range []string{"/graphql", "/query"} {
					w := send(t, handler, method, path, c.header...)
					if open := w.Code == http.StatusOK; open != c.open {
						t.Errorf("%s %s is answered %d %s", method, path, w.Code, w.Body)
					}
					if code := errorCode(w); !c.open && (w.Code != http.StatusForbidden || code != "FORBIDDEN_ORIGIN") {
						t.Errorf("%s %s is rejected with %d %s", method, path, w.Code, code)
					}
					if got := w.Header().Get("Access-Control-Allow-Origin"); got != c.readable {
						t.Errorf("%s %s has Access-Control-Allow-Origin %q, want %q", method, path, got, c.readable)
					}
					if w.Header().Get("Vary") != "Origin" || w.Header().Get("Access-Control-Allow-Credentials") != "" {
						t.Errorf("%s %s has the header %v", method, path, w.Header())
					}
				}
			}
		})
	}
}

// TestPreflight: the preflight request of a browser is granted to allowed origins only, without calling the endpoint.
func TestPreflight(t *testing.T) {
	t.Parallel()
	r := routes(nil)
	r.Access.Origins = []string{"https://named.example"}
	handler := newHandler(t, r, slog.New(slog.DiscardHandler))
	for origin, want := range map[string]int{"https://named.example": http.StatusNoContent, "https://other.example": http.StatusForbidden} {
		w := send(t, handler, http.MethodOptions, "/graphql", "Origin", origin,
			"Access-Control-Request-Method", "POST", "Access-Control-Request-Headers", "content-type")
		if w.Code != want {
			t.Errorf("%s is answered %d %s, want %d", origin, w.Code, w.Body, want)
		}
		if granted := w.Header().Get("Access-Control-Allow-Methods") != ""; granted != (want == http.StatusNoContent) {
			t.Errorf("the headers for %s are %v", origin, w.Header())
		}
	}
}

// TestInvalidOrigins are rejected at the start with their name.
func TestInvalidOrigins(t *testing.T) {
	t.Parallel()
	for _, origin := range []string{"example.org", "https://example.org/page", "https://", "**"} {
		r := routes(nil)
		r.Access.Origins = []string{origin}
		if _, err := httpd.NewHandler(r, slog.New(slog.DiscardHandler)); err == nil {
			t.Errorf("%q is accepted as an origin", origin)
		}
	}
}

// TestHosts: a server with host names rejects all others, so that a page cannot reach it under a name of its own.
func TestHosts(t *testing.T) {
	t.Parallel()
	r := routes(nil)
	r.Access.Hosts = []string{"graph.example"}
	named, nameless := newHandler(t, r, slog.New(slog.DiscardHandler)), newHandler(t, routes(nil), slog.New(slog.DiscardHandler))
	for host, own := range map[string]bool{
		"graph.example": true, "graph.example:8080": true, "GRAPH.example": true,
		"localhost": true, "localhost:8080": true, "a.localhost": true, "127.0.0.1:8080": true, "[::1]:8080": true, "[::1]": true, "192.0.2.1": true,
		"":             true, // browsers always send one
		"evil.example": false, "evil.example:8080": false, "graph.example.evil.example": false, "notlocalhost": false, "127.0.0.1.evil.example": false,
	} {
		for _, path := range []string{"/graphql", "/", "/healthz"} {
			request := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
			request.Host = host
			w := httptest.NewRecorder()
			named.ServeHTTP(w, request)
			if own && w.Code != http.StatusOK || !own && (w.Code != http.StatusMisdirectedRequest || errorCode(w) != "UNKNOWN_HOST") {
				t.Errorf("host %q: %s is answered %d %s", host, path, w.Code, w.Body)
			}
			w = httptest.NewRecorder()
			nameless.ServeHTTP(w, request)
			if w.Code != http.StatusOK {
				t.Errorf("any host allowed, %q: %s is answered %d %s", host, path, w.Code, w.Body)
			}
		}
	}
}
