package cli

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestFallbackPage: the playground of a program without embedded pages explains how to embed them.
func TestFallbackPage(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	fallbackPage().ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil))
	page := w.Body.String()
	if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "text/html; charset=utf-8" {
		t.Errorf("the response is %d %v", w.Code, w.Header())
	}
	note, editor := strings.Index(page, "make run"), strings.Index(page, `id="graphiql"`)
	if note < 0 || editor < note {
		t.Errorf("the page is %s", page)
	}
}
