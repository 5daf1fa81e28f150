package httpd

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"time"
)

// healthTime is how long a health check may take.
const healthTime = time.Second

// health answers 200 if the check succeeds within healthTime, otherwise 503.
type health struct {
	check func(context.Context) error
	// running holds one element while a check runs. A check that hangs is not started again.
	running chan struct{}
	log     *slog.Logger
}

func newHealth(check func(context.Context) error, log *slog.Logger) *health {
	return &health{check: check, running: make(chan struct{}, 1), log: log}
}

// ServeHTTP answers one request.
func (h *health) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	if err := h.run(r.Context()); err != nil {
		h.log.ErrorContext(r.Context(), "health check failed", "error", err)
		w.WriteHeader(http.StatusServiceUnavailable)
		fmt.Fprintln(w, "unavailable")
		return
	}
	fmt.Fprintln(w, "ok")
}

// run runs the check. It returns in time even if the check ignores its context.
func (h *health) run(ctx context.Context) error {
	ctx, cancel := context.WithTimeoutCause(ctx, healthTime, fmt.Errorf("no answer within %v", healthTime))
	defer cancel()
	select {
	case h.running <- struct{}{}:
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	result := make(chan error, 1)
	go func() {
		defer func() { <-h.running }()
		result <- h.check(ctx)
	}()
	select {
	case err := <-result:
		return err
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
