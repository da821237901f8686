package coverage

import (
	"cmp"
	"context"
	"hash/fnv"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"hatang/geo/coverage/network"
	"hatang/geo/geodesy"
	"hatang/registry"
)

// Comparison sets measured levels beside modelled ones.
type Comparison struct {
	Networks []NetworkComparison `json:"networks"`
	// Left are measurements that could not be compared, by reason.
	Left        map[string]int  `json:"left"`
	Definitions []registry.Text `json:"definitions"`
	StandIn     bool            `json:"stand_in"`
}

// NetworkComparison is one operator and technology.
type NetworkComparison struct {
	Operator   string `json:"operator"`
	Technology string `json:"technology"`
	Errors     Errors `json:"errors"`
	// HitRate is the share of places where measurement and model agree about
	// usable signal, 0 to 1; False are places promised and not found, Missed
	// found and not promised.
	HitRate float64 `json:"hit_rate"`
	False   int     `json:"promised_not_found"`
	Missed  int     `json:"found_not_promised"`
	Tuning  *Tuning `json:"tuning,omitempty"`
}

// Errors are measured less modelled, decibels.
type Errors struct {
	N       int     `json:"n"`
	MeanDB  float64 `json:"mean_error_db"`
	SigmaDB float64 `json:"sigma_db"`
	RMSDB   float64 `json:"rms_db"`
}

// Tuning is the correction that fits the measurements best by least squares:
// offset + slope·log10(distance/km) + an extra loss for each kind of
// surroundings. Held-out errors come from folds that leave whole square
// kilometres out, since readings along one road are not independent.
type Tuning struct {
	OffsetDB    float64            `json:"offset_db"`
	SlopeDB     float64            `json:"slope_db_per_decade"`
	Extra       map[string]float64 `json:"surroundings_db,omitempty"`
	Before      Errors             `json:"before"`
	After       Errors             `json:"after"`
	HeldOut     Errors             `json:"cross_validated"`
	Folds       int                `json:"folds"`
	Recommended bool               `json:"recommended"`
}

// pair is one reading with what the model says of it.
type pair struct {
	measured, modelled float64
	logKm              float64
	surroundings       string
	fold               int
}

const (
	folds = 5
	// leastForTuning are as many readings as make a fit worth reporting.
	leastForTuning = 30
	// leastForKind are those that surroundings need for a term of their own.
	leastForKind = 10
)

