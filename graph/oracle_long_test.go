//go:build long

package graph_test

import (
	"bytes"
	"fmt"
	"testing"

	"civicgraph/internal/demo"
)

// TestPlanAgreesWithOracleAtLength asks 20,000 random questions each of several graphs.
func TestPlanAgreesWithOracleAtLength(t *testing.T) {
	t.Run("demo", func(t *testing.T) {
		t.Parallel()
		agreeWithOracle(t, bytes.Split(bytes.TrimSpace(demo.FirstSource()), []byte("\n")), 100, 20_000)
	})
	for seed := range int64(4) {
		t.Run(fmt.Sprintf("graph %d", 100+seed), func(t *testing.T) {
			t.Parallel()
			agreeWithOracle(t, oracleGraph(t, 100+seed), 100+seed, 20_000)
		})
	}
}
