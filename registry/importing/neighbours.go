package importing

import (
	"context"
	"fmt"

	"github.com/paulmach/orb"

	"hatang/registry"
)

// doubtM is the distance within which two records of one kind are taken for
// possibly the same: what two GPS readings of one mast differ by.
const doubtM = 5

// neighbours finds new records right beside others of their kind, in the registry
// or further up in the file. Of the same operator they may be one thing entered
// twice; of another they may share a mast.
type neighbours struct {
	places   *nearIndex
	operator *registry.Field
	loaded   bool
}

// newNeighbours is nil for kinds that stand upon others or have no operator.
func newNeighbours(schema *registry.Schema) *neighbours {
	operator := schema.Field("operator_code")
	if schema.Shapes != registry.Points || operator == nil || schema.Kind == registry.Stations {
		return nil
	}
	return &neighbours{places: newNearIndex(doubtM), operator: operator}
}

// load reads where the registry's records of the kind stand, each thing once, on
// the day.
func (n *neighbours) load(ctx context.Context, r registry.Reader, im *importer) error {
	if n.loaded {
		return nil
	}
	n.loaded = true
	query := registry.Query{Kind: im.schema.Kind, AsOf: im.effective(im.opts.ValidFrom)}
	err := r.Scan(ctx, query, func(rec registry.Record) error {
		if at, ok := rec.Shape().(orb.Point); ok && !im.isApproximate(rec) {
			n.add(rec, at, rec.Head().ID, 0, im.nameOf(rec))
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("reading the records to find doubles among: %w", err)
	}
	return nil
}

func (n *neighbours) add(rec registry.Record, at orb.Point, id string, row int, label string) int32 {
	operator, _ := n.operator.Value(rec).(string)
	return n.places.add(0, nearEntry{at: at, id: id, label: label, row: int32(row), content: shortHash(operator)})
}

// shortHash is FNV-1a: operators are few, and two that collide are told as one.
func shortHash(text string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(text) {
		h = (h ^ uint64(text[i])) * 1099511628211
	}
	return h
}

// checkNeighbours tells what stands within reach of the run's new or moved
// records.
func (im *importer) checkNeighbours(ctx context.Context, r registry.Reader, run []*draft) error {
	n := im.neighbours
	if n == nil || im.checks.findings.off("duplicate") && im.checks.findings.off("colocated") {
		return nil
	}
	if err := n.load(ctx, r, im); err != nil {
		return err
	}
	for _, d := range run {
		at, ok := d.shape.(orb.Point)
		if !ok || d.put == nil || d.faulty || d.repeats || im.isApproximate(d.put) {
			continue
		}
		im.checkNeighbour(d, at)
		d.neighbour = n.add(d.put, at, d.put.Head().ID, d.row, im.nameOf(d.put)) + 1
	}
	return n.places.err
}

func (im *importer) checkNeighbour(d *draft, at orb.Point) {
	n := im.neighbours
	id := d.put.Head().ID
	operator, _ := n.operator.Value(d.put).(string)
	key := shortHash(operator)
	own, other := int32(-1), int32(-1)
	ownM, otherM := 0.0, 0.0
	n.places.each(0, at, func(i int32, distanceM float64) {
		e := n.places.entry(i)
		switch {
		case id != "" && e.id == id:
		case e.content == key && (own < 0 || distanceM < ownM):
			own, ownM = i, distanceM
		case e.content != key && (other < 0 || distanceM < otherM):
			other, otherM = i, distanceM
		}
	})
	if own >= 0 {
		im.warn(d, im.positions.headerOf(), n.places.entry(own).label, "duplicate", n.text(own, ownM, registry.Text{
			VI: "cùng doanh nghiệp, có thể là một", EN: "the same operator's: the two may be one"}))
	}
	if other >= 0 {
		im.warn(d, im.positions.headerOf(), n.places.entry(other).label, "colocated", n.text(other, otherM, registry.Text{
			VI: "của doanh nghiệp khác, có thể dùng chung", EN: "another operator's: they may share it"}))
	}
}

func (n *neighbours) text(i int32, distanceM float64, why registry.Text) registry.Text {
	where := registry.Text{VI: "trong sổ", EN: "in the registry"}
	if row := n.places.entry(i).row; row > 0 {
		where = registry.Textf("ở dòng %d", "in row %d", row)
	}
	away := registry.Decimals(distanceM, 1)
	return registry.Text{
		VI: fmt.Sprintf("cách bản ghi %s %s m, %s", where.VI, away.VI, why.VI),
		EN: fmt.Sprintf("%s m from the record %s, %s", away.EN, where.EN, why.EN),
	}
}

// rememberNeighbours notes the IDs that new records were given.
func (im *importer) rememberNeighbours(run []*draft) {
	for _, d := range run {
		if d.neighbour > 0 && d.put != nil {
			im.neighbours.places.name(d.neighbour-1, d.put.Head().ID)
		}
	}
}

// nameOf is what to call a record in a message: its code, or else its name.
func (im *importer) nameOf(rec registry.Record) string {
	for _, name := range []string{"code", "name"} {
		if f := im.schema.Field(name); f != nil {
			if text, _ := f.Value(rec).(string); text != "" {
				return text
			}
		}
	}
	return ""
}

func (im *importer) isApproximate(rec registry.Record) bool {
	approximate, _ := im.schema.Fields[im.fieldIndex["approximate"]].Value(rec).(bool)
	return approximate
}
