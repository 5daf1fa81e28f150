package httpd

// reservedFiles is how many file descriptors connections leave for the database, its temporary files and the log.
const reservedFiles = 200

// connectionsWithin returns the configured number of connections, or fewer if the process may not open so many files. At
// least half of the files are left for connections.
func connectionsWithin(openFiles uint64, configured int) int {
	available := openFiles / 2
	if openFiles > 2*reservedFiles {
		available = openFiles - reservedFiles
	}
	if available < uint64(configured) { //nolint:gosec // it is positive
		return int(available) //nolint:gosec // it is less than an int
	}
	return configured
}
