package ingest

import (
	"context"
	"errors"
	"testing"

	"civicgraph/internal/kg"
)

// TestDecodeStopsReading: when decode returns early, the input is no longer being read and can be closed.
func TestDecodeStopsReading(t *testing.T) {
	t.Parallel()
	broken := errors.New("the disk is full")
	for name, c := range map[string]struct {
		use  func(cancel func()) error
		want error
	}{
		"for an error":    {func(func()) error { return broken }, broken},
		"for its context": {func(cancel func()) error { cancel(); return nil }, context.Canceled},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			i := &importer{kinds: kg.NewKinds()}
			for range 20 {
				ctx, cancel := context.WithCancel(t.Context())
				reading := true // without a lock, so that the race detector reports a missing wait
				lines := func(_ context.Context, yield func(*line) error) error {
					defer func() { reading = false }()
					for number := 1; ; number++ {
						if err := yield(&line{number: number, text: []byte("{}")}); err != nil {
							return err
						}
					}
				}
				err := i.decode(ctx, lines, func([]*line) error { return c.use(cancel) })
				if reading || !errors.Is(err, c.want) {
					t.Errorf("still reading: %t; the error is %v, want %v", reading, err, c.want)
				}
				cancel()
			}
		})
	}
}
