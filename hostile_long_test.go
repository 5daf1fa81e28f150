//go:build long && linux && !race

package main

import "time"

// attackTime is how long the server is attacked.
const attackTime = time.Minute
