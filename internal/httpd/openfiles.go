package httpd

// connectionsWithin returns the configured number of connections, or fewer if that exceeds the files that the process may open beside
// those that are reserved for other uses. At least half of the files are left for connections.
func connectionsWithin(openFiles uint64, reserved, configured int) int {
	available := openFiles / 2
	if left := openFiles - min(openFiles, uint64(reserved)); left > available { //nolint:gosec // it is not negative
		available = left
	}
	if available < uint64(configured) { //nolint:gosec // it is positive
		return int(available) //nolint:gosec // it is less than an int
	}
	return configured
}
