package main

import (
	"os"
	"os/signal"
	"strconv"
	"syscall"
)

// fileLimit is the variable that bounds how long, in bytes, the files of the program may become, as a full disk does.
const fileLimit = "CIVICGRAPH_TEST_FILE_LIMIT"

func limitFiles() {
	limit, err := strconv.ParseUint(os.Getenv(fileLimit), 10, 64)
	if err != nil {
		return
	}
	signal.Ignore(syscall.SIGXFSZ) // so that the write fails instead
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: limit, Max: limit}); err != nil {
		panic(err)
	}
}
