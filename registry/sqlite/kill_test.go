package sqlite_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"testing"

	"hatang/registry"
	"hatang/registry/sqlite"
)

// killedFile names, in the environment, the registry that a child process is to
// write until it is killed.
const killedFile = "HATANG_TEST_KILLED"

func TestMain(m *testing.M) {
	if path := os.Getenv(killedFile); path != "" {
		writeUntilKilled(path)
		return
	}
	os.Exit(m.Run())
}

// writeUntilKilled says "written" in the middle of an Update that never ends.
func writeUntilKilled(path string) {
	ctx := context.Background()
	s, err := sqlite.Open(ctx, path, sqlite.Options{})
	if err == nil {
		err = s.Update(ctx, registry.Author{Actor: "killed"}, func(ctx context.Context, w registry.Writer) error {
			for round := 0; ; round++ {
				recs := benchSites(10_000)
				for _, rec := range recs {
					rec.(*registry.Site).Code += fmt.Sprint("/", round)
				}
				if _, err := w.PutAll(ctx, recs); err != nil {
					return err
				}
				fmt.Fprintln(os.Stdout, "written")
			}
		})
	}
	fmt.Fprintln(os.Stdout, err)
}

func TestKillDuringUpdateLeavesTheFileAsBefore(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	path := s.Path()
	put(t, s, viettel(), site("A", 108, 14))
	seq, err := s.Seq(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	child := exec.CommandContext(t.Context(), os.Args[0])
	child.Env = append(os.Environ(), killedFile+"="+path)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	// Wait until half-done work has gone to the disk.
	lines := bufio.NewScanner(out)
	for spilled := int64(0); spilled < 1<<20; {
		if !lines.Scan() || lines.Text() != "written" {
			t.Fatalf("the child says %q (%v)", lines.Text(), lines.Err())
		}
		if info, err := os.Stat(path + "-wal"); err == nil {
			spilled = info.Size()
		}
	}
	if err := child.Process.Kill(); err != nil { // SIGKILL
		t.Fatal(err)
	}
	_ = child.Wait()
	s, err = sqlite.Open(t.Context(), path, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer closing(t, s)
	if now, err := s.Seq(t.Context()); err != nil || now != seq {
		t.Errorf("the chain stands at %d (%v), want %d", now, err, seq)
	}
	if _, n, err := s.Find(t.Context(), registry.Query{Kind: registry.Sites, AllRows: true}); err != nil || n != 1 {
		t.Errorf("%d sites (%v), want 1", n, err)
	}
	verify(t, s)
	// The mark that the program writes is not stuck: others' edits are noted.
	validate(t, path)
	mustGDAL(t, "ogrinfo", path, "-sql", `UPDATE site SET name = 'x'`)
	if n, _, err := s.AdoptOutside(t.Context()); n != 1 || err != nil {
		t.Errorf("adopted %d (%v), want 1", n, err)
	}
}
