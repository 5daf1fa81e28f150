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

// usualDistricts is the size of the graph where nothing else is said.
const usualDistricts = 2000

// benchstat compares runs. It is fetched when it is first used, so that the module does not depend on it.
const benchstat = "golang.org/x/perf/cmd/benchstat@v0.0.0-20260908200009-22c9c6c9d4da"

// comparedUnits leave out what rests on the clock, the noisiest.
const comparedUnits = ".unit:(ratio OR cpu-sec/op OR limit-cpu-sec/op OR allocs/op OR statements/op OR own-B)"

// recordedRun is the file of the run that later ones of a size are compared with.
func (r *report) recordedRun(districts int) string {
	return filepath.Join(r.recorded, strconv.Itoa(districts)+".txt")
}

// compareWithRecorded prints what changed since the recorded run of this size, if there is one.
func (r *report) compareWithRecorded(ctx context.Context) {
	recorded := r.recordedRun(r.settings.districts)
	fmt.Printf("\nThis run is %s", r.file.Name())
	if _, err := os.Stat(recorded); errors.Is(err, os.ErrNotExist) {
		fmt.Printf("; none of %d districts is recorded to compare it with.\n", r.settings.districts)
		return
	}
	fmt.Print("; against the recorded one:\n\n")
	command := exec.CommandContext(ctx, "go", "run", benchstat, "-filter", comparedUnits, "-ignore", "cpu,cores",
		"recorded="+recorded, "now="+r.file.Name())
	command.Stdout, command.Stderr = os.Stdout, os.Stderr
	if err := command.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "not compared with the recorded run, for which benchstat must be fetched once:", err)
	}
}

// record keeps the run as the one that later ones of its size are compared with.
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

// readRatios are the median ratios of a run by name, B2/clients=1.
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
