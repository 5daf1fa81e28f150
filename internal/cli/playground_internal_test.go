package cli

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestSubstitutePage: the page of a program that was built without the pages says how to get them.
func TestSubstitutePage(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	substitutePage().ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil))
	page := w.Body.String()
	if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "text/html; charset=utf-8" {
		t.Errorf("it answers %d %v", w.Code, w.Header())
	}
	note, editor := strings.Index(page, "make run"), strings.Index(page, `id="graphiql"`)
	if note < 0 || editor < note {
		t.Errorf("the page is %s", page)
	}
}
