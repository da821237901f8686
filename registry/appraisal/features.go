package appraisal

import (
	"encoding/json"
	"io"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"
)

// GeoJSON is the result as features: each position with its verdicts, the
// evidence of its findings, the conflicts of the batch as lines, the alternatives.
func (r *Result) GeoJSON() *geojson.FeatureCollection {
	all := geojson.NewFeatureCollection()
	places := map[string]orb.Point{}
	for i := range r.Positions {
		a := &r.Positions[i]
		if a.Point == nil {
			continue
		}
		places[a.Code] = *a.Point
		about := map[string]any{"code": a.Code, "operator": a.Operator, "verdict": string(a.Verdict), "area": a.Area, "as_of": a.AsOf.String()}
		for j := range a.Checks {
			about["check_"+string(a.Checks[j].Check)] = verdictWordsPlain(&a.Checks[j])
		}
		all.Append(feature(*a.Point, "position", about))
		appendEvidence(all, a)
		for j := range a.Alternatives {
			alternative := &a.Alternatives[j]
			if alternative.To == nil {
				continue
			}
			about := map[string]any{"of": a.Code, "distance_m": alternative.DistanceM, "bearing_deg": alternative.BearingDeg}
			all.Append(feature(*alternative.To, "alternative", about))
			all.Append(feature(orb.LineString{*a.Point, *alternative.To}, "move", about))
		}
	}
	for i := range r.Conflicts {
		c := &r.Conflicts[i]
		first, ok := places[c.First]
		second, ok2 := places[c.Second]
		if ok && ok2 {
			all.Append(feature(orb.LineString{first, second}, "conflict", map[string]any{
				"first": c.First, "second": c.Second, "distance_m": c.DistanceM, "threshold_m": c.ThresholdM, "verdict": string(c.Verdict),
			}))
		}
	}
	return all
}

func verdictWordsPlain(c *CheckResult) string {
	if c.Verdict == Undecided && c.Officer {
		return "officer"
	}
	return string(c.Verdict)
}

// appendEvidence adds what the findings drew, with the position and the check
// that it belongs to.
func appendEvidence(all *geojson.FeatureCollection, a *Assessment) {
	for i := range a.Checks {
		for j := range a.Checks[i].Findings {
			evidence := a.Checks[i].Findings[j].Evidence
			if evidence == nil {
				continue
			}
			for _, f := range evidence.Features {
				if f.Properties["role"] == "position" {
					continue // it stands in the collection once
				}
				copied := geojson.NewFeature(f.Geometry)
				copied.Properties = f.Properties.Clone()
				copied.Properties["of"], copied.Properties["check"] = a.Code, string(a.Checks[i].Check)
				all.Append(copied)
			}
		}
	}
}

// WriteGeoJSON writes GeoJSON.
func (r *Result) WriteGeoJSON(w io.Writer) error {
	body, err := r.GeoJSON().MarshalJSON()
	if err != nil {
		return err
	}
	_, err = w.Write(body)
	return err
}

// WriteJSON writes the result as indented JSON.
func (r *Result) WriteJSON(w io.Writer) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(r)
}
