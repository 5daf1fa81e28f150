//go:build long && linux && !race

package programtest

import "time"

// attackTime is the duration of TestHostileClients.
const attackTime = time.Minute
