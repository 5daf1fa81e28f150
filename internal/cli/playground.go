package cli

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"

	"github.com/99designs/gqlgen/graphql/playground"

	"civicgraph/internal/httpd"
)

// playgroundPages are the pages that were built into the program, else a playground whose code comes from the internet.
func playgroundPages(ctx context.Context, log *slog.Logger) (map[string]http.Handler, error) {
	pages, err := httpd.Pages()
	if err != nil || len(pages) > 0 {
		return pages, err
	}
	log.WarnContext(ctx, "this program was built without its web pages, so the playground loads its code from the internet; "+
		"build with Node.js 20.19 or later installed: make run")
	return map[string]http.Handler{"/": substitutePage()}, nil
}

// notice stands above the substitute, which stays blank without internet.
const notice = `<p role="note" style="margin:0;padding:8px 16px;background:#fff3cd;color:#3d2f00;font:14px/1.5 sans-serif">` +
	`This playground loads its code from the internet and stays blank without it. For the full one, which does not, ` +
	`install Node.js 20.19 or later and start the server with <code>make run</code>. The endpoint is <code>/graphql</code>.</p>`

// written is an answer that is kept.
type written struct {
	bytes.Buffer
	header http.Header
}

// Header is the header of the answer.
func (w *written) Header() http.Header { return w.header }

// WriteHeader forgets the status.
func (w *written) WriteHeader(int) {}

// substitutePage is gqlgen's playground with the notice.
func substitutePage() http.Handler {
	kept := &written{header: http.Header{}}
	playground.Handler("civicgraph", "/graphql")(kept, nil)
	page := bytes.Replace(kept.Bytes(), []byte("<body>"), []byte("<body>"+notice), 1)
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Cache-Control", "no-cache")
		_, _ = w.Write(page) // a client that is gone needs no answer
	})
}
