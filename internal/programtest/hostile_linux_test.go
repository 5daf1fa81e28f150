//go:build !race

package programtest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"civicgraph/internal/store/storetest"
)

// maxServerMemory is how much anonymous memory the server may use under attack, in KiB.
const maxServerMemory = 300 << 10

// TestHostileClients runs different attacks at the same time. A normal client is still answered; it may have to retry when
// connections arrive faster than they are accepted.
func TestHostileClients(t *testing.T) {
	t.Parallel()
	program := command(t.Context(), t, t.TempDir(), "--listen=127.0.0.1:0", "--database="+storetest.Blank(t))
	address, log := startServer(t, program)
	t.Cleanup(func() { _ = program.Process.Kill(); _ = program.Wait() })
	go func() { _, _ = io.Copy(io.Discard, log) }()
	ctx, stop := context.WithTimeout(t.Context(), attackTime)
	defer stop()
	var running sync.WaitGroup
	for _, attack := range attacks(address) {
		running.Go(func() {
			for ctx.Err() == nil {
				attack(ctx)
			}
		})
	}
	var took []time.Duration
	memory, requests := 0, 0
	for ; ctx.Err() == nil || len(took) == 0; requests++ {
		start := time.Now()
		switch got := post(t.Context(), address, body); {
		case got == `{"data":{"district":{"name":"Baodi"}}}`:
			took = append(took, time.Since(start))
		case !strings.Contains(got, `"OVERLOADED"`) && !strings.HasSuffix(got, "EOF") && !strings.Contains(got, "connection reset"):
			t.Fatalf("the response to the normal client is %.300s", got)
		}
		memory = max(memory, anonymousMemory(t, program.Process.Pid))
	}
	running.Wait()
	slices.Sort(took)
	t.Logf("%d of %d normal requests answered, p50 %v, p99 %v; at most %d MiB", len(took), requests, took[len(took)/2], took[len(took)*99/100], memory>>10)
	if 2*len(took) < requests { // other tests run at the same time
		t.Errorf("%d of %d normal requests were answered", len(took), requests)
	}
	if memory > maxServerMemory {
		t.Errorf("the server uses %d KiB, want at most %d", memory, maxServerMemory)
	}
}

// attacks returns the attacks, each of which is repeated.
func attacks(address string) []func(context.Context) {
	requestBody := func(query string) string {
		encoded, err := json.Marshal(map[string]string{"query": query})
		if err != nil {
			panic(err) // a string can always be encoded
		}
		return string(encoded)
	}
	var all []func(context.Context)
	for _, hostile := range []string{
		requestBody("{" + strings.Repeat("__typename ", 5000) + "}"),
		requestBody("{" + strings.Repeat("dd ", 1900) + "}"),
		requestBody("fragment a on Query{" + strings.Repeat("y", 60<<10) + "}" + strings.Repeat("{...a}", 100)),
		requestBody("{__schema{types{fields{args{type{name fields{name}}}}}}}"),
		requestBody("{districts(first:100){nodes{children(first:100,deep:true){nodes{children(first:100,deep:true){nodes{name names{text}}}}}}}}"),
		`{"query":"{__typename}","variables":` + strings.Repeat(`{"a":`, 9000) + "1" + strings.Repeat("}", 9000) + "}",
		`{"variables":{"a":[` + strings.Repeat("0,", 100_000) + `0]},"query":"{__typename}"}`,
		`[` + strings.Repeat(requestBody("{__typename}")+",", 1000) + `{}]`,
		"{\"query\":\"\xff\\ud800\x00\"}",
		requestBody("{__typename}") + strings.Repeat(" ", 250<<10) + "}",
	} {
		all = append(all, func(ctx context.Context) { post(ctx, address, hostile) })
	}
	n := 0
	all = append(all, func(ctx context.Context) { // documents that are in no cache
		n++
		post(ctx, address, requestBody(fmt.Sprintf("{%s a%d:__typename}", strings.Repeat("__typename ", 45), n)))
	})
	const head = "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
	for _, sent := range []string{
		"GET / HTT",
		"\x16\x03\x01\x02\x00\x01\x00",
		head + "Transfer-Encoding: chunked\r\n\r\n5\r\n{\"que\r\n",
		head + "Content-Length: 200000\r\n\r\n{",
		head + "Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\n12345",
		strings.Repeat(head+fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(body), body), 50) + "GARBAGE",
	} {
		var open []net.Conn
		all = append(all, func(ctx context.Context) { // never reads the response
			if conn, err := (&net.Dialer{Timeout: time.Second}).DialContext(ctx, "tcp", address); err == nil {
				_, _ = io.WriteString(conn, sent)
				open = append(open, conn)
			}
			if len(open) > 300 || ctx.Err() != nil {
				for _, conn := range open {
					_ = conn.Close()
				}
				open = nil
			}
		})
	}
	return all
}

// anonymousMemory returns the resident memory of a process that is not backed by files, in KiB.
func anonymousMemory(t *testing.T, pid int) int {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Fatal(err)
	}
	var kib int
	if _, rest, found := bytes.Cut(status, []byte("RssAnon:")); found {
		_, _ = fmt.Sscan(string(rest), &kib)
	}
	return kib
}
