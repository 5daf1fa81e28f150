package httpd

import (
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
)

// built holds what `make web` made, or nothing but a note where it was not run.
//
//go:embed all:web
var built embed.FS

// Pages are the pages that were built from the folder web, and their files, by path; none where they were not built.
func Pages() (map[string]http.Handler, error) {
	dist, err := fs.Sub(built, "web/dist")
	if err != nil {
		return nil, fmt.Errorf("open the pages: %w", err)
	}
	return pages(dist)
}

// policy is the Content-Security-Policy of pages. Only styles may be inline: Monaco, the editor, writes its themes into
// style elements and places its lines with style attributes.
const policy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
	"font-src 'self'; connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

const (
	// forGood is for files whose name changes with what is in them, checked for those that keep their name.
	forGood = "public, max-age=31536000, immutable"
	checked = "no-cache"
	// hashed is the folder of the files whose name changes.
	hashed = "/assets/"
	// pageName is the file of a page, whose path is its folder.
	pageName = "index.html"
)

// types are the media types of what may be among the files.
var types = map[string]string{
	".css":   "text/css; charset=utf-8",
	".html":  "text/html; charset=utf-8",
	".js":    "text/javascript; charset=utf-8",
	".json":  "application/json",
	".png":   "image/png",
	".svg":   "image/svg+xml",
	".ttf":   "font/ttf",
	".txt":   "text/plain; charset=utf-8",
	".woff2": "font/woff2",
}

// packed are the ways in which a file may lie packed beside itself, best first, and what its name then ends in.
var packed = []struct{ coding, suffix string }{{"br", ".br"}, {"gzip", ".gz"}}

// pages are handlers for the files of dist, which need not exist.
func pages(dist fs.FS) (map[string]http.Handler, error) {
	handlers := map[string]http.Handler{}
	err := fs.WalkDir(dist, ".", func(name string, entry fs.DirEntry, err error) error {
		if name == "." && err != nil {
			return fs.SkipAll // not built
		}
		if err != nil || entry.IsDir() {
			return err
		}
		mediaType, ok := types[path.Ext(name)]
		if !ok {
			return nil // a packed form of another file
		}
		f := &file{dist: dist, name: name, mediaType: mediaType, codings: codingsOf(dist, name)}
		at := "/" + strings.TrimSuffix(name, pageName)
		if f.tag, err = tagOf(dist, name, at); err != nil {
			return err
		}
		f.caching = checked
		if strings.HasPrefix(at, hashed) {
			f.caching = forGood
		}
		handlers[at] = f
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the pages: %w", err)
	}
	return handlers, nil
}

func codingsOf(dist fs.FS, name string) []string {
	var codings []string
	for _, p := range packed {
		if _, err := fs.Stat(dist, name+p.suffix); err == nil {
			codings = append(codings, p.coding)
		}
	}
	return codings
}

// tagOf tells one state of a file from another: by its name where that holds a hash already.
func tagOf(dist fs.FS, name, at string) (string, error) {
	if strings.HasPrefix(at, hashed) {
		return path.Base(name), nil
	}
	content, err := fs.ReadFile(dist, name)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(content)
	return base64.RawURLEncoding.EncodeToString(sum[:12]), nil
}

// file is one file of the pages.
type file struct {
	dist      fs.FS
	name      string
	mediaType string
	caching   string
	tag       string
	codings   []string
}

// ServeHTTP answers GET and HEAD with the file, packed in the way that the client likes best.
func (f *file) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	header := w.Header()
	header.Set("Content-Security-Policy", policy)
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Referrer-Policy", "no-referrer")
	header.Set("Cache-Control", f.caching)
	header.Set("Content-Type", f.mediaType)
	name, tag := f.name, f.tag
	if len(f.codings) > 0 {
		header.Set("Vary", "Accept-Encoding")
		coding := chooseCoding(r.Header.Values("Accept-Encoding"), f.codings)
		for _, p := range packed {
			if p.coding == coding {
				header.Set("Content-Encoding", coding)
				name, tag = name+p.suffix, tag+p.suffix
			}
		}
	}
	header.Set("ETag", `"`+tag+`"`)
	if hasTag(r.Header.Values("If-None-Match"), tag) {
		header.Del("Content-Encoding")
		header.Del("Content-Type")
		w.WriteHeader(http.StatusNotModified)
		return
	}
	content, size, err := f.open(name)
	if err != nil {
		http.Error(w, "the file cannot be read", http.StatusInternalServerError)
		return
	}
	defer func() { _ = content.Close() }()
	header.Set("Content-Length", strconv.FormatInt(size, 10))
	if r.Method == http.MethodHead {
		return
	}
	_, _ = io.Copy(w, content) // a client that is gone needs no answer
}

func (f *file) open(name string) (fs.File, int64, error) {
	content, err := f.dist.Open(name)
	if err != nil {
		return nil, 0, err
	}
	info, err := content.Stat()
	if err != nil {
		return nil, 0, err
	}
	return content, info.Size(), nil
}

// hasTag tells whether an If-None-Match names the tag.
func hasTag(values []string, tag string) bool {
	for _, value := range values {
		for one := range strings.SplitSeq(value, ",") {
			one = strings.TrimPrefix(strings.TrimSpace(one), "W/")
			if one == "*" || one == `"`+tag+`"` {
				return true
			}
		}
	}
	return false
}
