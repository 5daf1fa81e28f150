package httpd_test

import (
	"bufio"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"civicgraph/internal/httpd"
)

// TestAmbiguousLengths: after a request of ambiguous length, no further request is read from the connection.
func TestAmbiguousLengths(t *testing.T) {
	t.Parallel()
	address := startServer(t, httpd.DefaultLimits(), newHandler(t, httpd.Routes{
		GraphQL: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, err := io.ReadAll(r.Body)
			if err != nil {
				w.WriteHeader(http.StatusBadRequest)
				return
			}
			_, _ = w.Write(body) // the test sees what is missing
		}),
		Pages: map[string]http.Handler{},
	}, slog.New(slog.DiscardHandler)))
	const second = "POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\nsecond"
	for name, c := range map[string]struct {
		request string
		// answers is how many responses arrive before the connection is closed, or until both requests are answered.
		answers int
		status  string
	}{
		"a length":              {"POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nfirst", 2, "200"},
		"length and chunks":     {"POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n0\r\n\r\n", 1, "200"},
		"chunks and length":     {"POST /graphql HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\nContent-Length: 500\r\n\r\n5\r\nfirst\r\n0\r\n\r\n", 1, "200"},
		"chunks and no length":  {"POST /graphql HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n5\r\nfirst\r\n0\r\n\r\n", 1, "200"},
		"to another path":       {"POST /nothing HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n0\r\n\r\n", 1, "404"},
		"HTTP/1.0 with chunks":  {"POST /graphql HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\nfirst", 1, "200"},
		"two lengths":           {"POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nfirst", 1, "400"},
		"a list of lengths":     {"POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Length: 5, 5\r\n\r\nfirst", 1, "400"},
		"a signed length":       {"POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Length: +5\r\n\r\nfirst", 1, "400"},
		"another coding":        {"POST /graphql HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n5\r\nfirst\r\n0\r\n\r\n", 1, "501"},
		"chunked twice":         {"POST /graphql HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n5\r\nfirst\r\n0\r\n\r\n", 1, "501"},
		"a space in the header": {"POST /graphql HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked\r\nContent-Length: 5\r\n\r\nfirst", 1, "400"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			conn := connect(t, address)
			conn.send(t, "%s", c.request+second)
			answers, first := 0, ""
			for answers < 2 {
				response, err := http.ReadResponse(conn.answers, nil)
				if err != nil {
					break
				}
				body, _ := io.ReadAll(response.Body)
				_ = response.Body.Close()
				if answers == 0 {
					first = response.Status + " " + string(body)
				}
				answers++
			}
			if answers != c.answers || !strings.HasPrefix(first, c.status) {
				t.Errorf("there are %d responses, the first %s; want %d, %s", answers, first, c.answers, c.status)
			}
			if c.answers == 1 {
				if _, err := bufio.NewReader(conn).ReadByte(); err == nil {
					t.Error("the connection stays open")
				}
			}
		})
	}
}
