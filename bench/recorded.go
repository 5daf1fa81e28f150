package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// usualDistricts is the default size of the graph.
const usualDistricts = 2000

// benchstat compares runs. It is fetched on first use, so that the module does not depend on it.
const benchstat = "golang.org/x/perf/cmd/benchstat@v0.0.0-20260908200009-22c9c6c9d4da"

// comparedUnits excludes the units that depend on the clock, which are the noisiest.
const comparedUnits = ".unit:(ratio OR cpu-sec/op OR limit-cpu-sec/op OR database-cpu-sec/op OR limit-database-cpu-sec/op OR allocs/op OR statements/op OR own-B)"

// recordedRun returns the file of the recorded run of a size, with the same engines.
func (r *report) recordedRun(districts int) string {
	name := strconv.Itoa(districts)
	if r.settings.engine != sqliteEngine {
		name += "-" + r.settings.engine
	}
	return filepath.Join(r.recorded, name+".txt")
}

// compareWithRecorded prints the changes since the recorded run of this size, if there is one.
func (r *report) compareWithRecorded(ctx context.Context) {
	recorded := r.recordedRun(r.settings.districts)
	fmt.Printf("\nThis run is %s", r.file.Name())
	if _, err := os.Stat(recorded); errors.Is(err, os.ErrNotExist) {
		fmt.Printf("; there is no recorded run of %d districts to compare it with.\n", r.settings.districts)
		return
	}
	fmt.Print("; against the recorded one:\n\n")
	command := exec.CommandContext(ctx, "go", "run", benchstat, "-filter", comparedUnits, "-ignore", "cpu,cores,postgres",
		"recorded="+recorded, "now="+r.file.Name())
	command.Stdout, command.Stderr = os.Stdout, os.Stderr
	if err := command.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "not compared with the recorded run, for which benchstat must be fetched once:", err)
	}
}

// record stores the run as the recorded one of its size.
func (r *report) record() error {
	text, err := os.ReadFile(r.file.Name())
	if err != nil {
		return err
	}
	if err := os.MkdirAll(r.recorded, 0o755); err != nil {
		return err
	}
	return os.WriteFile(r.recordedRun(r.settings.districts), text, 0o644)
}

// readRatios returns the median ratios of a run by name, B2/clients=1.
func readRatios(path string) (map[string]float64, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }() // it was only read
	all := map[string][]float64{}
	for lines := bufio.NewScanner(file); lines.Scan(); {
		fields := strings.Fields(lines.Text())
		at := slices.Index(fields, "ratio")
		if at < 1 {
			continue
		}
		value, err := strconv.ParseFloat(fields[at-1], 64)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		name := strings.TrimPrefix(fields[0], "Benchmark")
		all[name] = append(all[name], value)
	}
	medians := map[string]float64{}
	for name, each := range all {
		slices.Sort(each)
		medians[name] = each[len(each)/2]
	}
	return medians, nil
}
