package postgres

// Start starts a server for a program that is no test, with settings such as "shared_buffers=1GB". It returns the URL of an empty database.
// The server ends with stop, or with the program.
func Start(settings ...string) (address string, stop func() error, err error) {
	programs, err := findPrograms()
	if err != nil {
		return "", nil, err
	}
	var o options
	for _, setting := range settings {
		o.settings = append(o.settings, "-c", setting)
	}
	s, err := start(programs, o)
	if err != nil {
		return "", nil, err
	}
	return s.address("postgres"), s.stop, nil
}
