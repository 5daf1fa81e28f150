package programtest

import (
	"os"
	"os/signal"
	"strconv"
	"syscall"
)

// Environment variables that set resource limits of the program.
const (
	// fileSizeLimit bounds the size of each file in bytes, like a full disk.
	fileSizeLimit = "CIVICGRAPH_TEST_FILE_SIZE_LIMIT"
	// openFileLimit bounds the number of open files.
	openFileLimit = "CIVICGRAPH_TEST_OPEN_FILE_LIMIT"
)

func setResourceLimits() {
	signal.Ignore(syscall.SIGXFSZ) // so that writes beyond the file size limit fail instead
	for variable, resource := range map[string]int{fileSizeLimit: syscall.RLIMIT_FSIZE, openFileLimit: syscall.RLIMIT_NOFILE} {
		limit, err := strconv.ParseUint(os.Getenv(variable), 10, 64)
		if err != nil {
			continue
		}
		if err := syscall.Setrlimit(resource, &syscall.Rlimit{Cur: limit, Max: limit}); err != nil {
			panic(err)
		}
	}
}
