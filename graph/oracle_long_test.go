//go:build long

package graph_test

import (
	"bytes"
	"fmt"
	"testing"

	"civicgraph/internal/demo"
)

// TestPlanAgreesWithOracleAtLength sends 20,000 random queries to each of several graphs.
func TestPlanAgreesWithOracleAtLength(t *testing.T) {
	many := queryCount{least: 20_000, complete: 20_000}
	t.Run("demo", func(t *testing.T) {
		t.Parallel()
		agreeWithOracle(t, bytes.Split(bytes.TrimSpace(demo.FirstSource()), []byte("\n")), 100, many)
	})
	for seed := range int64(4) {
		t.Run(fmt.Sprintf("graph %d", 100+seed), func(t *testing.T) {
			t.Parallel()
			agreeWithOracle(t, oracleGraph(t, 100+seed), 100+seed, many)
		})
	}
}
