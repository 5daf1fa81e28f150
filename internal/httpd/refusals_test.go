package httpd_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestRefusalsAreLogged: each origin and each host is logged once, with the flag that would let it in.
func TestRefusalsAreLogged(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	r := routes(nil)
	r.Access.Origins, r.Access.Hosts = []string{"https://named.example"}, []string{"graph.example", "localhost"}
	handler := newHandler(t, r, slog.New(slog.NewTextHandler(&log, nil)))
	ask := func(host string, header ...string) {
		request := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/graphql", nil)
		request.Host = host
		for i := 0; i+1 < len(header); i += 2 {
			request.Header.Set(header[i], header[i+1])
		}
		handler.ServeHTTP(httptest.NewRecorder(), request)
	}
	for range 3 {
		ask("localhost", "Origin", "https://named.example")
		ask("localhost", "Origin", "https://other.example")
		ask("localhost", "Origin", "http://localhost:3000")
		ask("localhost", "Origin", "null")
		ask("localhost", "Sec-Fetch-Site", "cross-site")
		ask("other.example:8080")
		ask("OTHER.example")
	}
	lines := strings.Split(strings.TrimSpace(log.String()), "\n")
	want := []string{
		`origin=https://other.example flag="--allow-origin https://named.example,https://other.example"`,
		`origin=http://localhost:3000 flag="--allow-origin https://named.example,http://localhost:3000"`,
		`origin=null flag="--allow-origin *"`,
		`origin="another site" flag="--allow-origin *"`,
		`host=other.example flag="--allow-host graph.example,other.example"`,
	}
	if len(lines) != len(want) {
		t.Fatalf("the log is %s", log.String())
	}
	for i, line := range lines {
		if !strings.HasSuffix(line, want[i]) || !strings.Contains(line, "level=WARN") {
			t.Errorf("line %d is %s, want %s", i, line, want[i])
		}
	}
}

// TestRefusalsAreBounded: a client that invents origins or hosts fills neither the log nor memory.
func TestRefusalsAreBounded(t *testing.T) {
	t.Parallel()
	for name, invent := range map[string]func(r *http.Request, name string){
		"origins": func(r *http.Request, name string) { r.Header.Set("Origin", "https://"+name) },
		"hosts":   func(r *http.Request, name string) { r.Host = name },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var log bytes.Buffer
			all := routes(nil)
			all.Access.Hosts = []string{"graph.example"}
			handler := newHandler(t, all, slog.New(slog.NewTextHandler(&log, nil)))
			for i := range 1000 {
				request := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/graphql", nil)
				request.Host = "graph.example"
				invent(request, fmt.Sprintf("%d.example/%s", i, strings.Repeat("x", 2000)))
				handler.ServeHTTP(httptest.NewRecorder(), request)
			}
			lines := strings.Count(log.String(), "\n")
			if lines != 101 || log.Len() > 101*600 || !strings.Contains(log.String(), "further ones are not logged") {
				t.Errorf("the log has %d lines and %d bytes, and ends %s", lines, log.Len(), log.String()[max(0, log.Len()-300):])
			}
		})
	}
}
