package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"text/tabwriter"
	"time"

	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"
)

// linkSettings holds the flags of the comparison of links with foreign keys.
type linkSettings struct {
	districts int
	rounds    int
	cache     string

	timeLimit
}

func parseLinkSettings(args []string) (*linkSettings, error) {
	s := &linkSettings{}
	flags := flag.NewFlagSet("bench links", flag.ContinueOnError)
	flags.IntVar(&s.districts, "districts", usualDistricts, "size of the synthetic graph; a district is about 150 records")
	flags.IntVar(&s.rounds, "rounds", 21, "number of measurements of each read; the table shows medians")
	flags.StringVar(&s.cache, "cache", cacheFolder(), "folder for the loaded graph")
	flags.DurationVar(&s.timeout, "timeout", 30*time.Minute, "time limit of the whole run")
	if err := flags.Parse(args); err != nil {
		return nil, err
	}
	if flags.NArg() > 0 || s.districts < 1 || s.rounds < 1 {
		return nil, errors.New("-districts and -rounds must be positive, and there are no other arguments; -help lists the flags")
	}
	return s, nil
}

// measureLinks compares reads over the table of links with the same reads over foreign keys.
func measureLinks(ctx context.Context, s *linkSettings) (err error) {
	root, err := moduleRoot()
	if err != nil {
		return err
	}
	graph, err := cachedGraph(ctx, &settings{districts: s.districts, cache: s.cache}, root)
	if err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "civicgraph-bench-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	path := filepath.Join(folder, "links.db")
	if err := copyWithKeys(ctx, graph, path); err != nil {
		return fmt.Errorf("copy the graph: %w", err)
	}
	conn, err := openReader(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	conn.SetInterrupt(ctx.Done())
	var all []linkResult
	for _, q := range linkQuestions() {
		r, err := measureLinkQuestion(conn, q, s.rounds)
		if err != nil {
			return fmt.Errorf("%s: %w", q.title, err)
		}
		all = append(all, r)
	}
	printLinks(s, all)
	return nil
}

// linkResult holds the processor time of one read in each form, by round.
type linkResult struct {
	linkQuestion
	took map[linkForm][]time.Duration
}

// measureLinkQuestion reads the same pages in all forms in turn.
func measureLinkQuestion(conn *sqlite.Conn, q linkQuestion, rounds int) (linkResult, error) {
	r := linkResult{linkQuestion: q, took: map[linkForm][]time.Duration{}}
	starts, err := slugs(conn, q.begins)
	if err != nil {
		return r, err
	}
	if err := compareForms(conn, q, starts); err != nil {
		return r, err
	}
	forms := linkForms()
	for n := range rounds {
		for turn := range forms {
			form := forms[(turn+n)%len(forms)] // none always goes first
			stmt, err := conn.Prepare(q.in(form))
			if err != nil {
				return r, err
			}
			before, err := processorTime(os.Getpid())
			if err != nil {
				return r, err
			}
			for _, slug := range starts {
				if _, err := answerOf(stmt, slug); err != nil {
					return r, err
				}
			}
			after, err := processorTime(os.Getpid())
			if err != nil {
				return r, err
			}
			r.took[form] = append(r.took[form], (after-before)/time.Duration(len(starts)))
		}
	}
	return r, nil
}

// compareForms checks that all forms return the same.
func compareForms(conn *sqlite.Conn, q linkQuestion, starts []string) error {
	for _, slug := range starts {
		answers := map[string]bool{}
		for _, form := range linkForms() {
			stmt, err := conn.Prepare(q.in(form))
			if err != nil {
				return err
			}
			answer, err := answerOf(stmt, slug)
			if err != nil {
				return err
			}
			answers[answer] = true
		}
		if len(answers) != 1 || answers[""] {
			return fmt.Errorf("the forms return different or empty answers after %s", slug)
		}
	}
	return nil
}

// slugs returns slugs from the whole table to start pages after.
func slugs(conn *sqlite.Conn, table string) ([]string, error) {
	const pages, behind = 200, 20
	all, err := texts(conn, "SELECT slug FROM "+table+" ORDER BY slug")
	if err != nil || len(all) <= behind {
		return nil, errors.Join(err, errors.New("the graph is too small"))
	}
	var chosen []string
	last := len(all) - behind
	for n := range min(pages, last) {
		chosen = append(chosen, all[n*last/min(pages, last)])
	}
	return chosen, nil
}

// texts returns the first column of the rows of a query.
func texts(conn *sqlite.Conn, sql string) (all []string, err error) {
	err = sqlitex.ExecuteTransient(conn, sql, &sqlitex.ExecOptions{ResultFunc: func(stmt *sqlite.Stmt) error {
		all = append(all, stmt.ColumnText(0))
		return nil
	}})
	return all, err
}

func answerOf(stmt *sqlite.Stmt, slug string) (string, error) {
	stmt.BindText(1, slug)
	if _, err := stmt.Step(); err != nil {
		_ = stmt.Reset() // repeats the error of the step
		return "", err
	}
	answer := stmt.ColumnText(0)
	return answer, stmt.Reset()
}

// printLinks prints medians over the rounds.
func printLinks(s *linkSettings, all []linkResult) {
	fmt.Printf("\n%d districts; processor time of one read in µs, medians of %d rounds, and the ratio of the table of links to each other form.\n\n",
		s.districts, s.rounds)
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "read\tlinks\tkeys in rows\ttables per relation\tagainst keys\tleast\tmost\tagainst tables\tleast\tmost\t")
	for _, r := range all {
		fmt.Fprintf(w, "%s\t", r.title)
		for _, form := range linkForms() {
			fmt.Fprintf(w, "%.0f\t", float64(percentile(r.took[form], 50).Nanoseconds())/1000)
		}
		for _, form := range []linkForm{keyForm, tableForm} {
			each := r.against(form)
			fmt.Fprintf(w, "%.2f\t%.2f\t%.2f\t", each[len(each)/2], each[0], each[len(each)-1])
		}
		fmt.Fprintln(w)
	}
	_ = w.Flush() // to standard output
}

// against returns the ratios of the rounds to another form in ascending order.
func (r *linkResult) against(form linkForm) []float64 {
	var each []float64
	for n, took := range r.took[linkTable] {
		each = append(each, float64(took)/float64(max(r.took[form][n], 1)))
	}
	slices.Sort(each)
	return each
}
