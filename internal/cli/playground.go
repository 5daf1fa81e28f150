package cli

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"

	"github.com/99designs/gqlgen/graphql/playground"

	"civicgraph/internal/httpd"
	"civicgraph/internal/kg"
	"civicgraph/internal/recordform"
)

// webPages returns the pages of the server: the playground, the schema and the JSON Schema of the import form.
func webPages(ctx context.Context, s *settings, log *slog.Logger) (map[string]http.Handler, error) {
	pages, err := playgroundPages(ctx, log)
	if err != nil {
		return nil, err
	}
	schema, err := recordform.JSONSchema(kg.NewKinds())
	if err != nil {
		return nil, err
	}
	if pages["/"+recordform.SchemaName], err = httpd.Document("application/schema+json", schema); err != nil {
		return nil, err
	}
	pages[schemaPath] = noSchemaPage()
	if !s.onlyTrusted {
		pages[schemaPath], err = schemaPage()
	}
	return pages, err
}

// playgroundPages returns the embedded web pages, or if there are none, a playground that loads its code from the internet.
func playgroundPages(ctx context.Context, log *slog.Logger) (map[string]http.Handler, error) {
	pages, err := httpd.Pages()
	if err != nil || len(pages) > 0 {
		return pages, err
	}
	log.WarnContext(ctx, "the program was built without the web pages, so the playground loads its code from the internet; "+
		"to embed them, install Node.js 20.19 or later and run: make run")
	return map[string]http.Handler{"/": fallbackPage()}, nil
}

// notice is shown above the fallback playground, which stays blank without internet access.
const notice = `<p role="note" style="margin:0;padding:8px 16px;background:#fff3cd;color:#3d2f00;font:14px/1.5 sans-serif">` +
	`This playground loads its code from the internet and stays blank without it. To use the full playground, which works ` +
	`offline, install Node.js 20.19 or later and start the server with <code>make run</code>. The endpoint is <code>/graphql</code>.</p>`

// recordedResponse is a response in memory.
type recordedResponse struct {
	bytes.Buffer
	header http.Header
}

// Header returns the header.
func (r *recordedResponse) Header() http.Header { return r.header }

// WriteHeader ignores the status, which is always 200.
func (r *recordedResponse) WriteHeader(int) {}

// fallbackPage returns gqlgen's playground with the notice.
func fallbackPage() http.Handler {
	recorded := &recordedResponse{header: http.Header{}}
	playground.Handler("civicgraph", "/graphql")(recorded, nil)
	page := bytes.Replace(recorded.Bytes(), []byte("<body>"), []byte("<body>"+notice), 1)
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Cache-Control", "no-cache")
		_, _ = w.Write(page) // the client may be gone
	})
}
