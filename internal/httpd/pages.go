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

// built holds the output of `make pages`, or only a note if it was not run.
//
//go:embed all:web
var built embed.FS

// Pages returns the handlers of the embedded web pages and their files by path. It is empty if the pages were not built.
func Pages() (map[string]http.Handler, error) {
	dist, err := fs.Sub(built, "web/dist")
	if err != nil {
		return nil, fmt.Errorf("open the pages: %w", err)
	}
	return pages(dist)
}

// contentSecurityPolicy allows inline styles only: the editor, Monaco, writes its themes into style elements and positions its lines
// with style attributes.
const contentSecurityPolicy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
	"font-src 'self'; connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

const (
	// immutable is the Cache-Control of files whose name contains a hash of their content, revalidate that of all others.
	immutable  = "public, max-age=31536000, immutable"
	revalidate = "no-cache"
	// hashedPath is the path of the files whose name contains a hash.
	hashedPath = "/assets/"
	// indexName is the name of the file that is served at the path of its folder.
	indexName = "index.html"
)

// mediaTypes are the media types of the files by extension.
var mediaTypes = map[string]string{
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

// compressed lists the content codings in which a file may be stored beside itself, best first, and the suffix of its name.
var compressed = []struct{ coding, suffix string }{{"br", ".br"}, {"gzip", ".gz"}}

// pages returns the handlers of the files of dist, which need not exist.
func pages(dist fs.FS) (map[string]http.Handler, error) {
	handlers := map[string]http.Handler{}
	err := fs.WalkDir(dist, ".", func(name string, entry fs.DirEntry, err error) error {
		if name == "." && err != nil {
			return fs.SkipAll // not built
		}
		if err != nil || entry.IsDir() {
			return err
		}
		mediaType, ok := mediaTypes[path.Ext(name)]
		if !ok {
			return nil // a compressed form of another file
		}
		f := &file{dist: dist, name: name, mediaType: mediaType, codings: codingsOf(dist, name)}
		at := "/" + strings.TrimSuffix(name, indexName)
		if f.tag, err = tagOf(dist, name, at); err != nil {
			return err
		}
		f.cacheControl = revalidate
		if strings.HasPrefix(at, hashedPath) {
			f.cacheControl = immutable
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
	for _, p := range compressed {
		if _, err := fs.Stat(dist, name+p.suffix); err == nil {
			codings = append(codings, p.coding)
		}
	}
	return codings
}

// tagOf returns the entity tag of a file: its name if that contains a hash, otherwise a hash of its content.
func tagOf(dist fs.FS, name, at string) (string, error) {
	if strings.HasPrefix(at, hashedPath) {
		return path.Base(name), nil
	}
	content, err := fs.ReadFile(dist, name)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(content)
	return base64.RawURLEncoding.EncodeToString(sum[:12]), nil
}

// file serves one file of the pages.
type file struct {
	dist         fs.FS
	name         string
	mediaType    string
	cacheControl string
	tag          string
	codings      []string
}

// ServeHTTP answers GET and HEAD with the file, compressed in the coding that the client prefers.
func (f *file) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	header := w.Header()
	header.Set("Content-Security-Policy", contentSecurityPolicy)
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Referrer-Policy", "no-referrer")
	header.Set("Cache-Control", f.cacheControl)
	header.Set("Content-Type", f.mediaType)
	name, tag := f.name, f.tag
	if len(f.codings) > 0 {
		header.Set("Vary", "Accept-Encoding")
		coding := chooseCoding(r.Header.Values("Accept-Encoding"), f.codings)
		for _, p := range compressed {
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
		http.Error(w, "cannot read the file", http.StatusInternalServerError)
		return
	}
	defer func() { _ = content.Close() }()
	header.Set("Content-Length", strconv.FormatInt(size, 10))
	if r.Method == http.MethodHead {
		return
	}
	_, _ = io.Copy(w, content) // the client may be gone
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

// hasTag reports whether the If-None-Match values contain the tag.
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
