package httpd

import (
	"context"
	"log/slog"
	"sync"
)

// maxRefusals is the maximum number of names that are logged, so that a client that invents names fills neither memory nor the log.
const maxRefusals = 100

// refusals logs each refused name once, with the flag that would let it in.
type refusals struct {
	log *slog.Logger

	mu     sync.Mutex
	logged map[string]bool
}

func newRefusals(log *slog.Logger) *refusals { return &refusals{log: log, logged: map[string]bool{}} }

// add logs a refused name of a kind, an origin or a host, unless it was logged before. The name is cut to maxName bytes.
func (f *refusals) add(ctx context.Context, kind, name, flag string) {
	if len(name) > maxName {
		name = name[:maxName]
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.logged[name] || len(f.logged) >= maxRefusals {
		return
	}
	f.logged[name] = true
	f.log.WarnContext(ctx, "refused requests; the flag lets them in", kind, name, "flag", flag)
	if len(f.logged) == maxRefusals {
		f.log.WarnContext(ctx, "refused requests; further ones are not logged", "limit", maxRefusals)
	}
}

// maxName is the maximum length of a refused name that is logged, in bytes.
const maxName = 200
