package httpd

import (
	"math"
	"testing"
)

func TestConnectionsWithin(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		openFiles                  uint64
		reserved, configured, want int
	}{
		{math.MaxUint64, 200, 1000, 1000},
		{1200, 200, 1000, 1000},
		{1199, 200, 1000, 999},
		{400, 200, 1000, 200},
		{128, 200, 1000, 64},
		{128, 0, 1000, 128},
		{128, 200, 10, 10},
	} {
		if got := connectionsWithin(c.openFiles, c.reserved, c.configured); got != c.want {
			t.Errorf("with %d files, %d of them reserved, %d connections become %d, want %d", c.openFiles, c.reserved, c.configured, got, c.want)
		}
	}
}
