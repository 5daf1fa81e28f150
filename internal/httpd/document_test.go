package httpd_test

import (
	"log/slog"
	"net/http"
	"testing"

	"civicgraph/internal/httpd"
)

func TestDocument(t *testing.T) {
	t.Parallel()
	r := routes(nil)
	r.Pages["/records.schema.json"] = httpd.Document("application/schema+json", []byte("{}"))
	handler := newHandler(t, r, slog.New(slog.DiscardHandler))
	got := send(t, handler, http.MethodGet, "/records.schema.json")
	if got.Code != http.StatusOK || got.Body.String() != "{}" || got.Header().Get("Content-Type") != "application/schema+json" {
		t.Errorf("the response is %d %q %v", got.Code, got.Body, got.Header())
	}
	if got := send(t, handler, http.MethodHead, "/records.schema.json"); got.Code != http.StatusOK || got.Body.Len() > 0 {
		t.Errorf("the response to HEAD is %d %q", got.Code, got.Body)
	}
	again := send(t, handler, http.MethodGet, "/records.schema.json", "If-None-Match", got.Header().Get("ETag"))
	if again.Code != http.StatusNotModified || again.Body.Len() > 0 {
		t.Errorf("the second response is %d %q, want 304", again.Code, again.Body)
	}
	if got := send(t, handler, http.MethodPost, "/records.schema.json"); got.Code != http.StatusMethodNotAllowed {
		t.Errorf("the response to POST is %d", got.Code)
	}
}
