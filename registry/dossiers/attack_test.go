package dossiers_test

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"hatang/data"
	"hatang/registry"
	"hatang/registry/dossiers"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestEveryActionOfEveryRoleInEveryState tries all of them with complete requests.
// What is allowed is compared with a table that people read; what is not is
// refused as forbidden or as a conflict and leaves no trace in the chain.
func TestEveryActionOfEveryRoleInEveryState(t *testing.T) {
	t.Parallel()
	f := office(t)
	w, err := dossiers.ParseWorkflow(data.Workflow)
	if err != nil {
		t.Fatal(err)
	}
	people := []struct {
		name  string
		actor dossiers.Actor
	}{
		{"applicant", viettel}, {"another operator", vnpt}, {"officer", officer}, {"approver", approver},
		{"administrator", admin}, {"auditor", auditor}, {"public", dossiers.Actor{Name: "public", Role: "public"}},
		{"officer for the applicant", dossiers.Actor{Name: officer.Name, Role: officer.Role, OnBehalf: "viettel"}},
		{"officer for another operator", dossiers.Actor{Name: officer.Name, Role: officer.Role, OnBehalf: "vnpt"}},
	}
	f.filed(t, false) // to relate to
	var table strings.Builder
	tried := 0
	for _, state := range w.States {
		file := f.at(t, state.ID)
		for _, p := range people {
			var allowed []string
			for i := range w.Actions {
				action := &w.Actions[i]
				tried++
				q := f.request(t, action.ID, file)
				before := f.seq(t)
				_, previewErr := f.Preview(t.Context(), p.actor, file.Application.Row.ID, q)
				if previewErr == nil || (registry.CodeOf(previewErr) == registry.Conflict && action.Does == "expire" && slices.Contains(action.From, state.ID) && slices.Contains(action.Roles, p.actor.Role)) {
					allowed = append(allowed, action.ID)
					if f.seq(t) != before {
						t.Errorf("%s, %s, %s: a preview recorded something", state.ID, p.name, action.ID)
					}
					continue
				}
				_, err := f.Act(t.Context(), p.actor, file.Application.Row.ID, q)
				var refused *dossiers.Forbidden
				if !errors.As(err, &refused) && registry.CodeOf(err) != registry.Conflict {
					t.Errorf("%s, %s, %s: not refused as forbidden or conflict: %v", state.ID, p.name, action.ID, err)
				}
				if f.seq(t) != before {
					t.Errorf("%s, %s, %s: refused, yet something was recorded", state.ID, p.name, action.ID)
				}
			}
			fmt.Fprintf(&table, "%-11s | %-28s | %s\n", state.ID, p.name, strings.Join(allowed, " "))
		}
	}
	if tried != len(w.States)*len(w.Actions)*len(people) {
		t.Errorf("%d were tried", tried)
	}
	golden(t, "testdata/allowed.txt", table.String())
}

func golden(tb testing.TB, path, got string) {
	tb.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			tb.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		tb.Fatal(err)
	}
	if got != string(want) {
		tb.Errorf("%s differs:\n%s", path, got)
	}
}

// TestTwoOfficersAtOnce lets two act on the dossier as both saw it: exactly one
// wins, the other is told who was quicker and what happened.
func TestTwoOfficersAtOnce(t *testing.T) {
	t.Parallel()
	f := office(t)
	for range 8 {
		file := f.at(t, "filed")
		actions := map[dossiers.Actor]string{officer: "accept", second: "return"}
		results := map[dossiers.Actor]error{}
		var group sync.WaitGroup
		var lock sync.Mutex
		for who, action := range actions {
			q := f.request(t, action, file)
			group.Go(func() {
				_, err := f.Act(t.Context(), who, file.Application.Row.ID, q)
				lock.Lock()
				defer lock.Unlock()
				results[who] = err
			})
		}
		group.Wait()
		winner, loser := officer, second
		if results[officer] != nil {
			winner, loser = second, officer
		}
		if results[winner] != nil {
			t.Fatalf("nobody won: %v", results)
		}
		var e *registry.Error
		if !errors.As(results[loser], &e) || e.Code != registry.Conflict {
			t.Fatalf("the loser got %v", results[loser])
		}
		after, err := f.Read(t.Context(), file.Application.Row.ID)
		if err != nil {
			t.Fatal(err)
		}
		want := map[string]string{"accept": "appraising", "return": "incomplete"}[actions[winner]]
		if after.Application.State != want || len(after.Events) != len(file.Events)+1 {
			t.Errorf("after %s won the dossier is %s with %d events", actions[winner], after.Application.State, len(after.Events))
		}
	}
}

// TestTheSlowerSeesWhatChanged is told when the state would still allow it.
func TestTheSlowerSeesWhatChanged(t *testing.T) {
	t.Parallel()
	f := office(t)
	file := f.at(t, "appraising")
	stale := f.request(t, "submit", file)
	q := f.request(t, "assign", file)
	q.Officer = second.Name
	if _, err := f.Act(t.Context(), second, file.Application.Row.ID, q); err != nil {
		t.Fatal(err)
	}
	before := f.seq(t)
	_, err := f.Act(t.Context(), officer, file.Application.Row.ID, stale)
	var e *registry.Error
	if !errors.As(err, &e) || e.Code != registry.Conflict || !strings.Contains(e.Message.VI, second.Name) || !strings.Contains(e.Message.VI, "Phân công") {
		t.Errorf("the slower is told: %v", err)
	}
	if f.seq(t) != before {
		t.Error("something was recorded")
	}
}
