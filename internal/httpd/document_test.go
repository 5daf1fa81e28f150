package httpd_test

import (
	"compress/gzip"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"civicgraph/internal/httpd"
)

func TestDocument(t *testing.T) {
	t.Parallel()
	r := routes(nil)
	page, err := httpd.Document("application/schema+json", []byte("{}"))
	if err != nil {
		t.Fatal(err)
	}
	r.Pages["/records.schema.json"] = page
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

// TestDocumentIsCompressed: each form has a tag of its own, and a part is never one of the compressed form.
func TestDocumentIsCompressed(t *testing.T) {
	t.Parallel()
	text := strings.Repeat("a long text ", 1000)
	page, err := httpd.Document("text/plain; charset=utf-8", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	r := routes(nil)
	r.Pages["/text"] = page
	handler := newHandler(t, r, slog.New(slog.DiscardHandler))
	plain := send(t, handler, http.MethodGet, "/text", "Accept-Encoding", "identity")
	if plain.Body.String() != text || plain.Header().Get("Content-Encoding") != "" || plain.Header().Get("Vary") != "Accept-Encoding" {
		t.Errorf("the response is %d bytes, %v", plain.Body.Len(), plain.Header())
	}
	compressed := send(t, handler, http.MethodGet, "/text", "Accept-Encoding", "br, gzip")
	if compressed.Header().Get("Content-Encoding") != "gzip" || compressed.Header().Get("ETag") == plain.Header().Get("ETag") || compressed.Body.Len() > len(text)/10 {
		t.Fatalf("the response is %d bytes, %v", compressed.Body.Len(), compressed.Header())
	}
	again := send(t, handler, http.MethodGet, "/text", "Accept-Encoding", "gzip", "If-None-Match", compressed.Header().Get("ETag"))
	if again.Code != http.StatusNotModified || again.Body.Len() > 0 {
		t.Errorf("the second response is %d, %d bytes", again.Code, again.Body.Len())
	}
	decompressed, err := gzip.NewReader(compressed.Body)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(decompressed); err != nil || string(got) != text {
		t.Errorf("it unpacks to %d bytes, %v", len(got), err)
	}
	part := send(t, handler, http.MethodGet, "/text", "Accept-Encoding", "gzip", "Range", "bytes=2-5")
	if part.Code != http.StatusPartialContent || part.Body.String() != "long" || part.Header().Get("Content-Encoding") != "" {
		t.Errorf("the part is %d %q %v", part.Code, part.Body, part.Header())
	}
}
