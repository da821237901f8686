package appraisal

import (
	"errors"
	"math"
	"strconv"
	"strings"

	"hatang/registry"
)

// need asks the coverage what the position would add.
func (r *run) need() []Finding {
	f := Finding{Verdict: Undecided, Clause: Reference{Verified: true}, Missing: []string{"coverage"}, Summary: registry.Text{
		VI: "chưa tính vùng phủ nên chưa biết vị trí thêm được bao nhiêu người", EN: "coverage is not computed: what the position adds is not known",
	}}
	if r.p.Reason != "" {
		f.Inputs = append(f.Inputs, Input{Name: "reason", Value: r.p.Reason, Source: "dossier"})
	}
	switch {
	case !r.located:
		f.Missing = []string{"geometry"}
		return []Finding{f}
	case r.appraiser.options.Coverage == nil:
		return []Finding{f}
	}
	gain, err := r.appraiser.options.Coverage.Gain(r.ctx, r.proposal())
	switch {
	case errors.Is(err, ErrNotComputed):
		return []Finding{f}
	case err != nil:
		return r.failed(err)
	}
	r.judgeNeed(&f, gain)
	return []Finding{f}
}

func (r *run) proposal() Proposal {
	p := Proposal{
		At: r.at, Operator: r.p.OperatorCode, Technologies: parts(r.p.Technologies), AntennaHeightM: r.antennaHeightM(),
		EIRPdBm: r.p.EIRPDBm.Or(0), RadiusM: r.p.CoverageRadiusM.Or(0),
	}
	if r.p.Sectors != "" {
		p.AzimuthsDeg = r.azimuths()
	}
	for _, band := range parts(r.p.Bands) {
		if mhz, err := strconv.ParseFloat(strings.TrimSuffix(strings.ToLower(band), "mhz"), 64); err == nil {
			p.BandsMHz = append(p.BandsMHz, mhz)
		}
	}
	return p
}

func (r *run) judgeNeed(f *Finding, gain Gain) {
	f.Missing = nil
	f.Number, f.Threshold, f.Unit = ptr(gain.PeopleNew), ptr(0.0), "người"
	f.Margin = ptr(gain.PeopleNew)
	gaps := 0.0
	f.Evidence = r.drawn()
	for _, g := range gain.Gaps {
		gaps += g.People
		if len(g.Area) > 0 {
			f.Evidence.Append(feature(g.Area, "gap", map[string]any{"name": g.Name, "people": g.People}))
		}
	}
	f.Inputs = append(f.Inputs,
		Input{Name: "people_new", Value: gain.PeopleNew, Source: gain.Provenance}, Input{Name: "people_overlap", Value: gain.PeopleOverlap, Source: gain.Provenance},
		Input{Name: "people_in_gaps", Value: gaps, Source: gain.Provenance}, Input{Name: "gaps", Value: len(gain.Gaps), Source: gain.Provenance})
	f.Summary = registry.Textf("thêm %[1]s người có sóng, chồng lấn %[2]s người, lấp %[3]d vùng lõm (%[4]s người)",
		"%[5]s people newly covered, %[6]s already covered, %[3]d gaps filled (%[7]s people)",
		people(registry.VI, gain.PeopleNew), people(registry.VI, gain.PeopleOverlap), len(gain.Gaps), people(registry.VI, gaps),
		people(registry.EN, gain.PeopleNew), people(registry.EN, gain.PeopleOverlap), people(registry.EN, gaps))
	shown := gain.PeopleNew >= 0.5 || len(gain.Gaps) > 0
	r.facts["need_shown"] = shown
	f.Verdict, f.Officer = Met, false
	if !shown {
		f.Verdict, f.Officer, f.Consequence = Undecided, true, "refer"
		f.Summary.VI += "; không thêm vùng phủ: cần lý do khác như dung lượng"
		f.Summary.EN += "; no coverage is added: another reason such as capacity is needed"
	}
}

func people(lang registry.Lang, n float64) string { return lang.Integer(int(math.Round(n))) }

// safety finds out whether the commune has a hardened station already, which the
// clauses ask.
func (r *run) safety() []Finding {
	if r.unit == nil {
		return nil
	}
	if err := r.readHardened(); err != nil {
		return r.failed(err)
	}
	hardened, known := r.hardened[r.unit.Code]
	if hardened || !known {
		r.facts["commune_hardened"] = hardened
	}
	return nil
}

func (s *session) readHardened() error {
	if s.hardened != nil {
		return nil
	}
	s.hardened = map[string]bool{}
	return scan(s, registry.Query{Kind: registry.Sites}, func(site *registry.Site) {
		stands := site.State == registry.StateOnAir || site.State == registry.StateBuilt
		closed := s.appraiser.options.Audience.hides(site, "hardened", "backup_power")
		if !stands || !site.Located || !closed && (!site.Hardened.Or(false) || !site.BackupPower.Or(false)) {
			return
		}
		if unit, ok := s.world.CommuneAt(site.Point, s.dossier.AsOf); ok {
			s.hardened[unit.Code] = s.hardened[unit.Code] || !closed
		}
	})
}
