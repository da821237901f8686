package importing

import (
	"context"
	"errors"
	"io"
	"slices"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/project"

	"hatang/registry"
)

// Feature is a row of a file about what is no record of the registry: the texts
// under its headers, blank ones left out, and its geometry on WGS 84, nil when
// it has none. It is valid until the next one is read.
type Feature struct {
	Number   int // feature number, from 1
	Texts    map[string]string
	Geometry orb.Geometry
}

// Read is what reading features found and decided. Faults that are not listed
// are counted.
type Read struct {
	Format    Format
	Features  int
	Problems  []registry.Problem
	Unlisted  int
	Decisions []registry.Text
}

// mostFeatureFaults is how many faults of a file of features are listed.
const mostFeatureFaults = 100

// geometryFormats are the formats whose rows have a geometry.
func geometryFormats() []Format { return []Format{GeoJSON, GPKG, Shapefile, KML, KMZ} }

// ReadFeatures reads the features of a file with the readers of Import, packed
// with gzip or not, and gives each to yield, whose problems it gathers with its
// own. Of the options Format, Encoding, Layer, CRS and Progress are heeded. The
// error is Invalid when there are faults; the features that were given mean
// nothing then.
func ReadFeatures(ctx context.Context, name string, src io.Reader, opts Options, yield func(*Feature) []registry.Problem) (*Read, error) {
	// Of the importer only its way to a reader is used, which asks no registry.
	im, err := newImporter(nil, registry.Zones, name, Options{Format: opts.Format, Encoding: opts.Encoding, Layer: opts.Layer, CRS: opts.CRS})
	if err != nil {
		return nil, err
	}
	if im.input, err = newInput(ctx, src, opts.Progress); err != nil {
		return nil, err
	}
	im.input.passes = 1
	out := &Read{}
	err = im.brokenOff(im.eachRow(ctx, func(reader Reader, row *Row) error {
		if out.Format = im.format; !slices.Contains(geometryFormats(), im.format) {
			return broken("format", 0, registry.Textf("cần tệp có hình học: %v; đây là %s", "a file with geometries is expected: %v; this is %s", geometryFormats(), im.format))
		}
		if row == nil {
			out.Decisions = append([]registry.Text{registry.Textf("định dạng: %s", "format: %s", im.format)}, reader.Notes()...)
			return nil
		}
		out.Features++
		out.take(im, reader, row, yield)
		return nil
	}))
	if err = errors.Join(err, im.input.close()); err != nil {
		return out, err
	}
	out.Problems = append(im.report.Problems, out.Problems...)
	for i := range out.Problems {
		out.Problems[i].File = name
	}
	if len(registry.Faults(out.Problems)) > 0 {
		return out, &registry.Error{Code: registry.Invalid, Problems: out.Problems, Message: registry.Textf("tệp %s không dùng được", "the file %s cannot be used", name)}
	}
	return out, nil
}

func (out *Read) take(im *importer, reader Reader, row *Row, yield func(*Feature) []registry.Problem) {
	problems := row.Problems
	f := &Feature{Number: row.Number, Texts: map[string]string{}}
	for i, header := range reader.Header() {
		if i < len(row.Cells) && row.Cells[i].Form != Blank && row.Cells[i].Form != Nested {
			f.Texts[header] = registry.Normalise(row.Cells[i].Text)
		}
	}
	if len(registry.Faults(problems)) == 0 {
		var err error
		if f.Geometry, err = im.onWGS84(row.Geometry); err != nil {
			problems = append(problems, registry.Problem{Column: "geometry", Rule: "coordinates", Severity: registry.Fault, Message: im.crsText(err)})
		} else {
			problems = append(problems, yield(f)...)
		}
	}
	for _, p := range problems {
		p.Row = row.Number
		if len(out.Problems) >= mostFeatureFaults {
			out.Unlisted++
			continue
		}
		out.Problems = append(out.Problems, p)
	}
}

// onWGS84 puts every vertex of a geometry of any type on WGS 84.
func (im *importer) onWGS84(g orb.Geometry) (orb.Geometry, error) {
	if g == nil {
		return nil, nil
	}
	var first error
	converted := project.Geometry(orb.Clone(g), func(p orb.Point) orb.Point {
		q, err := im.positions.system.ToWGS84(p[0], p[1])
		if err != nil && first == nil {
			first = err
		}
		return q
	})
	return converted, first
}
