package appraisal

import (
	"context"
	"slices"

	"github.com/paulmach/orb"

	"hatang/registry"
	"hatang/registry/network"
)

// Trial is a kept appraisal run once more by an edited rule set.
type Trial struct {
	// Applies is false where the edited set is not of the dossier's province: the
	// rest is empty then.
	Applies bool `json:"applies"`
	// Beyond tells that the edited set looks farther around a position than what
	// was kept reaches: neighbours there are not known, and a verdict that they
	// would change is not told.
	Beyond bool `json:"beyond"`
	// Changed are the positions whose verdict is another.
	Changed     []Turn       `json:"changed"`
	Differences []Difference `json:"differences"`
}

// Turn is a position with another verdict.
type Turn struct {
	Position string  `json:"position"`
	Before   Verdict `json:"before"`
	After    Verdict `json:"after"`
}

// Try runs a kept appraisal by its own rules and by an edited set, as if that had
// been in force on the day, in place of the set of the code replaces.
func (f *Frozen) Try(ctx context.Context, edited *RuleSet, replaces string) (*Trial, error) {
	kept, err := f.thaw()
	if err != nil {
		return nil, err
	}
	reach := &reaching{World: kept.world, m: map[registry.Kind]float64{}, learning: true}
	before, err := New(NewLibrary(kept.sets...), kept.options).AppraiseBatch(ctx, reach, kept.dossier, BatchOptions{})
	if err != nil {
		return nil, err
	}
	inForce := *edited
	inForce.ValidFrom, inForce.ValidTo = kept.dossier.AsOf, registry.Date{}
	sets := slices.DeleteFunc(kept.sets, func(s *RuleSet) bool {
		return s.Code == edited.Code || s.Code == replaces || s.Jurisdiction != "" && s.Jurisdiction == edited.Jurisdiction
	})
	options := kept.options
	if options.RuleSet == replaces && replaces != "" {
		options.RuleSet = edited.Code
	}
	reach.learning = false
	after, err := New(NewLibrary(append(sets, &inForce)...), options).AppraiseBatch(ctx, reach, kept.dossier, BatchOptions{})
	if err != nil {
		return nil, err
	}
	t := &Trial{Changed: []Turn{}, Differences: []Difference{}}
	if t.Applies = uses(after, edited.Code); !t.Applies {
		return t, nil
	}
	t.Beyond, t.Differences = reach.beyond, differences(before, after)
	for i := range before.Positions {
		if a, b := &before.Positions[i], &after.Positions[i]; a.Verdict != b.Verdict {
			t.Changed = append(t.Changed, Turn{a.Code, a.Verdict, b.Verdict})
		}
	}
	return t, nil
}

func uses(r *Result, code string) bool {
	return slices.ContainsFunc(r.Positions, func(p Assessment) bool {
		return slices.ContainsFunc(p.RuleSets, func(s SetReference) bool { return s.Code == code })
	})
}

// reaching is a World that learns how far around a place each kind was asked for,
// and then notes when it is asked for farther.
type reaching struct {
	World
	m        map[registry.Kind]float64
	learning bool
	beyond   bool
}

// Within implements World.
func (r *reaching) Within(kind registry.Kind, p orb.Point, radiusM float64, asOf registry.Date, accept func(registry.Record) bool) []network.Hit {
	if r.learning {
		r.m[kind] = max(r.m[kind], radiusM)
	} else if radiusM > r.m[kind] {
		r.beyond = true
	}
	return r.World.Within(kind, p, radiusM, asOf, accept)
}
