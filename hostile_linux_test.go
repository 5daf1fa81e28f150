//go:build !race

package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// mostServing is how many KiB of its own memory the server may take under attack, pages of files that it maps left out.
const mostServing = 300 << 10

// TestHostileClients lets attackers do what they can beside each other. A usual client goes on being answered; now
// and then, where their connections come faster than they are looked at, it has to come again.
func TestHostileClients(t *testing.T) {
	t.Parallel()
	program := command(t.Context(), t, t.TempDir(), "--listen=127.0.0.1:0", "--database="+filepath.Join(t.TempDir(), "test.db"))
	output, err := program.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := program.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = program.Process.Kill(); _ = program.Wait() })
	lines := bufio.NewReader(output)
	address := addressOf(t, lines)
	go func() { _, _ = io.Copy(io.Discard, lines) }()
	ctx, stop := context.WithTimeout(t.Context(), attackTime)
	defer stop()
	var attacks sync.WaitGroup
	for _, attack := range attacksOf(address) {
		attacks.Go(func() {
			for ctx.Err() == nil {
				attack(ctx)
			}
		})
	}
	var took []time.Duration
	most, asked := 0, 0
	for ; ctx.Err() == nil || len(took) == 0; asked++ {
		start := time.Now()
		switch got := answerOf(t.Context(), address, body); {
		case got == `{"data":{"district":{"name":"Baodi"}}}`:
			took = append(took, time.Since(start))
		case !strings.Contains(got, `"OVERLOADED"`) && !strings.HasSuffix(got, "EOF") && !strings.Contains(got, "connection reset"):
			t.Fatalf("the usual client is answered %.300s", got)
		}
		most = max(most, ownMemory(t, program.Process.Pid))
	}
	attacks.Wait()
	slices.Sort(took)
	t.Logf("%d of %d usual requests answered, p50 %v, p99 %v; at most %d MiB", len(took), asked, took[len(took)/2], took[len(took)*99/100], most>>10)
	if 2*len(took) < asked { // here many tests run beside each other
		t.Errorf("%d of %d usual requests were answered", len(took), asked)
	}
	if most > mostServing {
		t.Errorf("it takes %d KiB, want at most %d", most, mostServing)
	}
}

// attacksOf are what attackers do again and again.
func attacksOf(address string) []func(context.Context) {
	posted := func(text string) string {
		encoded, err := json.Marshal(map[string]string{"query": text})
		if err != nil {
			panic(err) // a text is always JSON
		}
		return string(encoded)
	}
	var attacks []func(context.Context)
	for _, hostile := range []string{
		posted("{" + strings.Repeat("__typename ", 5000) + "}"),
		posted("{" + strings.Repeat("dd ", 1900) + "}"),
		posted("fragment a on Query{" + strings.Repeat("y", 60<<10) + "}" + strings.Repeat("{...a}", 100)),
		posted("{__schema{types{fields{args{type{name fields{name}}}}}}}"),
		posted("{districts(first:100){nodes{children(first:100,deep:true){nodes{children(first:100,deep:true){nodes{name names{text}}}}}}}}"),
		`{"query":"{__typename}","variables":` + strings.Repeat(`{"a":`, 9000) + "1" + strings.Repeat("}", 9000) + "}",
		`{"variables":{"a":[` + strings.Repeat("0,", 100_000) + `0]},"query":"{__typename}"}`,
		`[` + strings.Repeat(posted("{__typename}")+",", 1000) + `{}]`,
		"{\"query\":\"\xff\\ud800\x00\"}",
		posted("{__typename}") + strings.Repeat(" ", 250<<10) + "}",
	} {
		attacks = append(attacks, func(ctx context.Context) { answerOf(ctx, address, hostile) })
	}
	n := 0
	attacks = append(attacks, func(ctx context.Context) { // documents that were never seen
		n++
		answerOf(ctx, address, posted(fmt.Sprintf("{%s a%d:__typename}", strings.Repeat("__typename ", 45), n)))
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
		attacks = append(attacks, func(ctx context.Context) { // nothing is ever read
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
	return attacks
}

// answerOf is the body of an answer, or what went wrong.
func answerOf(ctx context.Context, address, posted string) string {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+address+"/graphql", strings.NewReader(posted))
	if err != nil {
		return err.Error()
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Do(request)
	if err != nil {
		return err.Error()
	}
	defer func() { _ = response.Body.Close() }()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		return err.Error()
	}
	return string(answer)
}

// ownMemory is how many KiB a process holds that are no pages of files.
func ownMemory(t *testing.T, pid int) int {
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
