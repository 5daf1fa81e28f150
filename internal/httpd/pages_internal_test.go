package httpd

import (
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
)

const script = "/assets/start-Ab3.js"

// builtFiles resemble the output of `make pages`.
func builtFiles() fstest.MapFS {
	files := fstest.MapFS{}
	for name, content := range map[string]string{
		"index.html":             "<p>page</p>",
		"index.html.gz":          "page, gzip",
		"boot.js":                "boot()",
		"assets/start-Ab3.js":    "start()",
		"assets/start-Ab3.js.gz": "start, gzip",
		"assets/start-Ab3.js.br": "start, brotli",
		"assets/icon-Xy1.svg":    "<svg/>",
		"explorer/index.html":    "<p>explorer</p>",
		"assets/.hidden":         "secret",
	} {
		files[name] = &fstest.MapFile{Data: []byte(content)}
	}
	return files
}

func serverOf(t *testing.T, dist fs.FS) http.Handler {
	t.Helper()
	found, err := pages(dist)
	if err != nil {
		t.Fatal(err)
	}
	return handlerOf(t, found)
}

func handlerOf(t *testing.T, found map[string]http.Handler) http.Handler {
	t.Helper()
	handler, err := NewHandler(Routes{GraphQL: http.NotFoundHandler(), Pages: found}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return handler
}

func get(t *testing.T, handler http.Handler, method, path string, header ...string) *http.Response {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, path, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Add(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, r)
	return w.Result()
}

func bodyOf(t *testing.T, response *http.Response) string {
	t.Helper()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func TestPages(t *testing.T) {
	t.Parallel()
	handler := serverOf(t, builtFiles())
	cases := []struct {
		method, path string
		status       int
		body         string
		mediaType    string
		caching      string
	}{
		{"GET", "/", 200, "<p>page</p>", "text/html; charset=utf-8", "no-cache"},
		{"GET", "/?query={x}", 200, "<p>page</p>", "text/html; charset=utf-8", "no-cache"},
		{"HEAD", "/", 200, "", "text/html; charset=utf-8", "no-cache"},
		{"GET", "/explorer/", 200, "<p>explorer</p>", "text/html; charset=utf-8", "no-cache"},
		{"GET", "/boot.js", 200, "boot()", "text/javascript; charset=utf-8", "no-cache"},
		{"GET", script, 200, "start()", "text/javascript; charset=utf-8", "public, max-age=31536000, immutable"},
		{"GET", "/assets/icon-Xy1.svg", 200, "<svg/>", "image/svg+xml", "public, max-age=31536000, immutable"},
	}
	for _, c := range cases {
		t.Run(c.method+" "+c.path, func(t *testing.T) {
			t.Parallel()
			response := get(t, handler, c.method, c.path)
			defer func() { _ = response.Body.Close() }()
			if body := bodyOf(t, response); response.StatusCode != c.status || body != c.body {
				t.Errorf("the response is %d %q, want %d %q", response.StatusCode, body, c.status, c.body)
			}
			for name, want := range map[string]string{
				"Content-Type": c.mediaType, "Cache-Control": c.caching, "X-Content-Type-Options": "nosniff",
				"Content-Security-Policy": contentSecurityPolicy, "Referrer-Policy": "no-referrer", "Content-Encoding": "",
			} {
				if got := response.Header.Get(name); got != want {
					t.Errorf("%s is %q, want %q", name, got, want)
				}
			}
			if length := response.Header.Get("Content-Length"); c.method == "GET" && length != strconv.Itoa(len(c.body)) || length == "0" {
				t.Errorf("Content-Length is %s", length)
			}
		})
	}
}

// TestOnlyFiles: every other path is not found.
func TestOnlyFiles(t *testing.T) {
	t.Parallel()
	handler := serverOf(t, builtFiles())
	for path, want := range map[string]int{
		"/assets/":                       http.StatusNotFound,
		"/assets":                        http.StatusNotFound,
		"/assets/start-Other.js":         http.StatusNotFound,
		"/assets/start-Ab3.js.gz":        http.StatusNotFound,
		"/assets/.hidden":                http.StatusNotFound,
		"/index.html":                    http.StatusNotFound,
		"/explorer/index.html":           http.StatusNotFound,
		"/explorer/deeper":               http.StatusNotFound,
		"/README.md":                     http.StatusNotFound,
		"/assets/../index.html":          http.StatusTemporaryRedirect,
		"/../../etc/passwd":              http.StatusTemporaryRedirect,
		"/assets/%2e%2e/index.html":      http.StatusNotFound,
		"/assets/..%2f..%2fserver.go":    http.StatusNotFound,
		"/assets/..%5c..%5cserver.go":    http.StatusNotFound,
		"/%2e%2e%2f%2e%2e%2fetc/passwd":  http.StatusNotFound,
		"/assets//start-Ab3.js":          http.StatusTemporaryRedirect,
		"/assets/start-Ab3.js/":          http.StatusNotFound,
		"/assets/start-Ab3.js%00.html":   http.StatusNotFound,
		"/assets/START-AB3.js":           http.StatusNotFound,
		"/explorer/../assets/icon-X.svg": http.StatusTemporaryRedirect,
	} {
		response := get(t, handler, http.MethodGet, path)
		if body := bodyOf(t, response); response.StatusCode != want || strings.Contains(body, "start") && want == http.StatusNotFound {
			t.Errorf("%s is answered %d %q, want %d", path, response.StatusCode, body, want)
		}
		_ = response.Body.Close()
	}
	for _, method := range []string{"POST", "PUT", "DELETE"} {
		response := get(t, handler, method, script)
		_ = response.Body.Close()
		if response.StatusCode != http.StatusMethodNotAllowed {
			t.Errorf("%s is answered %d", method, response.StatusCode)
		}
	}
}

func TestCompressedFiles(t *testing.T) {
	t.Parallel()
	handler := serverOf(t, builtFiles())
	tags := map[string]string{}
	for accept, want := range map[string][2]string{
		"":                            {"", "start()"},
		"br":                          {"br", "start, brotli"},
		"gzip":                        {"gzip", "start, gzip"},
		"gzip, deflate, br, zstd":     {"br", "start, brotli"},
		"GZIP":                        {"gzip", "start, gzip"},
		"gzip;q=1.0, br;q=0.5":        {"gzip", "start, gzip"},
		"gzip;q=0, br;q=0":            {"", "start()"},
		"br;q=0, *":                   {"gzip", "start, gzip"},
		"*":                           {"br", "start, brotli"},
		"*;q=0":                       {"", "start()"},
		"identity, gzip;q=0.5":        {"", "start()"},
		"identity;q=0.1, gzip ; q=.5": {"gzip", "start, gzip"},
		"gzip;q=high, br;q=2":         {"", "start()"},
		"deflate":                     {"", "start()"},
	} {
		var header []string
		if accept != "" {
			header = []string{"Accept-Encoding", accept}
		}
		response := get(t, handler, http.MethodGet, script, header...)
		body, coding := bodyOf(t, response), response.Header.Get("Content-Encoding")
		_ = response.Body.Close()
		if coding != want[0] || body != want[1] || response.Header.Get("Vary") != "Accept-Encoding" {
			t.Errorf("%q is answered %q %q, Vary %q", accept, coding, body, response.Header.Get("Vary"))
		}
		tag := response.Header.Get("ETag")
		if known := tags[coding]; tag == "" || known != "" && known != tag {
			t.Errorf("%q has the tag %s, and %s", coding, tag, known)
		}
		tags[coding] = tag
	}
	if tags[""] == tags["br"] || tags["br"] == tags["gzip"] {
		t.Errorf("the tags are %v, want one for each form", tags)
	}
}

func TestUnchangedFiles(t *testing.T) {
	t.Parallel()
	handler := serverOf(t, builtFiles())
	first := get(t, handler, http.MethodGet, "/", "Accept-Encoding", "gzip")
	tag := first.Header.Get("ETag")
	_ = first.Body.Close()
	for sent, want := range map[string]int{
		tag: http.StatusNotModified, "W/" + tag: http.StatusNotModified, `"other", ` + tag: http.StatusNotModified, "*": http.StatusNotModified,
		`"other"`: http.StatusOK, strings.Trim(tag, `"`): http.StatusOK,
	} {
		response := get(t, handler, http.MethodGet, "/", "Accept-Encoding", "gzip", "If-None-Match", sent)
		body := bodyOf(t, response)
		_ = response.Body.Close()
		if response.StatusCode != want || (want == http.StatusNotModified) != (body == "") || response.Header.Get("ETag") != tag {
			t.Errorf("%s is answered %d %q", sent, response.StatusCode, body)
		}
	}
	changed := builtFiles()
	changed["index.html"] = &fstest.MapFile{Data: []byte("<p>other</p>")}
	response := get(t, serverOf(t, changed), http.MethodGet, "/", "Accept-Encoding", "gzip", "If-None-Match", tag)
	_ = response.Body.Close()
	if response.StatusCode != http.StatusOK {
		t.Errorf("another page has the same tag")
	}
}

// TestNotBuilt: without built files there are no pages.
func TestNotBuilt(t *testing.T) {
	t.Parallel()
	dist, err := fs.Sub(fstest.MapFS{"web/README.md": {Data: []byte("note")}}, "web/dist")
	if err != nil {
		t.Fatal(err)
	}
	found, err := pages(dist)
	if err != nil || len(found) != 0 {
		t.Errorf("the pages are %v, %v", found, err)
	}
}

// TestBuiltPages: the embedded page loads nothing from other hosts.
func TestBuiltPages(t *testing.T) {
	t.Parallel()
	found, err := Pages()
	if err != nil {
		t.Fatal(err)
	}
	if len(found) == 0 {
		t.Skip("NOT TESTED: the web pages were not built; run make pages")
	}
	handler := handlerOf(t, found)
	response := get(t, handler, http.MethodGet, "/")
	defer func() { _ = response.Body.Close() }()
	page := bodyOf(t, response)
	if !strings.Contains(page, `src="/boot.js"`) || !strings.Contains(page, `src="/assets/`) {
		t.Errorf("the page is %s", page)
	}
	for _, not := range []string{`="http`, `="//`, "<style", "<script>", "onload="} {
		if strings.Contains(page, not) {
			t.Errorf("the page has %s", not)
		}
	}
	licences := get(t, handler, http.MethodGet, "/licences.txt")
	defer func() { _ = licences.Body.Close() }()
	text := bodyOf(t, licences)
	for _, name := range []string{"\nreact ", "\nmonaco-editor ", "\ngraphiql ", "\ngraphql "} {
		if !strings.Contains(text, name) {
			t.Errorf("the licences do not name %s", name)
		}
	}
}
