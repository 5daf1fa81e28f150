package programtest

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// terminal returns both ends of a terminal: that of the user, and that of a program.
func terminal(t *testing.T) (user, program *os.File) {
	t.Helper()
	user, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Skipf("NOT TESTED: this system has no terminals: %v", err)
	}
	t.Cleanup(func() { _ = user.Close() })
	if err := unix.IoctlSetPointerInt(int(user.Fd()), unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	number, err := unix.IoctlGetInt(int(user.Fd()), unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	program, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = program.Close() })
	return user, program
}

// TestImportAsksBeforeMixing: on a terminal, an import into a database with demo data only asks, and does what it is told.
func TestImportAsksBeforeMixing(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	if _, response := served(t, folder); !strings.Contains(response, "baodi") {
		t.Fatalf("the response is %s", response)
	}
	records := writeFile(t, filepath.Join(t.TempDir(), "own.jsonl"), []byte(ownRecords))
	for _, c := range []struct {
		answer, out string
		status      int
	}{
		{"\n", "", 1}, {"n\n", "", 1}, {"y\n", "wrote 2 records: 2 new, 0 changed, 0 unchanged\n", 0},
	} {
		user, program := terminal(t)
		command := command(t.Context(), t, t.TempDir(), "import", "--database=civicgraph-demo.db", records)
		var out strings.Builder
		command.Dir, command.Stdin, command.Stderr, command.Stdout = folder, program, program, &out
		if err := command.Start(); err != nil {
			t.Fatal(err)
		}
		const question = "Database civicgraph-demo.db holds only demo data. Add your records to it? [y/N]"
		if asked, err := bufio.NewReader(user).ReadString(']'); err != nil || asked != question {
			t.Errorf("the question is %q, %v", asked, err)
		}
		if _, err := user.WriteString(c.answer); err != nil {
			t.Fatal(err)
		}
		_ = command.Wait() // the status is checked
		if status := command.ProcessState.ExitCode(); status != c.status || out.String() != c.out {
			t.Errorf("after %q, the program ended with %d and wrote %q", c.answer, status, out.String())
		}
	}
}