// Compare sets the measurements of an operator and technology, or of all, beside
// the stored levels.
func (e *Engine) Compare(ctx context.Context, src Source, operator, technology string) (*Comparison, error) {
	st, groups, err := e.asked(operator, technology)
	if err != nil {
		return nil, err
	}
	out := &Comparison{Left: map[string]int{}, Definitions: []registry.Text{
		{VI: "sai số = đo − mô hình (mức thu ngoài trời tại ô 100 m); đo trong xe, trong nhà được cộng tổn hao xuyên trước khi so",
			EN: "error = measured − modelled (level out of doors in the 100 m cell); readings in cars and houses have the entry loss added first"},
		{VI: "trúng: đo và mô hình cùng có hoặc cùng không có tín hiệu dùng được", EN: "a hit: measurement and model agree that there is, or is no, usable signal"},
	}}
	pairs := map[groupKey][]pair{}
	err = src.Scan(ctx, registry.Query{Kind: registry.Measurements, AllRows: true}, func(rec registry.Record) error {
		if m, ok := rec.(*registry.Measurement); ok {
			k := groupKey{m.OperatorCode, m.Technology}
			if p, why := st.pair(m); why == "" {
				pairs[k] = append(pairs[k], p)
			} else if operator == "" && technology == "" || slices.ContainsFunc(groups, func(g *group) bool { return g.claim.key() == k }) {
				out.Left[why]++
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, g := range groups {
		if all := pairs[g.claim.key()]; len(all) > 0 {
			out.Networks = append(out.Networks, compareNetwork(g.claim, all))
			out.StandIn = out.StandIn || g.claim.StandIn
		}
	}
	return out, nil
}

// pair finds what the model says where a reading was taken, or why it says
// nothing.
func (st *state) pair(m *registry.Measurement) (pair, string) {
	g := st.groups[groupKey{m.OperatorCode, m.Technology}]
	switch {
	case !m.Located:
		return pair{}, "no position"
	case !m.Level.Known:
		return pair{}, "no level"
	case g == nil:
		return pair{}, "no coverage computed"
	}
	col, row, inside := st.claims.Grid.Cell(m.Point)
	if !inside {
		return pair{}, "outside the grid"
	}
	i := row*st.claims.Grid.Cols + col
	s := g.stations[g.network.Server[i]]
	if s == nil || s.Basis == Declared {
		return pair{}, "no modelled level here"
	}
	p := pair{measured: m.Level.Value, modelled: float64(g.network.Best[i]) / 100, surroundings: m.Where}
	at := s.At
	if k := s.facing(m.Point); k >= 0 {
		at = s.Antennas[k].At
		if k < len(s.UplinkShortfallDB) {
			p.modelled += s.UplinkShortfallDB[k] // phones measure the downlink
		}
	}
	if b := g.claim.Budget; b != nil {
		switch m.Where {
		case "in_car":
			p.measured += b.CarLossDB
		case "indoor":
			p.measured += b.Building.MeanDB
		}
	}
	p.logKm = math.Log10(max(geodesy.DistanceM(at, m.Point), 10) / 1000)
	p.fold = foldOf(m.Point[0], m.Point[1])
	return p, ""
}

// foldOf deals places to folds by the square kilometre.
func foldOf(lon, lat float64) int {
	h := fnv.New32a()
	x, y := int32(math.Floor(lon*100)), int32(math.Floor(lat*100))
	_, _ = h.Write([]byte{byte(x), byte(x >> 8), byte(x >> 16), byte(y), byte(y >> 8), byte(y >> 16)}) // a hash never fails
	return int(h.Sum32()>>8) % folds
}

func compareNetwork(c *Claim, all []pair) NetworkComparison {
	n := NetworkComparison{Operator: c.Operator, Technology: c.Technology}
	residuals := make([]float64, len(all))
	hits := 0
	for i, p := range all {
		residuals[i] = p.measured - p.modelled
		found, promised := network.Centi(p.measured) >= network.Centi(c.Usable), network.Centi(p.modelled) >= network.Centi(c.Usable)
		hits += count(found == promised)
		n.False += count(promised && !found)
		n.Missed += count(found && !promised)
	}
	n.Errors = errorsOf(residuals)
	n.HitRate = float64(hits) / float64(len(all))
	if len(all) >= leastForTuning {
		n.Tuning = tune(all, n.Errors)
	}
	return n
}

func errorsOf(residuals []float64) Errors {
	e := Errors{N: len(residuals)}
	if e.N == 0 {
		return e
	}
	var squares float64
	for _, r := range residuals {
		e.MeanDB += r / float64(e.N)
		squares += r * r / float64(e.N)
	}
	e.RMSDB = math.Sqrt(squares)
	e.SigmaDB = math.Sqrt(max(0, squares-e.MeanDB*e.MeanDB))
	return e
}

// tune fits the correction and tries it on what it has not seen.
func tune(all []pair, before Errors) *Tuning {
	kinds := kindsOf(all)
	whole, ok := fit(all, kinds, func(pair) bool { return true })
	if !ok {
		return nil
	}
	t := &Tuning{OffsetDB: whole[0], SlopeDB: whole[1], Before: before, Folds: folds}
	for k, kind := range kinds {
		if t.Extra == nil {
			t.Extra = map[string]float64{}
		}
		t.Extra[kind] = whole[2+k]
	}
	after := make([]float64, len(all))
	for i, p := range all {
		after[i] = p.measured - p.modelled - correction(whole, kinds, p)
	}
	t.After = errorsOf(after)
	var heldOut []float64
	for fold := range folds {
		coefficients, ok := fit(all, kinds, func(p pair) bool { return p.fold != fold })
		if !ok {
			continue
		}
		for _, p := range all {
			if p.fold == fold {
				heldOut = append(heldOut, p.measured-p.modelled-correction(coefficients, kinds, p))
			}
		}
	}
	t.HeldOut = errorsOf(heldOut)
	t.Recommended = t.HeldOut.N == before.N && t.HeldOut.RMSDB < before.RMSDB
	return t
}

// kindsOf are the surroundings with readings enough for a term of their own;
// those out of doors are what the others are measured against.
func kindsOf(all []pair) []string {
	counts := map[string]int{}
	for _, p := range all {
		counts[p.surroundings]++
	}
	var kinds []string
	for kind, n := range counts {
		if kind != "" && kind != "outdoor" && n >= leastForKind && n < len(all) {
			kinds = append(kinds, kind)
		}
	}
	slices.SortFunc(kinds, cmp.Compare)
	return kinds
}

func terms(kinds []string, p pair) []float64 {
	row := make([]float64, 2+len(kinds))
	row[0], row[1] = 1, p.logKm
	for k, kind := range kinds {
		if p.surroundings == kind {
			row[2+k] = 1
		}
	}
	return row
}

func correction(coefficients []float64, kinds []string, p pair) float64 {
	var sum float64
	for k, term := range terms(kinds, p) {
		sum += coefficients[k] * term
	}
	return sum
}

// fit solves the least squares; ok is false where the readings do not determine
// the terms.
func fit(all []pair, kinds []string, use func(pair) bool) (coefficients []float64, ok bool) {
	var rows, right []float64
	for _, p := range all {
		if use(p) {
			rows = append(rows, terms(kinds, p)...)
			right = append(right, p.measured-p.modelled)
		}
	}
	columns := 2 + len(kinds)
	if len(right) < 2*columns {
		return nil, false
	}
	var qr mat.QR
	qr.Factorize(mat.NewDense(len(right), columns, rows))
	const worstCondition = 1e8
	if qr.Cond() > worstCondition {
		return nil, false
	}
	var solution mat.VecDense
	if err := qr.SolveVecTo(&solution, false, mat.NewVecDense(len(right), right)); err != nil {
		return nil, false
	}
	return slices.Clone(solution.RawVector().Data), true
}

// MeasuredCell is what was measured in one cell, for the map's own layer.
type MeasuredCell struct {
	Operator   string  `json:"operator"`
	Technology string  `json:"technology"`
	Lon        float64 `json:"lon"`
	Lat        float64 `json:"lat"`
	N          int     `json:"n"`
	MeanLevel  float64 `json:"mean_level"`
	Usable     bool    `json:"usable"`
	Basis      Basis   `json:"basis"`
}

// Measured are the cells with measurements of an operator and technology, or of
// all: a layer kept apart from what is modelled.
func (e *Engine) Measured(ctx context.Context, src Source, operator, technology string) ([]MeasuredCell, error) {
	st, err := e.current()
	if err != nil {
		return nil, err
	}
	type place struct {
		groupKey
		cell int
	}
	cells := map[place]*MeasuredCell{}
	err = src.Scan(ctx, registry.Query{Kind: registry.Measurements, AllRows: true}, func(rec registry.Record) error {
		m, ok := rec.(*registry.Measurement)
		if !ok || !m.Located || !m.Level.Known || operator != "" && m.OperatorCode != operator || technology != "" && m.Technology != technology {
			return nil
		}
		col, row, inside := st.claims.Grid.Cell(m.Point)
		if !inside {
			return nil
		}
		at := place{groupKey{m.OperatorCode, m.Technology}, row*st.claims.Grid.Cols + col}
		c := cells[at]
		if c == nil {
			centre := st.claims.Grid.Centre(col, row)
			c = &MeasuredCell{Operator: m.OperatorCode, Technology: m.Technology, Lon: centre[0], Lat: centre[1], Basis: Measured}
			cells[at] = c
		}
		c.N++
		c.MeanLevel += (m.Level.Value - c.MeanLevel) / float64(c.N)
		return nil
	})
	if err != nil {
		return nil, err
	}
	all := make([]MeasuredCell, 0, len(cells))
	for at, c := range cells {
		if g := st.groups[at.groupKey]; g != nil {
			c.Usable = c.MeanLevel >= g.claim.Usable
		}
		all = append(all, *c)
	}
	slices.SortFunc(all, func(a, b MeasuredCell) int {
		return cmp.Or(cmp.Compare(a.Operator, b.Operator), cmp.Compare(a.Technology, b.Technology), cmp.Compare(b.Lat, a.Lat), cmp.Compare(a.Lon, b.Lon))
	})
	return all, nil
}
