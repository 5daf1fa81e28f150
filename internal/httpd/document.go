package httpd

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"time"
)

// gzipCoding is the coding in which documents are compressed.
const gzipCoding = "gzip"

// document is a text that any page may read, such as a schema.
type document struct {
	mediaType, tag      string
	content, compressed []byte
}

// Document returns a handler that answers GET and HEAD with a document, which any page may read. It is compressed if the client
// accepts that.
func Document(mediaType string, content []byte) (http.Handler, error) {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, fmt.Errorf("compress a document: %w", err)
	}
	if _, err := w.Write(content); err != nil {
		return nil, fmt.Errorf("compress a document: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("compress a document: %w", err)
	}
	sum := sha256.Sum256(content)
	return &document{mediaType: mediaType, tag: base64.RawURLEncoding.EncodeToString(sum[:12]), content: content, compressed: b.Bytes()}, nil
}

// ServeHTTP answers one request.
func (d *document) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	header := w.Header()
	header.Set("Access-Control-Allow-Origin", "*")
	header.Set("Cache-Control", revalidate)
	header.Set("Content-Type", d.mediaType)
	header.Set("Vary", "Accept-Encoding")
	header.Set("X-Content-Type-Options", "nosniff")
	content, tag := d.content, d.tag
	if r.Header.Get("Range") == "" && chooseCoding(r.Header.Values("Accept-Encoding"), []string{gzipCoding}) == gzipCoding {
		header.Set("Content-Encoding", gzipCoding)
		content, tag = d.compressed, tag+".gz"
	}
	header.Set("ETag", `"`+tag+`"`)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
}
