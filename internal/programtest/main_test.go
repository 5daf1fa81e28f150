// Package programtest tests the program as a process: signals, kills, full disks, resource limits and hostile clients.
package programtest

import (
	"os"
	"testing"

	"civicgraph/internal/cli"
)

// runProgram is the environment variable that makes the test binary run the program instead of the tests.
const runProgram = "CIVICGRAPH_TEST_RUN_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(runProgram) != "" {
		setResourceLimits()
		os.Exit(cli.Main())
	}
	os.Exit(m.Run())
}
